-- purpose:    the id of every value of any split, in any of the features that share a vocabulary: NULL is 1, what training never saw is unknown (0), what it rarely saw is 2
-- grain:      one row per value, and one for NULL
-- parameters: none
-- columns:    value varchar, id integer
-- example:    {{values}} = ['values.parquet']
-- example:    {{vocabulary}} = vocabulary_0
WITH seen AS (
  SELECT value, MIN(_split) = 0 AS in_training
  FROM read_parquet({{values}}, hive_partitioning = false)
  WHERE value IS NOT NULL
  GROUP BY value
)
SELECT seen.value AS value, coalesce(vocabulary.id, CASE WHEN in_training THEN 2 ELSE 0 END) AS id
FROM seen
LEFT JOIN {{vocabulary}} AS vocabulary ON vocabulary.value = seen.value
UNION ALL
SELECT CAST(NULL AS VARCHAR) AS value, 1 AS id
