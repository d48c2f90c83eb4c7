-- purpose:    the user of each candidate list, its length, and how many of the user's held-out items it lacks
-- grain:      one row per list, in their order
-- parameters: none
-- columns:    user_id integer, items integer, absent integer
-- example:    {{lists}} = candidate_lists
-- example:    {{held_out}} = held_out_items
-- example:    {{users}} = 'vocabulary.parquet'
WITH
  users AS (SELECT value, id FROM read_parquet({{users}}, hive_partitioning = false) WHERE kind = 'value'),
  absences AS (
    SELECT list, COUNT(*) AS absent
    FROM {{lists}} AS lists
    JOIN {{held_out}} AS held_out ON held_out.person = lists.person
    WHERE NOT list_contains(lists.items, held_out.item)
    GROUP BY list
  )
SELECT
  coalesce(users.id, 0) AS user_id,
  CAST(len(lists.items) AS INTEGER) AS items,
  CAST(coalesce(absent, 0) AS INTEGER) AS absent
FROM {{lists}} AS lists
LEFT JOIN users ON users.value = lists.person
LEFT JOIN absences ON absences.list = lists.list
ORDER BY lists.list
