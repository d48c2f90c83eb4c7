-- purpose:    numbers of features that nothing can be computed with: infinite, not a number, or too large for their squares to be summed
-- grain:      one row
-- parameters: none
-- columns:    {{counts}}
-- example:    {{counts}} = COUNT(*) FILTER (WHERE NOT (abs(price) <= 1e150)) AS unusable_0
-- example:    {{parts}} = ['rows.parquet']
SELECT {{counts}}
FROM read_parquet({{parts}}, hive_partitioning = false)
