-- purpose:    how many values a table of ids has, how long they are together, and whether one holds a NUL, which no literal can
-- grain:      one row
-- parameters: none
-- columns:    n bigint, length bigint, has_nul boolean, named bigint, rare bigint
-- example:    {{ids}} = ids_0
SELECT
  COUNT(value) AS n,
  CAST(coalesce(SUM(length(value)), 0) AS BIGINT) AS length,
  coalesce(BOOL_OR(contains(value, chr(0))), false) AS has_nul,
  COUNT(value) FILTER (WHERE id > 2) AS named,
  COUNT(value) FILTER (WHERE id = 2) AS rare
FROM {{ids}}
