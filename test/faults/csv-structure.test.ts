import { it } from "vitest";
import { checkFaults, patience } from "./check-faults.ts";
import { csvStructure } from "./csv-structure.ts";

it(
  "is exact or says what it cannot read, for damage to the structure of a CSV file",
  async () => {
    await checkFaults("csv-structure", csvStructure);
  },
  patience,
);
