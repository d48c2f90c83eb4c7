-- purpose:    held-out items by user, users in the order of their first record
-- grain:      one row per user and item
-- parameters: none
-- columns:    person integer (from 0), user_id integer, item_id integer
-- example:    {{held_out}} = held_out_items
WITH
  firsts AS (
    SELECT
      user_id,
      item_id,
      first_record,
      MIN(first_record) OVER (
        PARTITION BY person
        ORDER BY first_record ASC NULLS LAST
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS person_record
    FROM {{held_out}}
  )
SELECT
  CAST(
    DENSE_RANK() OVER (
      ORDER BY person_record ASC NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) - 1 AS INTEGER
  ) AS person,
  user_id,
  item_id
FROM firsts
ORDER BY person_record, first_record
