import { it } from "vitest";
import { checkFaults, patience } from "./check-faults.ts";
import { parquetFiles } from "./parquet-file.ts";

it(
  "is exact or says what it cannot read, for damage to the Parquet files",
  async () => {
    await checkFaults("parquet-file", parquetFiles);
  },
  patience,
);
