import { closeSync, openSync } from "node:fs";

/**
 * Opens a file while `use` reads it. What is read in pieces of megabytes is read without other threads, which are waited for longer than a disk that has it
 * in memory.
 */
export async function withFile<T>(path: string, use: (file: number) => Promise<T>): Promise<T> {
  const file = openSync(path, "r");
  try {
    return await use(file);
  } finally {
    closeSync(file);
  }
}
