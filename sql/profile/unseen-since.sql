-- purpose:    how much of a categorical feature of one run has values that another run never had, from the value counts of both
-- grain:      one row
-- parameters: $before varchar, $after varchar
-- columns:    elements bigint, unseen_elements bigint, unseen_values bigint
-- example:    $before = values.parquet
-- example:    $after = values.parquet
WITH
  known AS (SELECT DISTINCT value FROM read_parquet($before, hive_partitioning = false) WHERE value IS NOT NULL),
  present AS (
    SELECT value, SUM(elements) AS n
    FROM read_parquet($after, hive_partitioning = false)
    WHERE value IS NOT NULL
    GROUP BY value
  )
SELECT
  CAST(coalesce(SUM(n), 0) AS BIGINT) AS elements,
  CAST(coalesce(SUM(CASE WHEN known.value IS NULL THEN n END), 0) AS BIGINT) AS unseen_elements,
  COUNT(CASE WHEN known.value IS NULL THEN 1 END) AS unseen_values
FROM present
LEFT JOIN known ON known.value = present.value
