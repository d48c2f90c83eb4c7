-- purpose:    how many positive rows there are, and how many of them have a user and an item with ids of their own
-- grain:      one row
-- parameters: none
-- columns:    positives bigint, kept bigint
-- example:    {{parts}} = ['encoded.parquet']
-- example:    {{user}} = price
-- example:    {{item}} = price
SELECT
  COUNT(*) FILTER (WHERE _label = 1) AS positives,
  COUNT(*) FILTER (WHERE _label = 1 AND {{user}} > 2 AND {{item}} > 2) AS kept
FROM read_parquet({{parts}}, hive_partitioning = false)
