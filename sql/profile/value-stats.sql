-- purpose:    counts of a feature from its value counts
-- grain:      one row per domain, and one for all (domain -1)
-- parameters: none
-- columns:    domain integer, elements bigint, nulls bigint, distinct_values bigint
-- example:    {{values}} = 'values.parquet'
WITH
  by_value AS (
    SELECT _domain AS domain, value, SUM(elements) AS n
    FROM read_parquet({{values}}, hive_partitioning = false)
    GROUP BY _domain, value
    UNION ALL
    SELECT -1 AS domain, value, SUM(elements) AS n
    FROM read_parquet({{values}}, hive_partitioning = false)
    GROUP BY value
  )
SELECT
  domain,
  CAST(coalesce(SUM(CASE WHEN value IS NOT NULL THEN n END), 0) AS BIGINT) AS elements,
  CAST(coalesce(SUM(CASE WHEN value IS NULL THEN n END), 0) AS BIGINT) AS nulls,
  COUNT(value) AS distinct_values
FROM by_value
GROUP BY domain
ORDER BY domain
