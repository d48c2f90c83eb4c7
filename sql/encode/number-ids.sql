-- purpose:    the nearest support point of every value of a numeric feature in any split, the lower one of two as near; 0 for NULL
-- grain:      one row per value, and one for NULL
-- parameters: none
-- columns:    value double, id integer, seen boolean, elements bigint (in training), held_out bigint, distance double
-- example:    {{values}} = 'numbers.parquet'
-- example:    {{points}} = points_0
WITH
  counts AS (
    SELECT
      value,
      coalesce(SUM(elements) FILTER (WHERE _split = 0), 0) AS elements,
      coalesce(SUM(elements) FILTER (WHERE _split > 0), 0) AS held_out
    FROM read_parquet({{values}}, hive_partitioning = false)
    WHERE value IS NOT NULL
    GROUP BY value
  ),
  neighbours AS (
    SELECT
      counts.value,
      elements,
      held_out,
      MAX(points.id) OVER (
        ORDER BY counts.value ASC NULLS LAST
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ) AS lower_id,
      MIN(points.id) OVER (
        ORDER BY counts.value ASC NULLS LAST
        ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
      ) AS upper_id
    FROM counts
    LEFT JOIN {{points}} AS points ON points.value = counts.value
  ),
  distances AS (
    SELECT
      neighbours.value,
      elements,
      held_out,
      lower_id,
      upper_id,
      neighbours.value - lower_point.value AS below,
      upper_point.value - neighbours.value AS above
    FROM neighbours
    LEFT JOIN {{points}} AS lower_point ON lower_point.id = lower_id
    LEFT JOIN {{points}} AS upper_point ON upper_point.id = upper_id
  )
SELECT
  value,
  CAST(CASE WHEN upper_id IS NULL OR below <= above THEN coalesce(lower_id, 0) ELSE upper_id END AS INTEGER) AS id,
  elements > 0 AS seen,
  CAST(elements AS BIGINT) AS elements,
  CAST(held_out AS BIGINT) AS held_out,
  CASE WHEN upper_id IS NULL OR below <= above THEN below ELSE above END AS distance
FROM distances
UNION ALL
SELECT
  CAST(NULL AS DOUBLE) AS value,
  0 AS id,
  false AS seen,
  CAST(0 AS BIGINT) AS elements,
  CAST(0 AS BIGINT) AS held_out,
  CAST(NULL AS DOUBLE) AS distance
