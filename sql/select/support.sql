-- purpose:    the number and the embedding bucket of each id of a numeric support
-- grain:      one row per id
-- parameters: none
-- columns:    id integer, value double, bucket integer
-- example:    {{path}} = 'support.parquet'
SELECT id, value, bucket
FROM read_parquet({{path}}, hive_partitioning = false)
