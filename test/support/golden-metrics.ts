import { z } from "zod";
import { type GoldenFile, readGolden } from "./golden.ts";

const tensor = z.object({ shape: z.array(z.number()), data: z.array(z.number()) });

const metricFile = z.object({
  about: z.string(),
  inputs: z.record(z.string(), tensor),
  outputs: z.record(z.string(), tensor.nullable()),
});
export type MetricVectors = z.infer<typeof metricFile>;

/** The vectors of a file of metrics; an output that is not defined is null. */
export function readMetricVectors(file: GoldenFile): MetricVectors {
  return metricFile.parse(readGolden(file.path));
}

/** The elements of an input. */
export function numbersOf({ inputs }: MetricVectors, name: string): number[] {
  return inputs[name].data;
}
