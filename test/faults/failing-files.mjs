// Loaded before the program (node --import): the first read or write of a path that matches FAILING_PATH ends with FAILING_CODE.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { Readable } from "node:stream";

const { FAILING_PATH, FAILING_CODE } = process.env;
const pattern = new RegExp(FAILING_PATH ?? "^$");
let failed = false;

function failureOf(path, call) {
  if (failed || !pattern.test(String(path))) return undefined;
  failed = true;
  return Object.assign(new Error(`${FAILING_CODE}: injected, ${call} '${path}'`), { code: FAILING_CODE, path });
}

for (const name of ["readFile", "writeFile"]) {
  const original = fs.promises[name];
  fs.promises[name] = (path, ...rest) => {
    const failure = failureOf(path, name);
    return failure === undefined ? original(path, ...rest) : Promise.reject(failure);
  };
}
const { createReadStream } = fs;
fs.createReadStream = (path, ...rest) => {
  const failure = failureOf(path, "read");
  if (failure === undefined) return createReadStream(path, ...rest);
  return new Readable({ read: (/* size */) => undefined }).destroy(failure);
};
syncBuiltinESMExports();
