import { stat } from "node:fs/promises";

/** Why a path cannot be read as a file, such as "it is a directory"; null for a regular file that is there. Opens nothing: a FIFO would block. */
export async function whyUnreadable(path: string): Promise<string | null> {
  try {
    const found = await stat(path);
    if (found.isFile()) return null;
    if (found.isDirectory()) return "it is a directory";
    return found.isFIFO() ? "it is a FIFO" : "it is no regular file";
  } catch (error) {
    return reasons[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "it is not there, or is a link to nothing",
  ELOOP: "it is a link that leads back to itself",
  EACCES: "access is denied",
};

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
