-- purpose:    a dense integer for every user of any split, in the order of their texts: no two users share one, as they may a vocabulary id
-- grain:      one row per user
-- parameters: none
-- columns:    value varchar, id integer
WITH users AS (
  SELECT DISTINCT _user AS value
  FROM typed_rows
  WHERE _user IS NOT NULL
)
SELECT
  value,
  CAST(ROW_NUMBER() OVER (ORDER BY value ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - 1 AS INTEGER) AS id
FROM users
