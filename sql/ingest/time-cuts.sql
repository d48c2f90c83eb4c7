-- purpose:    the values of _split_value at which validation and test rows begin: exact quantiles of the kept rows
-- grain:      one row
-- parameters: $train double, $through_valid double
-- columns:    low varchar, high varchar
-- example:    {{parts}} = ['rows.parquet']
WITH
  value_counts AS (
    SELECT _split_value, COUNT(*) AS n
    FROM read_parquet({{parts}}, hive_partitioning = false)
    GROUP BY _split_value
  ),
  running AS (
    SELECT
      _split_value,
      SUM(n) OVER (ORDER BY _split_value ASC NULLS FIRST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - n AS n_before,
      SUM(n) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS n_all
    FROM value_counts
  )
SELECT
  CAST(coalesce(MIN(CASE WHEN n_before >= $train * n_all THEN _split_value END), MAX(_split_value) + 1) AS VARCHAR) AS low,
  CAST(coalesce(MIN(CASE WHEN n_before >= $through_valid * n_all THEN _split_value END), MAX(_split_value) + 1) AS VARCHAR) AS high
FROM running
