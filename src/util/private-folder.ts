import { chmod, mkdir } from "node:fs/promises";

/** Makes a folder that only its owner may enter, whatever the umask, also where it is there already: what lies below is out of others' reach. */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
}
