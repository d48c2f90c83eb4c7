-- purpose:    users with held-out items for whom there is no candidate list
-- grain:      one row
-- parameters: none
-- columns:    users bigint
-- example:    {{lists}} = candidate_lists
-- example:    {{held_out}} = held_out_items
SELECT COUNT(DISTINCT held_out.person) AS users
FROM {{held_out}} AS held_out
LEFT JOIN {{lists}} AS lists ON lists.person = held_out.person
WHERE lists.person IS NULL
