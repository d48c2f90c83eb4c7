-- purpose:    what is known of one column of the sample, to suggest how to read it
-- grain:      one row
-- parameters: none
-- columns:    rows bigint, present bigint, distinct_values bigint, least varchar, greatest varchar, mean_length double, carets double, bars double, semicolons double, commas double, numbers bigint, integers bigint, days bigint, times bigint, clocks bigint, blanks bigint, worths bigint, distinct_worths bigint, greatest_worth double, labels bigint, distinct_labels bigint
-- example:    {{source}} = (SELECT 'a^b' AS value)
-- example:    {{number}} = TRY_CAST(value AS DOUBLE)
-- example:    {{label}} = TRY_CAST(value AS TINYINT)
-- example:    {{integer}} = TRY_CAST(value AS BIGINT)
-- example:    {{day}} = TRY_CAST(value AS DATE)
-- example:    {{time}} = TRY_CAST(value AS TIMESTAMP)
WITH
  texts AS (
    SELECT
      value,
      CAST(value AS VARCHAR) AS shown,
      {{number}} AS number,
      CASE
        WHEN isfinite(TRY_CAST(CAST(value AS VARCHAR) AS DOUBLE)) THEN TRY_CAST(CAST(value AS VARCHAR) AS DOUBLE)
      END AS worth,
      {{label}} AS label
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
  AVG(CASE WHEN shown LIKE '%,%' AND shown NOT LIKE '%, %' THEN 1.0 ELSE 0.0 END) AS commas,
  COUNT(number) AS numbers,
  COUNT(CASE WHEN shown NOT LIKE '%.%' THEN {{integer}} END) AS integers,
  COUNT({{day}}) AS days,
  COUNT({{time}}) AS times,
  COUNT(CASE WHEN shown LIKE '%:%' THEN 1 END) AS clocks,
  COUNT(CASE WHEN shown = '' THEN 1 END) AS blanks,
  COUNT(worth) AS worths,
  COUNT(DISTINCT worth) AS distinct_worths,
  MAX(worth) AS greatest_worth,
  COUNT(label) AS labels,
  COUNT(DISTINCT label) AS distinct_labels
FROM texts
