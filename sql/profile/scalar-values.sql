-- purpose:    how often each value of a scalar feature occurs (DSFM Eq. 2 before normalisation)
-- grain:      one row per domain, split and value; NULL is a value
-- parameters: none
-- columns:    _domain integer, _split integer, value varchar or double, elements bigint, rows bigint, mass bigint
-- example:    {{feature}} = price
SELECT
  _domain_index AS _domain,
  _split,
  {{feature}} AS value,
  COUNT(*) AS elements,
  COUNT(*) AS rows,
  CAST(COUNT(*) * 1073741824 AS BIGINT) AS mass
FROM typed_rows
GROUP BY _domain_index, _split, {{feature}}
ORDER BY _domain, _split, value ASC NULLS FIRST
