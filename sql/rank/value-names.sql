-- purpose:    the texts of some ids of a vocabulary
-- grain:      one row per id asked for
-- parameters: $path varchar
-- columns:    id integer, value varchar, kind varchar
-- example:    {{ids}} = 0, 3
-- example:    $path = vocabulary.parquet
SELECT id, value, kind
FROM read_parquet($path, hive_partitioning = false)
WHERE id IN ({{ids}})
ORDER BY id
