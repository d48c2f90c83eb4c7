-- purpose:    the rows of a feed that is written already
-- grain:      one row per row of the files, in their order
-- parameters: none
-- columns:    {{columns}}
-- example:    {{columns}} = _row, _domain, _label
-- example:    {{parts}} = ['encoded.parquet']
SELECT {{columns}}
FROM read_parquet({{parts}}, hive_partitioning = false)
