-- purpose:    what is known of one column of the sample, to suggest how to read it
-- grain:      one row
-- parameters: none
-- columns:    rows bigint, present bigint, distinct_values bigint, least varchar, greatest varchar, mean_length double, carets double, bars double, semicolons double, commas double
-- example:    {{source}} = (SELECT 'a^b' AS value)
WITH
  texts AS (
    SELECT value, CAST(value AS VARCHAR) AS shown
    FROM {{source}} AS column_values
  )
SELECT
  COUNT(*) AS rows,
  COUNT(value) AS present,
  COUNT(DISTINCT value) AS distinct_values,
  MIN(shown) AS least,
  MAX(shown) AS greatest,
  AVG(LENGTH(shown)) AS mean_length,
  AVG(CASE WHEN shown LIKE '%^%' THEN 1.0 ELSE 0.0 END) AS carets,
  AVG(CASE WHEN shown LIKE '%|%' THEN 1.0 ELSE 0.0 END) AS bars,
  AVG(CASE WHEN shown LIKE '%;%' AND shown NOT LIKE '%; %' THEN 1.0 ELSE 0.0 END) AS semicolons,
  AVG(CASE WHEN shown LIKE '%,%' AND shown NOT LIKE '%, %' THEN 1.0 ELSE 0.0 END) AS commas
FROM texts
