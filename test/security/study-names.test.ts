import { expect, it } from "vitest";
import { renderStudy } from "../../src/report/study/render-study.ts";
import { sampleFeatures, sampleStudy, sampleVariant } from "../support/sample-study.ts";
import { hostileNames, shownNames } from "./hostile-names.ts";
import { parseMarkdown } from "./parsed-markdown.ts";

const variants = ["shared-dnn", "dsfm"].map((key) =>
  sampleVariant(key, 0.7, { against: key === "dsfm" ? "shared-dnn" : null, difference: 0.01 }),
);
const features = sampleFeatures(hostileNames.length, (f) => hostileNames[f]);
const study = { ...sampleStudy("dependence", variants, features), domains: hostileNames.slice(0, 2) };

it("shows hostile names of features and domains as text in study.md", async () => {
  const { kinds, html, targets, cells } = await parseMarkdown(renderStudy(study).markdown);
  expect(kinds.filter((kind) => /link|liquid|math|delete|emphasis|footnote|html/i.test(kind))).toEqual([]);
  expect({ html, targets }).toEqual({ html: [], targets: ["./study.svg"] });
  expect(cells).toEqual(expect.arrayContaining(shownNames));
});
