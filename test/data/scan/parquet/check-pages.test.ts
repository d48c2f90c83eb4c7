import { join } from "node:path";
import { expect, it } from "vitest";
import { checkPages } from "../../../../src/data/scan/parquet/check-pages.ts";
import { openSession } from "../../../../src/data/session.ts";
import { temporaryFolder } from "../../../support/run-stage.ts";

const folder = temporaryFolder();

it.each(["uncompressed", "snappy", "gzip", "zstd", "brotli", "lz4_raw"])(
  "finds nothing wrong with pages compressed by %s, of either version",
  async (codec) => {
    await using session = await openSession({ memoryBytes: 2 ** 28, threads: 1, tempDir: join(folder, codec) });
    const rows = `SELECT i, CASE WHEN i % 3 = 0 THEN NULL ELSE 'v' || (i % 700) END AS t, [i, i + 1] AS l, NULL::DOUBLE AS n FROM range(50000) AS r(i)`;
    for (const version of ["V1", "V2"]) {
      const path = join(folder, `${codec}-${version}.parquet`);
      await session.run(
        `COPY (${rows}) TO '${path}' (FORMAT parquet, COMPRESSION ${codec}, PARQUET_VERSION ${version})`,
      );
      await expect(checkPages(path, new AbortController().signal)).resolves.toMatchObject({ rows: 50_000 });
    }
  },
);
