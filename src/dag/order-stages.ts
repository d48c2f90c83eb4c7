import { nearest } from "../util/suggest.ts";
import { DomainlensError } from "../util/errors.ts";
import { type Stage, type StageName, stageNames } from "./stage.ts";

/**
 * Stages with every stage after its inputs, else in flow order. Throws DomainlensError("internal") for two stages of one name, an
 * input that is no stage, or a cycle.
 */
export function orderStages(stages: readonly Stage[]): Stage[] {
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  if (byName.size < stages.length)
    throw broken("two stages have one name", [...stages].map(({ name }) => name).join(", "));
  const ordered: Stage[] = [];
  const open = new Set<StageName>();
  const visit = (name: StageName, from: StageName): void => {
    const stage = byName.get(name);
    if (stage === undefined) throw unknownInput(name, from, [...byName.keys()]);
    if (ordered.includes(stage)) return;
    if (open.has(name)) throw broken("stages depend on each other in a circle", [...open, name].join(" → "));
    open.add(name);
    for (const input of stage.inputs) visit(input, name);
    open.delete(name);
    ordered.push(stage);
  };
  const inFlow = [...byName.keys()].sort((a, b) => stageNames.indexOf(a) - stageNames.indexOf(b));
  for (const name of inFlow) visit(name, name);
  return ordered;
}

function unknownInput(name: string, from: string, known: readonly string[]): DomainlensError {
  const near = nearest(name, known);
  return broken(
    `stage ${from} has an input that is no stage${near === undefined ? "" : `; did you mean ${near}?`}`,
    name,
  );
}

function broken(what: string, value: string): DomainlensError {
  return new DomainlensError("internal", { what, value, remedy: "correct the stage table" });
}
