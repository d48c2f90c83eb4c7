-- purpose:    what a later part of the log holds that training does not, from the value counts of a feature
-- grain:      one row per part that has a value or a null: 0 is training, 1 what is later, valid and test
-- parameters: none
-- columns:    part integer, elements bigint, nulls bigint, unseen_elements bigint, unseen_values bigint
-- example:    {{values}} = 'values.parquet'
WITH
  by_value AS (
    SELECT CASE WHEN _split = 0 THEN 0 ELSE 1 END AS part, value, SUM(elements) AS n
    FROM read_parquet({{values}}, hive_partitioning = false)
    GROUP BY CASE WHEN _split = 0 THEN 0 ELSE 1 END, value
  ),
  known AS (
    SELECT value
    FROM by_value
    WHERE part = 0 AND value IS NOT NULL
  )
SELECT
  part,
  CAST(coalesce(SUM(CASE WHEN by_value.value IS NOT NULL THEN n END), 0) AS BIGINT) AS elements,
  CAST(coalesce(SUM(CASE WHEN by_value.value IS NULL THEN n END), 0) AS BIGINT) AS nulls,
  CAST(coalesce(SUM(CASE WHEN by_value.value IS NOT NULL AND known.value IS NULL THEN n END), 0) AS BIGINT) AS unseen_elements,
  COUNT(CASE WHEN by_value.value IS NOT NULL AND known.value IS NULL THEN 1 END) AS unseen_values
FROM by_value
LEFT JOIN known ON known.value = by_value.value
GROUP BY part
ORDER BY part
