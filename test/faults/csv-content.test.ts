import { it } from "vitest";
import { checkFaults, patience } from "./check-faults.ts";
import { csvContent } from "./csv-content.ts";

it(
  "is exact or says what it cannot read, for damage to the content of a CSV file",
  async () => {
    await checkFaults("csv-content", csvContent);
  },
  patience,
);
