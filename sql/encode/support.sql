-- purpose:    a numeric support with training counts and the embedding bucket of each point: quantiles of the mid-rank, without gaps
-- grain:      one row per id; id 0 is null, in bucket 0
-- parameters: $buckets bigint
-- columns:    id integer, value double, bucket integer, elements bigint
-- example:    {{values}} = 'numbers.parquet'
-- example:    {{points}} = points_0
-- example:    {{ids}} = numbers_0
WITH
  counts AS (
    SELECT id, SUM(elements) AS n
    FROM {{ids}}
    GROUP BY id
  ),
  running AS (
    SELECT
      points.id,
      points.value,
      coalesce(n, 0) AS n,
      SUM(coalesce(n, 0)) OVER (
        ORDER BY points.id ASC NULLS LAST
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ) AS n_through,
      SUM(coalesce(n, 0)) OVER (
        ORDER BY points.id ASC NULLS LAST
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS n_all
    FROM {{points}} AS points
    LEFT JOIN counts ON counts.id = points.id
  ),
  -- (n_before + n / 2) * buckets / n_all in whole numbers: floor((2 n_through - n) * buckets / (2 n_all)).
  bucketed AS (
    SELECT id, value, n, ((2 * n_through - n) * $buckets) // (2 * n_all) AS slot
    FROM running
  )
SELECT
  0 AS id,
  CAST(NULL AS DOUBLE) AS value,
  0 AS bucket,
  CAST(coalesce(SUM(elements), 0) AS BIGINT) AS elements
FROM read_parquet({{values}}, hive_partitioning = false)
WHERE _split = 0 AND value IS NULL
UNION ALL
SELECT
  id,
  value,
  CAST(DENSE_RANK() OVER (ORDER BY slot ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS INTEGER) AS bucket,
  CAST(n AS BIGINT) AS elements
FROM bucketed
ORDER BY id
