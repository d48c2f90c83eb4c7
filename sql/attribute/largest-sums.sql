-- purpose:    the largest sums of the cells of one feature's effect histogram, over its parts
-- grain:      one row
-- parameters: $feature integer
-- columns:    rows double, elements double, mass double, effect double, effect_squared double
-- example:    {{parts}} = (SELECT 0 AS feature, 0 AS domain, 1 AS id, 1 AS rows, 1 AS elements, 1 AS mass, 1 AS effect, 1 AS effect_squared)
WITH
  cells AS (
    SELECT
      SUM(rows) AS rows,
      SUM(elements) AS elements,
      SUM(mass) AS mass,
      SUM(effect) AS effect,
      SUM(effect_squared) AS effect_squared
    FROM {{parts}} AS parts
    WHERE feature = $feature
    GROUP BY domain, id
  )
SELECT
  CAST(MAX(rows) AS DOUBLE) AS rows,
  CAST(MAX(elements) AS DOUBLE) AS elements,
  CAST(MAX(mass) AS DOUBLE) AS mass,
  CAST(MAX(effect) AS DOUBLE) AS effect,
  CAST(MAX(effect_squared) AS DOUBLE) AS effect_squared
FROM cells
