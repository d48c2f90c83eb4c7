-- purpose:    how many cells the effect histogram of one feature has
-- grain:      one row
-- parameters: $path varchar, $feature integer
-- columns:    cells bigint, ids bigint
-- example:    $path = effects.parquet
SELECT COUNT(*) AS cells, COUNT(DISTINCT id) AS ids
FROM read_parquet($path, hive_partitioning = false)
WHERE feature = $feature
