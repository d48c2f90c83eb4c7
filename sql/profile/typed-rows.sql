-- purpose:    the typed rows with the index of their domain and their split
-- grain:      one row per kept row
-- parameters: none
-- columns:    as ingest's rows, _domain_index integer, _split integer
-- example:    {{typed}} = typed.*
-- example:    {{parts}} = ['rows.parquet']
-- example:    {{domains}} = ['a', 'b']
-- example:    {{low}} = '1'
-- example:    {{high}} = '2'
SELECT
  {{typed}},
  CAST(list_position({{domains}}, typed._domain) - 1 AS INTEGER) AS _domain_index,
  CAST(
    CASE
      WHEN typed._split_value < CAST({{low}} AS BIGINT) THEN 0
      WHEN typed._split_value < CAST({{high}} AS BIGINT) THEN 1
      ELSE 2
    END AS INTEGER
  ) AS _split
FROM read_parquet({{parts}}, hive_partitioning = false) AS typed
