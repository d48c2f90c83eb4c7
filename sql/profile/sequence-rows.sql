-- purpose:    rows and empty rows of a sequence feature (NULL and empty lists are one)
-- grain:      one row per domain
-- parameters: none
-- columns:    domain integer, rows bigint, empty bigint
-- example:    {{length}} = len(tags)
SELECT
  _domain_index AS domain,
  COUNT(*) AS rows,
  COUNT(*) FILTER (WHERE coalesce({{length}}, 0) = 0) AS empty
FROM typed_rows
GROUP BY _domain_index
ORDER BY domain
