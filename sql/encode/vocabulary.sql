-- purpose:    the vocabulary of the categorical features that share it from their training counts: named ids first, then values by descending count
-- grain:      one row per id
-- parameters: $minCount bigint, $maxVocabulary bigint
-- columns:    id integer, value varchar, kind varchar, rows bigint
-- example:    {{values}} = ['values.parquet']
WITH
  counts AS (
    SELECT value, SUM(elements) AS elements, SUM(rows) AS rows
    FROM read_parquet({{values}}, hive_partitioning = false)
    WHERE _split = 0
    GROUP BY value
  ),
  placed AS (
    SELECT
      value,
      rows,
      elements,
      ROW_NUMBER() OVER (
        ORDER BY elements DESC NULLS LAST, value ASC NULLS LAST
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ) AS place
    FROM counts
    WHERE value IS NOT NULL
  ),
  named AS (
    SELECT
      CASE WHEN elements >= $minCount AND place <= $maxVocabulary THEN place + 2 ELSE 2 END AS id,
      CASE WHEN elements >= $minCount AND place <= $maxVocabulary THEN value END AS value,
      rows
    FROM placed
    UNION ALL
    SELECT 0 AS id, NULL AS value, 0 AS rows
    UNION ALL
    SELECT 1 AS id, NULL AS value, coalesce(SUM(rows), 0) AS rows
    FROM counts
    WHERE value IS NULL
    UNION ALL
    SELECT 2 AS id, NULL AS value, 0 AS rows
  )
SELECT
  CAST(id AS INTEGER) AS id,
  MAX(value) AS value,
  CASE id WHEN 0 THEN 'unknown' WHEN 1 THEN 'null' WHEN 2 THEN 'rare' ELSE 'value' END AS kind,
  CAST(SUM(rows) AS BIGINT) AS rows
FROM named
GROUP BY id
ORDER BY id
