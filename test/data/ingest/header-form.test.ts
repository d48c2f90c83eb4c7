import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readLog } from "../../support/read-log.ts";
import { temporaryFolder } from "../../support/run-stage.ts";

const features = { x: { kind: "categorical" as const } };

function written(header: string): string {
  const path = join(temporaryFolder(), "log.csv");
  writeFileSync(path, `${header}\na,0,p\nb,1,q\n`);
  return path;
}

describe("the header of a CSV file", () => {
  it.each([
    ['d,"y"y,x', "text after a closing quote"],
    ['d,y"y,x', "quote inside an unquoted field"],
    ['d,"y,x', "quote never closed"],
    ["d,y\0,x", "NUL byte"],
  ])("that is not well formed leaves the file out and says why: %j", async (header, defect) => {
    await expect(readLog(written(header), { features })).rejects.toMatchObject({
      code: "input",
      message: `the header of log.csv is not well formed: ${defect}`,
    });
  });

  it.each(['d,"y"y,x', "d,y\0,x", "one,two", "", "d,y,x,more"])(
    "is passed over, whatever it looks like, where the config names the columns: %j",
    async (header) => {
      const dataset = { csv: { columns: ["d", "y", "x"] } };
      const { counts } = await readLog(written(header), { features, dataset });
      expect(counts).toMatchObject({ records: 2, header: true, kept: 2, rejected: 0 });
    },
  );

  it("may hold letters that are no UTF-8 in the name of a column that nothing reads", async () => {
    const path = join(temporaryFolder(), "log.csv");
    writeFileSync(path, Buffer.from("d,y,x,stra\xdfe\na,0,p,1\nb,1,q,2\n", "latin1"));
    const { counts } = await readLog(path, { features });
    expect(counts).toMatchObject({ records: 2, kept: 2, rejected: 0 });
  });
});
