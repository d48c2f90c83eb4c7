import { terminalText, visibleJson } from "../util/visible.ts";

/** Writes lines of text to stdout and waits until they are out: the process may exit right after. */
export function printResult(text: string): Promise<void> {
  return print(terminalText(text));
}

/** Writes a value as the one JSON document on stdout. */
export function printJson(value: unknown): Promise<void> {
  return printJsonText(JSON.stringify(value, null, 2));
}

/** As `printJson`, of a document that is text already. */
export function printJsonText(json: string): Promise<void> {
  return print(visibleJson(json));
}

/** Whether an output failed because nobody reads it any more. */
export function isReaderGone(error: Error): boolean {
  return "code" in error && (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED");
}

/** What nobody reads is as good as written. */
function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text.endsWith("\n") ? text : `${text}\n`, (error) => {
      if (error && !isReaderGone(error)) reject(error);
      else resolve();
    });
  });
}
