import type { z } from "zod";
import { nearest } from "../util/suggest.ts";
import { keysAt, placesOf } from "./known-keys.ts";
import { type ConfigProblem, type KeyPath, showPath } from "./problems.ts";

type Issue = z.core.$ZodIssue;

/** What zod found wrong with `root`, as problems in words of the config: one for each unknown key, unions by their nearest branch. */
export function zodProblems(issues: readonly Issue[], root: unknown): ConfigProblem[] {
  return issues.flatMap((issue) => problemsOf(issue, [], root));
}

function problemsOf(issue: Issue, prefix: KeyPath, root: unknown): ConfigProblem[] {
  // Symbols cannot occur in paths of YAML values.
  const path: KeyPath = [...prefix, ...issue.path.map((key) => (typeof key === "number" ? key : String(key)))];
  const value = valueAt(root, path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey([...path, key], root));
    case "invalid_union":
      return issue.errors.length === 0 ? [plainProblem(issue, path, value)] : unionProblems(issue, path, root);
    case "invalid_key":
      return [{ path, what: "an empty name", remedy: "give it a name" }];
    default:
      return [plainProblem(issue, path, value)];
  }
}

function unknownKey(path: KeyPath, root: unknown): ConfigProblem {
  const key = String(path.at(-1));
  const known = keysAt(path.slice(0, -1));
  const near = nearest(key, known);
  const [elsewhere] = placesOf(key);
  const hint =
    near !== undefined
      ? `did you mean \`${near}\`?`
      : elsewhere !== undefined
        ? `did you mean \`${elsewhere}\`?`
        : `remove it; known keys here: ${known.join(", ")}`;
  return { path, what: "unknown key", value: valueAt(root, path), remedy: hint };
}

/** The branch whose complaint lies deepest is the one the user meant; when none accepts the type, the branches are listed. */
function unionProblems(issue: z.core.$ZodIssueInvalidUnion, path: KeyPath, root: unknown): ConfigProblem[] {
  const meant = issue.errors.find((branch) => branch.some((inner) => !isWrongType(inner)));
  if (meant !== undefined) return meant.flatMap((inner) => problemsOf(inner, path, root));
  const value = valueAt(root, path);
  const expected = issue.errors.flatMap((branch) => branch.map(expectation));
  const what = value === undefined ? "is missing" : "has the wrong type";
  return [{ path, what, value, remedy: `give ${[...new Set(expected)].join(" or ")}` }];
}

function isWrongType(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_value");
}

function plainProblem(issue: Issue, path: KeyPath, value: unknown): ConfigProblem {
  if (issue.code === "invalid_type") {
    const what = value === undefined ? "is missing" : "has the wrong type";
    const quote = issue.expected === "string" && isScalar(value) ? `; quote it: "${String(value)}"` : "";
    return { path, what, value, remedy: `give ${expectation(issue)}${quote}` };
  }
  if (issue.code === "invalid_value")
    return { path, what: "is not allowed here", value, remedy: remedyForValues(issue, value) };
  const remedy = `correct it; \`domainlens schema\` describes ${showPath(path)}`;
  return { path, what: issue.message.replace(/^(Invalid input|Invalid option): /, ""), value, remedy };
}

function remedyForValues(issue: z.core.$ZodIssueInvalidValue, value: unknown): string {
  const allowed = issue.values.map(String);
  const near = typeof value === "string" ? nearest(value, allowed) : undefined;
  return near === undefined
    ? `use one of: ${allowed.join(", ")}`
    : `did you mean \`${near}\`? Allowed: ${allowed.join(", ")}`;
}

function expectation(issue: Issue): string {
  if (issue.code === "invalid_value") return issue.values.map((value) => JSON.stringify(value)).join(" or ");
  if (issue.code !== "invalid_type") return issue.message;
  const names: Record<string, string> = { object: "a mapping", record: "a mapping", string: "a text", array: "a list" };
  return names[issue.expected] ?? `a value of type ${issue.expected}`;
}

function isScalar(value: unknown): value is number | boolean {
  return typeof value === "number" || typeof value === "boolean";
}

function valueAt(root: unknown, path: KeyPath): unknown {
  let value = root;
  for (const key of path) {
    if (value === null || typeof value !== "object") return undefined;
    value = Object.entries(value).find(([name]) => name === String(key))?.[1];
  }
  return value;
}
