-- purpose:    the number that each id of a numeric support stands for
-- grain:      one row per id but the null
-- parameters: $path varchar
-- columns:    id integer, value double
-- example:    $path = support.parquet
SELECT id, value
FROM read_parquet($path, hive_partitioning = false)
WHERE value IS NOT NULL
ORDER BY id
