import type { Config } from "../../config/schema.ts";
import type { SourceFile } from "../../dag/stage.ts";
import { DomainlensError } from "../../util/errors.ts";
import { nearest } from "../../util/suggest.ts";
import type { EncodeArtifact, EncodedFeature } from "../artifacts/encode.ts";
import type { Session } from "../session.ts";
import { evaluationFile, type ReadContext } from "./evaluation-files.ts";
import { type EvaluationSet, readEvaluation } from "./read-evaluation.ts";

type RetrievalConfig = NonNullable<Config["retrieval"]>;

export interface EvaluationsInput extends ReadContext {
  readonly retrieval: Pick<RetrievalConfig, "user" | "item" | "evaluate">;
  /** The raw files of the evaluation. */
  readonly files: readonly SourceFile[];
  readonly encodeDir: string;
  readonly encode: EncodeArtifact;
}

/** What each entry of `retrieval.evaluate` holds. Errors: DomainlensError("config") for a domain that the log does not have. */
export async function readEvaluations(session: Session, input: EvaluationsInput): Promise<EvaluationSet[]> {
  const { retrieval, files, encode } = input;
  const { user, item } = idFeatures(encode, retrieval);
  const sets: EvaluationSet[] = [];
  for (const [index, { domain: name }] of retrieval.evaluate.entries()) {
    const positives = evaluationFile(files, index, "positives");
    if (positives === null) throw lost(index);
    const candidates = evaluationFile(files, index, "candidates");
    const domain = domainNumber(encode, name, index);
    sets.push(await readEvaluation(session, { ...input, name, domain, candidates, positives, user, item }));
  }
  return sets;
}

/** The encoded features that hold the ids of users and items. */
export function idFeatures(
  { features }: EncodeArtifact,
  { user, item }: Pick<RetrievalConfig, "user" | "item">,
): { readonly user: EncodedFeature; readonly item: EncodedFeature } {
  const named = (name: string): EncodedFeature => {
    const found = features.find((feature) => feature.name === name);
    if (found !== undefined) return found;
    throw new DomainlensError("internal", {
      what: "the encoded rows lack a feature of the config",
      value: name,
      remedy: "report this as a bug",
    });
  };
  return { user: named(user), item: named(item) };
}

function domainNumber({ domains }: EncodeArtifact, name: string, index: number): number {
  const found = domains.indexOf(name);
  if (found >= 0) return found;
  const near = nearest(name, domains);
  throw new DomainlensError("config", {
    what: `retrieval.evaluate.${index}.domain: the log has no such domain`,
    value: name,
    remedy: near === undefined ? `use one of: ${domains.slice(0, 20).join(", ")}` : `did you mean ${near}?`,
  });
}

function lost(index: number): DomainlensError {
  return new DomainlensError("internal", {
    what: `retrieval.evaluate.${index}: its file of positives was not handed to the stage`,
    remedy: "report this as a bug",
  });
}
