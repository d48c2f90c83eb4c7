import { spawnSync } from "node:child_process";
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";

const probe = "test/security/page-probe.js";
const browserNames = ["chromium", "chromium-browser", "google-chrome"];

const pageSchema = z.object({
  owned: z.boolean(),
  tags: z.array(z.string()),
  handlers: z.array(z.string()),
  targets: z.array(z.string()),
  cells: z.array(z.string()),
  brokenPictures: z.array(z.string()),
});
/** What a browser made of a page: whether a script of the data ran, its elements, and the texts of table cells. */
export type Page = z.infer<typeof pageSchema>;

/** The browser of this machine; undefined without one. */
export function findBrowser(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return browserNames.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** Opens an HTML file in a browser without a window; `pictures` are parsed there as SVG files. */
export function openPage(browser: string, path: string, pictures: readonly string[]): Page {
  const folder = mkdtempSync(join(tmpdir(), "domainlens-page-"));
  try {
    // Text of a script ends at the first </script>, so that none may be in it.
    const argument = JSON.stringify(pictures).replaceAll("<", "\\u003c");
    const script = `<script>globalThis.pictures = ${argument};\n${readFileSync(probe, "utf8")}</script>`;
    const page = join(folder, "page.html");
    writeFileSync(
      page,
      readFileSync(path, "utf8").replace(/<\/body>\s*<\/html>\s*$/, () => `${script}</body></html>`),
    );
    const options = ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${folder}`, "--dump-dom"];
    const { stdout } = spawnSync(browser, [...options, pathToFileURL(page).href], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
      timeout: 60_000,
    });
    return pageSchema.parse(JSON.parse(unescape(/\{.*\}/s.exec(stdout)?.[0] ?? "null")));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function unescape(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&nbsp;", "\u00a0").replaceAll("&amp;", "&");
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
