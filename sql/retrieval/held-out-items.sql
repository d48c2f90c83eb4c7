-- purpose:    the items that users are to be shown, each once, with ids; a rating of 0 or less is no such item, unknown ids are 0
-- grain:      one row per user and item
-- parameters: none
-- columns:    person varchar, item varchar, user_id integer, item_id integer, first_record bigint
-- example:    {{source}} = SELECT 1::BIGINT AS _domainlens_record, 'u' AS "user", 'i' AS item, '1' AS rating
-- example:    {{person}} = "user"
-- example:    {{item}} = item
-- example:    {{rating}} = CAST(rating AS DOUBLE)
-- example:    {{users}} = 'vocabulary.parquet'
-- example:    {{items}} = 'vocabulary.parquet'
WITH
  chosen AS (
    SELECT {{person}} AS person, {{item}} AS item, MIN(_domainlens_record) AS first_record
    FROM ({{source}}) AS source_rows
    WHERE {{rating}} > 0
    GROUP BY {{person}}, {{item}}
  ),
  users AS (SELECT value, id FROM read_parquet({{users}}, hive_partitioning = false) WHERE kind = 'value'),
  items AS (SELECT value, id FROM read_parquet({{items}}, hive_partitioning = false) WHERE kind = 'value')
SELECT
  chosen.person,
  chosen.item,
  coalesce(users.id, 0) AS user_id,
  coalesce(items.id, 0) AS item_id,
  first_record
FROM chosen
LEFT JOIN users ON users.value = chosen.person
LEFT JOIN items ON items.value = chosen.item
