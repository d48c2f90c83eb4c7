import { MessageWriter } from "../../src/compute/onnx/protobuf.ts";

const float = 1;
const int64 = 7;

/** A node of an operator from named inputs to `y`. */
const node = (op: string, inputs: readonly string[], output = "y"): MessageWriter => {
  const message = new MessageWriter();
  for (const name of inputs) message.bytes(1, name);
  return message.bytes(2, output).bytes(4, op);
};

const valueInfo = (name: string, type: number, sides: readonly (number | string)[]): MessageWriter => {
  const shape = new MessageWriter();
  for (const side of sides) {
    shape.bytes(1, typeof side === "number" ? new MessageWriter().int(1, side) : new MessageWriter().bytes(2, side));
  }
  return new MessageWriter()
    .bytes(1, name)
    .bytes(2, new MessageWriter().bytes(1, new MessageWriter().int(1, type).bytes(2, shape)));
};

const tensor = (sides: readonly number[], type = float): MessageWriter => {
  const message = new MessageWriter();
  for (const side of sides) message.int(1, side);
  return message.int(2, type).bytes(8, "w");
};

const raw = (values: ArrayBufferView): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** Weights that are said to lie in another file. */
const elsewhere = (location: string): MessageWriter => {
  const entry = (key: string, value: string): MessageWriter => new MessageWriter().bytes(1, key).bytes(2, value);
  return tensor([4])
    .bytes(13, entry("location", location))
    .bytes(13, entry("offset", "0"))
    .bytes(13, entry("length", "16"))
    .int(14, 1);
};

interface Graph {
  readonly weights?: MessageWriter;
  readonly nodes?: readonly MessageWriter[];
  readonly output?: MessageWriter;
}

const soundWeights = (): MessageWriter => tensor([4]).bytes(9, raw(Float32Array.of(1, 2, 3, 4)));

function model({ weights = soundWeights(), nodes = [node("Add", ["x", "w"])], output }: Graph): Uint8Array {
  const graph = new MessageWriter();
  for (const message of nodes) graph.bytes(1, message);
  graph
    .bytes(2, "g")
    .bytes(5, weights)
    .bytes(11, valueInfo("x", float, ["N", 4]))
    .bytes(12, output ?? valueInfo("y", float, ["N", 4]));
  const opset = new MessageWriter().bytes(1, "").int(2, 17);
  return new MessageWriter().int(1, 8).bytes(7, graph).bytes(8, opset).finish();
}

/** y = x + [1, 2, 3, 4] for x [N, 4]. */
export const soundModel = (): Uint8Array => model({});

/** Models by what is wrong with them. */
export function hostileModels(): Record<string, Uint8Array> {
  return {
    empty: new Uint8Array(0),
    garbage: new TextEncoder().encode("no model, and no protobuf either"),
    truncated: soundModel().subarray(0, 60),
    "weights in a file above": model({ weights: elsewhere("../weights.bin") }),
    "weights in a file beside": model({ weights: elsewhere("weights.bin") }),
    "weights in a system file": model({ weights: elsewhere("/etc/passwd") }),
    "weights at an address": model({ weights: elsewhere("*/_ORT_MEM_ADDR_/*") }),
    "fewer weights than its shape": model({ weights: tensor([4]).bytes(9, raw(Float32Array.of(1))) }),
    "an enormous shape": model({ weights: tensor([2 ** 31, 2 ** 31]).bytes(9, raw(Float32Array.of(1, 2, 3, 4))) }),
    "weights of another type": model({ weights: tensor([4], int64).bytes(9, raw(BigInt64Array.of(1n, 2n, 3n, 4n))) }),
    "an unknown operator": model({ nodes: [node("Boom", ["x", "w"])] }),
    "an operator of an unknown domain": model({ nodes: [node("Add", ["x", "w"]).bytes(7, "evil.example")] }),
    "a cycle": model({ nodes: [node("Add", ["y", "w"], "z"), node("Add", ["z", "w"])] }),
  };
}

/** Models that are sound in form, by what comes of running them. */
export function treacherousModels(): Record<string, Uint8Array> {
  return {
    "weights that are no numbers": model({ weights: tensor([4]).bytes(9, raw(Float32Array.of(NaN, NaN, NaN, NaN))) }),
    "integers for numbers": model({
      nodes: [node("Shape", ["x"])],
      output: valueInfo("y", int64, [2]),
    }),
  };
}
