import { it } from "vitest";
import { checkFaults, patience } from "./check-faults.ts";
import { jsonLines } from "./json-lines.ts";

it(
  "is exact or says what it cannot read, for damage to the JSON lines",
  async () => {
    await checkFaults("json-lines", jsonLines);
  },
  patience,
);
