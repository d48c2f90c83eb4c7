-- purpose:    the encoded rows with numbers as values, the embedding bucket of each beside it
-- grain:      one row per chosen row, in their order
-- parameters: none
-- columns:    {{columns}}
-- example:    {{columns}} = encoded._row, support_0.value AS price, support_0.bucket AS price__bucket
-- example:    {{parts}} = ['encoded.parquet']
-- example:    {{joins}} = LEFT JOIN support_0 ON support_0.id = encoded.price
-- example:    {{chosen}} = true
SELECT
  {{columns}}
FROM read_parquet({{parts}}, hive_partitioning = false) AS encoded
{{joins}}
WHERE {{chosen}}
