-- purpose:    what the ids of a range stand for
-- grain:      one row per id, ascending
-- parameters: $low bigint, $high bigint
-- columns:    value varchar (null for a kind other than value), kind varchar
-- example:    {{vocabulary}} = 'vocabulary.parquet'
SELECT value, kind
FROM read_parquet({{vocabulary}}, hive_partitioning = false)
WHERE id BETWEEN $low AND $high
ORDER BY id
