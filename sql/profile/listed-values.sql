-- purpose:    the value counts of a feature that were counted by the codes of its column, from the file that they were written to in this order
-- grain:      one row per domain, split and value; NULL is a value
-- parameters: none
-- columns:    _domain integer, _split integer, value varchar or double, elements bigint, rows bigint, mass bigint
-- example:    {{listed}} = 'listed.parquet'
-- example:    {{rows}} = elements
-- example:    {{mass}} = CAST(elements AS BIGINT) * 1073741824
SELECT
  CAST(cell // 3 AS INTEGER) AS _domain,
  CAST(cell % 3 AS INTEGER) AS _split,
  CASE WHEN is_null = 0 THEN value END AS value,
  CAST(elements AS BIGINT) AS elements,
  CAST({{rows}} AS BIGINT) AS rows,
  {{mass}} AS mass
FROM read_parquet({{listed}}, hive_partitioning = false)
