-- purpose:    effect histograms of all parts as one: integer sums, so that neither the parts nor their order matter
-- grain:      one row per feature, domain and id that occurs
-- parameters: none
-- columns:    feature integer, domain integer, id integer, rows bigint, elements bigint, mass bigint, effect bigint, effect_squared bigint
-- example:    {{parts}} = (SELECT 0 AS feature, 0 AS domain, 1 AS id, 1 AS rows, 1 AS elements, 1 AS mass, 1 AS effect, 1 AS effect_squared)
WITH
  parts AS (SELECT * FROM {{parts}} AS cells)
SELECT
  feature,
  domain,
  id,
  CAST(SUM(rows) AS BIGINT) AS rows,
  CAST(SUM(elements) AS BIGINT) AS elements,
  CAST(SUM(mass) AS BIGINT) AS mass,
  CAST(SUM(effect) AS BIGINT) AS effect,
  CAST(SUM(effect_squared) AS BIGINT) AS effect_squared
FROM parts
GROUP BY feature, domain, id
ORDER BY feature, domain, id
