import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { temporaryFolder } from "../support/run-stage.ts";
import { findBrowser, openPage, type Page } from "./browser.ts";
import { hostileNames, shownNames } from "./hostile-names.ts";
import { writeHostileLog } from "./hostile-log.ts";
import { type ParsedMarkdown, parseMarkdown } from "./parsed-markdown.ts";

/** What could move the cursor of a terminal, change what it shows, or turn text round; line feeds apart. */
const control = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/** What tables show of the features, and of the models by domain. */
const featureCells = shownNames;
const modelCells = shownNames.slice(0, 5).map((name) => `AUC ${name}!`);
const browser = findBrowser();
const folder = temporaryFolder();
const runs = join(folder, "runs");
let pipeline: string;
let run: string;
let trained: { status: number | null; stdout: string; stderr: string };

function domainlens(...args: readonly string[]) {
  const command = ["dist/cli/main.js", ...args, "--runs-dir", runs];
  return spawnSync(process.execPath, command, { encoding: "utf8", maxBuffer: 1 << 28 });
}

const read = (path: string): string => readFileSync(join(run, path), "utf8");

beforeAll(() => {
  if (browser === undefined) process.stdout.write("injection: no Chromium here, its tests are skipped\n");
  pipeline = writeHostileLog(folder);
  trained = domainlens("train", pipeline, "--model", "shared-dnn", "--seeds", "1");
  expect(trained.status, trained.stderr).toBe(0);
  const [name] = readdirSync(join(runs, "hostile")).filter((one) => /^[0-9a-f]{12}$/.test(one));
  run = join(runs, "hostile", name);
});

describe("hostile names in a log", () => {
  it("reach the results whole", () => {
    const { ranking } = z
      .object({ ranking: z.array(z.object({ feature: z.string() })) })
      .parse(JSON.parse(read("10-report/results.json")));
    expect(ranking.map(({ feature }) => feature).toSorted()).toEqual(hostileNames.toSorted());
  });

  it.each(["audit", "train", "plan", "diff"])("are plain text on the terminal after %s", (what) => {
    const id = run.split("/").at(-1) ?? "";
    const { stdout, stderr } = {
      audit: () => domainlens("audit", pipeline),
      train: () => trained,
      plan: () => domainlens("run", pipeline, "--dry-run"),
      diff: () => domainlens("diff", id, id),
    }[what as "audit"]();
    const lines = `${stdout}${stderr}`.split("\n");
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.filter((line) => control.test(line))).toEqual([]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(3000);
  });

  it("are text in rejects.csv, and no formula", () => {
    const text = read("01-ingest/rejects.csv");
    expect(text).toContain(",y,'=1+1,");
    expect(text).toContain("'=cmd().csv");
    expect(text).not.toMatch(/(^|,)"?[=+\-@]/m);
  });
});

describe.each([
  ["10-report/report.md", featureCells],
  ["08-train/models.md", modelCells],
])("hostile names in %s", (path, names) => {
  let parsed: ParsedMarkdown;
  beforeAll(async () => {
    parsed = await parseMarkdown(read(path));
  });

  it("are text for a Markdown parser: no link, picture, HTML, template or formula comes of them", () => {
    const own =
      "root sentence paragraph heading text word whitespace strong list listItem table tableRow tableCell code inlineCode image html";
    expect(parsed.kinds.filter((kind) => !own.split(" ").includes(kind))).toEqual([]);
    expect(parsed.html.filter((html) => !/^<\/?(details|summary)>/.test(html))).toEqual([]);
    expect(parsed.targets.filter((target) => !/^charts\/[a-z0-9-]+\.svg$/.test(target))).toEqual([]);
  });

  it("stand in its tables as they are", () => {
    expect(parsed.cells).toEqual(expect.arrayContaining(names));
  });
});

describe.skipIf(browser === undefined).each([
  ["10-report/report.html", featureCells],
  ["08-train/models.html", modelCells],
])("hostile names in %s", (path, names) => {
  let page: Page;
  beforeAll(() => {
    const charts = join(run, "10-report/charts");
    const pictures = readdirSync(charts).map((name) => readFileSync(join(charts, name), "utf8"));
    page = openPage(browser ?? "", join(run, path), pictures);
  });

  it("run no script in a browser and make no element", () => {
    const plain = "a body code details div figure h1 h2 h3 head html li meta nav p pre script strong style summary";
    const own = `${plain} table tbody td th title tr ul svg g polygon path rect text tspan defs clipPath linearGradient stop`;
    expect(page).toMatchObject({ owned: false, handlers: [] });
    expect(page.tags.filter((tag) => !own.split(" ").includes(tag))).toEqual([]);
    expect(page.targets.filter((target) => !/^#[a-z-]+$/.test(target))).toEqual([]);
  });

  it("stand in its tables as they are", () => {
    expect(page.cells).toEqual(expect.arrayContaining(names));
  });

  it("leave the pictures well-formed", () => expect(page.brokenPictures).toEqual([]));
});
