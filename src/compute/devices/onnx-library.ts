// First: it must be evaluated before the library is.
import "./without-telemetry.ts";

/** What is used of ONNX Runtime; nothing else imports it, so that it never is loaded with its telemetry. */
export { InferenceSession, Tensor } from "onnxruntime-node";
