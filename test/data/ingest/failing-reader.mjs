// Answers as the process that reads files does, and does what the name of a file says.
const send = (reply) =>
  process.send({ reply, use: { processorMs: 20, peakRssBytes: reply.kind === "opened" ? 1000 : 3000 } });
process.on("message", (request) => {
  if (request.kind === "open") return send({ kind: "opened", lookups: [] });
  const { name } = request.job.file;
  if (name === "crash") process.abort();
  if (name === "exit") process.exit(77);
  if (name === "kill") process.kill(process.pid, "SIGSEGV");
  if (name === "hang") for (;;);
  const error = { own: true, code: "data", what: `${name} is no log`, remedy: "another one" };
  const answer = () =>
    send(name === "bad" ? { kind: "failed", error } : { kind: "read", report: { absent: [], untyped: [], name } });
  if (name === "slow") setTimeout(answer, 200);
  else answer();
});
process.on("disconnect", () => process.exit(0));
