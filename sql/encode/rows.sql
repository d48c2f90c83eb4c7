-- purpose:    typed rows with every value as its id; sorted, because a hash join may give rows of a chunk out of their order
-- grain:      one row per chosen row, in their order
-- parameters: none
-- columns:    _row bigint, _domain integer, _label integer, then one column per feature, integer or integer[]
-- example:    {{columns}} = ids_0.id AS site
-- example:    {{joins}} = LEFT JOIN ids_0 ON ids_0.value IS NOT DISTINCT FROM typed_rows.site
-- example:    {{chosen}} = typed_rows._split = 0
SELECT
  typed_rows._row,
  typed_rows._domain_index AS _domain,
  CAST(typed_rows._label AS INTEGER) AS _label,
  {{columns}}
FROM typed_rows
{{joins}}
WHERE {{chosen}}
ORDER BY typed_rows._row
