// Loads models as the program loads its own, and runs each once: node load-models.mjs <list of paths as JSON>. One line of JSON for each.
import { readFileSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { runOnnx } = await import(pathToFileURL(`${process.env.DIST}/compute/run-onnx.js`).href);
for (const path of JSON.parse(process.argv[2])) {
  writeSync(1, `${JSON.stringify(await outcome(readFileSync(path)))}\n`);
}

async function outcome(bytes) {
  try {
    const model = await runOnnx(new Uint8Array(bytes), "x", [1, 4]);
    const { y } = await model.run(new Float32Array(4));
    await model.close();
    return { y: [...(y ?? [])].map(String) };
  } catch (error) {
    return { error: error.code, text: typeof error.render === "function" ? error.render() : String(error) };
  }
}
