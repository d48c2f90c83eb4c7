import type { Rng } from "../../src/util/rng.ts";
import type { Mutant } from "./text-file.ts";

/** Makes a file with one defect of a class. */
export type Mutation = (rng: Rng) => Mutant;
