-- purpose:    typed rows with every value as its id; sorted, because a hash join may give rows of a chunk out of their order
-- grain:      one row per chosen row, in their order
-- parameters: none
-- columns:    {{columns}}
-- example:    {{columns}} = typed_rows._row AS _row, ids_0.id AS site
-- example:    {{joins}} = LEFT JOIN ids_0 ON ids_0.value IS NOT DISTINCT FROM typed_rows.site
-- example:    {{chosen}} = typed_rows._split = 0
SELECT {{columns}}
FROM typed_rows
{{joins}}
WHERE {{chosen}}
ORDER BY typed_rows._row
