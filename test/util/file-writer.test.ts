import { existsSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FileWriter } from "../../src/util/file-writer.ts";
import { temporaryFolder } from "../support/run-stage.ts";

const full = "/dev/full";
const large = "x".repeat(1 << 20);
if (!existsSync(full)) console.log(`skipped: a full disk, because there is no ${full}`);

describe("FileWriter", () => {
  it("writes pieces in their order, more of them than a stream keeps", async () => {
    const path = join(temporaryFolder(), "out.txt");
    const file = new FileWriter(path);
    file.put("a");
    await file.write(new TextEncoder().encode("b"));
    for (let i = 0; i < 4; i++) await file.write(large);
    await file.close();
    expect(readFileSync(path, "utf8")).toBe(`ab${large.repeat(4)}`);
  });

  it("throws at the next wait when the file cannot be opened, and does not end the process meanwhile", async () => {
    const file = new FileWriter(join(temporaryFolder(), "absent", "out.txt"));
    file.put("a");
    await wait(50);
    await expect(file.write("b")).rejects.toMatchObject({ code: "ENOENT" });
    await expect(file.close()).rejects.toMatchObject({ code: "ENOENT" });
  });

  it.runIf(existsSync(full))("throws when the disk is full while it waits for room, and at the end", async () => {
    const waiting = new FileWriter(full);
    await expect(waiting.write(large)).rejects.toMatchObject({ code: "ENOSPC" });
    await expect(waiting.close()).rejects.toMatchObject({ code: "ENOSPC" });
    const short = new FileWriter(full);
    await short.write("a");
    await expect(short.close()).rejects.toMatchObject({ code: "ENOSPC" });
  });
});
