-- purpose:    the support of a numeric feature: its distinct training values if they are few, else pooled quantiles of them
-- grain:      one row per point; ids from 1 by ascending value
-- parameters: $maxSupport bigint
-- columns:    id integer, value double
-- example:    {{values}} = 'numbers.parquet'
WITH
  counts AS (
    SELECT value, SUM(elements) AS n
    FROM read_parquet({{values}}, hive_partitioning = false)
    WHERE _split = 0 AND value IS NOT NULL
    GROUP BY value
  ),
  running AS (
    SELECT
      value,
      SUM(n) OVER (ORDER BY value ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - n AS n_before,
      SUM(n) OVER (ORDER BY value ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS n_all,
      COUNT(*) OVER (ORDER BY value ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS points
    FROM counts
  ),
  -- Few values: each is its own group. Many: those between two quantiles are one, and its least value stands for it.
  grouped AS (
    SELECT MIN(value) AS value
    FROM running
    GROUP BY CASE WHEN points <= $maxSupport THEN value ELSE CAST((n_before * $maxSupport) // n_all AS DOUBLE) END
  )
SELECT
  CAST(ROW_NUMBER() OVER (ORDER BY value ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS INTEGER) AS id,
  value
FROM grouped
ORDER BY id
