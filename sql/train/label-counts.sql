-- purpose:    how many rows of each label every domain has
-- grain:      one row per domain and label that occur
-- parameters: none
-- columns:    domain integer, label integer, rows bigint
-- example:    {{files}} = ['encoded.parquet']
SELECT _domain AS domain, _label AS label, COUNT(*) AS rows
FROM read_parquet({{files}}, hive_partitioning = false)
GROUP BY _domain, _label
ORDER BY domain, label
