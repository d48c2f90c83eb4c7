-- purpose:    the values of a table of ids: those with an id of their own in the order of the ids, then the rare ones, then the unknown ones
-- grain:      one row per value, NULL left out
-- parameters: none
-- columns:    value varchar, id integer
-- example:    {{ids}} = ids_0
SELECT value, id
FROM {{ids}}
WHERE value IS NOT NULL
ORDER BY CASE WHEN id > 2 THEN 0 WHEN id = 2 THEN 1 ELSE 2 END, id, value
