-- purpose:    candidate lists as they are in their file
-- grain:      one row per list
-- parameters: none
-- columns:    list integer, person varchar, items varchar[]
-- example:    {{source}} = SELECT 1::BIGINT AS _domainlens_record, 'u' AS "user", 'i,j' AS items
SELECT
  CAST(_domainlens_record - 1 AS INTEGER) AS list,
  "user" AS person,
  coalesce(string_split(items, ','), CAST([] AS VARCHAR[])) AS items
FROM ({{source}}) AS source_rows
