import {
  addN,
  binary,
  comparison,
  floorDiv,
  mod,
  multiply,
  notEqual,
  pow,
  select,
  squaredDifference,
} from "./binary.ts";
import type { Kernel } from "./call.ts";
import { fill, filledLike, linSpace, range } from "./constants.ts";
import { gather, oneHot, scatterNd, unsortedSegmentSum } from "./gather.ts";
import { concat, pack, splitV, unpack } from "./join.ts";
import { batchMatMul, fusedMatMul } from "./matmul.ts";
import { fusedBatchNorm, softmax } from "./normalise.ts";
import { argExtreme, cumsum, logicalReduction, reduction } from "./reduce.ts";
import { pad, reverse, slice, stridedSlice } from "./slice.ts";
import * as unaryKernels from "./unary.ts";
import { cast, expandDims, identity, reshapeTo, tile, transpose } from "./views.ts";

const { unary, unaryTest } = unaryKernels;

/**
 * Every tf.js kernel that a compiled program may use, by its tf.js name. The table is closed: an operation that is not here fails
 * when the program is traced, naming the operation.
 */
export const kernels = {
  Abs: unary("Abs", Math.abs),
  Add: binary("Add", { fold: (a, b) => a + b, neutralLeft: 0, neutralRight: 0 }),
  AddN: addN,
  All: logicalReduction("ReduceMin"),
  Any: logicalReduction("ReduceMax"),
  ArgMax: argExtreme("ArgMax"),
  ArgMin: argExtreme("ArgMin"),
  BatchMatMul: batchMatMul,
  Cast: cast,
  Ceil: unary("Ceil", Math.ceil),
  ClipByValue: unaryKernels.clip,
  Concat: concat,
  Cos: unary("Cos"),
  Cumsum: cumsum,
  Elu: unary("Elu"),
  EluGrad: unaryKernels.eluGrad,
  Equal: comparison("Equal"),
  Erf: unary("Erf"),
  Exp: unary("Exp", Math.exp),
  ExpandDims: expandDims,
  Expm1: unaryKernels.expm1,
  Fill: fill,
  Floor: unary("Floor", Math.floor),
  FloorDiv: floorDiv,
  FusedBatchNorm: fusedBatchNorm,
  GatherV2: gather,
  Greater: comparison("Greater"),
  GreaterEqual: comparison("GreaterOrEqual"),
  Identity: identity,
  IsFinite: unaryKernels.isFinite,
  IsInf: unaryTest("IsInf"),
  IsNan: unaryTest("IsNaN"),
  LeakyRelu: unaryKernels.leakyRelu,
  Less: comparison("Less"),
  LessEqual: comparison("LessOrEqual"),
  LinSpace: linSpace,
  Log: unary("Log", Math.log),
  Log1p: unaryKernels.log1p,
  LogicalAnd: comparison("And"),
  LogicalNot: unaryTest("Not"),
  LogicalOr: comparison("Or"),
  Max: reduction("ReduceMax"),
  Maximum: binary("Max", { fold: Math.max }),
  Mean: reduction("ReduceMean"),
  Min: reduction("ReduceMin"),
  Minimum: binary("Min", { fold: Math.min }),
  Mod: mod,
  Multiply: multiply,
  Neg: unary("Neg", (x) => -x),
  NotEqual: notEqual,
  OneHot: oneHot,
  OnesLike: filledLike(1),
  Pack: pack,
  PadV2: pad,
  Pow: pow,
  Prelu: unaryKernels.prelu,
  Prod: reduction("ReduceProd"),
  Range: range,
  RealDiv: binary("Div", { fold: (a, b) => a / b, neutralRight: 1 }),
  Reciprocal: unary("Reciprocal", (x) => 1 / x),
  Relu: unary("Relu", (x) => Math.max(x, 0)),
  Relu6: unaryKernels.relu6,
  Reshape: reshapeTo,
  Reverse: reverse,
  Round: unary("Round"),
  Rsqrt: unaryKernels.rsqrt,
  ScatterNd: scatterNd,
  Select: select,
  Selu: unary("Selu"),
  Sigmoid: unary("Sigmoid"),
  Sign: unary("Sign", Math.sign),
  Sin: unary("Sin"),
  Slice: slice,
  Softmax: softmax,
  Softplus: unary("Softplus"),
  SplitV: splitV,
  Sqrt: unary("Sqrt", Math.sqrt),
  Square: unaryKernels.square,
  SquaredDifference: squaredDifference,
  Step: unaryKernels.step,
  StridedSlice: stridedSlice,
  Sub: binary("Sub", { fold: (a, b) => a - b, neutralRight: 0 }),
  Sum: reduction("ReduceSum"),
  Tanh: unary("Tanh", Math.tanh),
  Tile: tile,
  Transpose: transpose,
  Unpack: unpack,
  UnsortedSegmentSum: unsortedSegmentSum,
  ZerosLike: filledLike(0),
  _FusedMatMul: fusedMatMul,
} satisfies Record<string, Kernel>;

/** The tf.js names of the kernels that compile. */
export type KernelName = keyof typeof kernels;
