import type { InferenceSession } from "./devices/onnx-library.ts";
import { DomainlensError } from "../util/errors.ts";

/** What a program gave, by name of the output. Errors: DomainlensError("internal") naming an output that is not float32. */
export function floatOutputs(outputs: InferenceSession.OnnxValueMapType): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data, type }]) => {
      if (data instanceof Float32Array) return [name, data];
      throw new DomainlensError("internal", {
        what: `output "${name}" of a compiled program is not float32`,
        value: type,
        remedy: "report this as a bug",
      });
    }),
  );
}
