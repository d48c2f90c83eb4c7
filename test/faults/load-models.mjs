// Loads models as the program loads its own, and runs each once: node load-models.mjs <list of paths as JSON>. One line of JSON for each.
import { readFileSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { bindProgram } = await import(pathToFileURL(`${process.env.DIST}/compute/bound-program.js`).href);
const row = { shape: [1, 4], dtype: "float32" };
for (const path of JSON.parse(process.argv[2])) {
  writeSync(1, `${JSON.stringify(await outcome(readFileSync(path)))}\n`);
}

async function outcome(bytes) {
  try {
    const model = await bindProgram({ onnx: new Uint8Array(bytes), inputs: { x: row }, outputs: { y: row } });
    await model.run();
    await model.close();
    return { y: [...model.outputs.y].map(String) };
  } catch (error) {
    return { error: error.code, text: typeof error.render === "function" ? error.render() : String(error) };
  }
}
