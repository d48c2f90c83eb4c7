-- purpose:    the effect histogram of one feature in natural units (fixed point: 2^-30, and 2^-36 for the squares)
-- grain:      one row per id and domain that occur together
-- parameters: $path varchar, $feature integer
-- columns:    id integer, domain integer, rows double, elements double, mass double, effect double, effect_squared double
-- example:    $path = effects.parquet
SELECT
  id,
  domain,
  CAST(rows AS DOUBLE) AS rows,
  CAST(elements AS DOUBLE) AS elements,
  CAST(mass AS DOUBLE) / 1073741824 AS mass,
  CAST(effect AS DOUBLE) / 1073741824 AS effect,
  CAST(effect_squared AS DOUBLE) / 68719476736 AS effect_squared
FROM read_parquet($path, hive_partitioning = false)
WHERE feature = $feature
ORDER BY id, domain
