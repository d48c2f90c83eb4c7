-- purpose:    what folded into the rare value in training, and what valid and test hold that training never saw
-- grain:      one row
-- parameters: none
-- columns:    rare_values bigint, rare_elements bigint, unknown_elements bigint
-- example:    {{values}} = 'values.parquet'
-- example:    {{ids}} = ids_0
WITH
  counts AS (
    SELECT value, _split > 0 AS held_out, SUM(elements) AS elements
    FROM read_parquet({{values}}, hive_partitioning = false)
    WHERE value IS NOT NULL
    GROUP BY value, _split > 0
  )
SELECT
  COUNT(*) FILTER (WHERE NOT held_out AND ids.id = 2) AS rare_values,
  CAST(coalesce(SUM(elements) FILTER (WHERE NOT held_out AND ids.id = 2), 0) AS BIGINT) AS rare_elements,
  CAST(coalesce(SUM(elements) FILTER (WHERE held_out AND ids.id = 0), 0) AS BIGINT) AS unknown_elements
FROM counts
JOIN {{ids}} AS ids ON ids.value = counts.value
