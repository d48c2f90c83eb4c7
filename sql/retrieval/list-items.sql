-- purpose:    the items of candidate lists with ids (0 is unknown); an item that a list repeats is relevant in its first place only
-- grain:      one row per list and place, in their order
-- parameters: none
-- columns:    item_id integer, relevant integer (0 or 1)
-- example:    {{lists}} = candidate_lists
-- example:    {{held_out}} = held_out_items
-- example:    {{vocabulary}} = 'vocabulary.parquet'
WITH
  vocabulary AS (SELECT value, id FROM read_parquet({{vocabulary}}, hive_partitioning = false) WHERE kind = 'value'),
  elements AS (
    SELECT list, generate_subscripts(items, 1) AS place, unnest(items) AS item
    FROM {{lists}}
  ),
  found AS (
    SELECT lists.list, list_position(lists.items, held_out.item) AS place
    FROM {{lists}} AS lists
    JOIN {{held_out}} AS held_out ON held_out.person = lists.person
  )
SELECT
  coalesce(vocabulary.id, 0) AS item_id,
  CASE WHEN found.place IS NULL THEN 0 ELSE 1 END AS relevant
FROM elements
LEFT JOIN vocabulary ON vocabulary.value = elements.item
LEFT JOIN found ON found.list = elements.list AND found.place = elements.place
ORDER BY elements.list, elements.place
