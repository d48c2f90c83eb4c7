-- purpose:    how often each value occurs in the lists of a sequence feature, from the counts of ranges of rows
-- grain:      one row per domain, split and value
-- parameters: none
-- columns:    _domain integer, _split integer, value varchar or double, elements bigint, rows bigint, mass bigint
SELECT
  _domain,
  _split,
  value,
  CAST(SUM(elements) AS BIGINT) AS elements,
  CAST(SUM(rows) AS BIGINT) AS rows,
  CAST(SUM(mass) AS BIGINT) AS mass
FROM range_values
GROUP BY _domain, _split, value
ORDER BY _domain, _split, value ASC NULLS FIRST
