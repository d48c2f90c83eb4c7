-- purpose:    positive rows whose user and item have ids of their own: neither unknown nor null nor rare
-- grain:      one row per row of the log, in their order
-- parameters: none
-- columns:    user_id integer, item_id integer, domain integer
-- example:    {{parts}} = ['encoded.parquet']
-- example:    {{user}} = price
-- example:    {{item}} = price
SELECT {{user}} AS user_id, {{item}} AS item_id, _domain AS domain
FROM read_parquet({{parts}}, hive_partitioning = false)
WHERE _label = 1 AND {{user}} > 2 AND {{item}} > 2
