-- purpose:    the ids of the last elements of a sequence, in their order: position and id in one number each, as a list of numbers is sorted in a fraction of the time of an ordered aggregate
-- grain:      one row per chosen row that has elements
-- parameters: none
-- columns:    _row bigint, ids integer[]
-- example:    {{feature}} = tags
-- example:    {{ids}} = ids_0
-- example:    {{kept}} = true
-- example:    {{maxLength}} = 50
-- example:    {{chosen}} = typed_rows._split = 0
WITH
  elements AS (
    SELECT _row, generate_subscripts({{feature}}, 1) AS position, unnest({{feature}}) AS value
    FROM typed_rows
    WHERE {{chosen}}
  ),
  packed AS (
    SELECT _row, list_sort(list((CAST(position AS BIGINT) << 32) | ids.id)) AS elements
    FROM elements
    JOIN {{ids}} AS ids ON ids.value IS NOT DISTINCT FROM elements.value
    WHERE {{kept}}
    GROUP BY _row
  )
SELECT
  _row,
  list_transform(list_slice(elements, -{{maxLength}}, -1), lambda packed_id : CAST(packed_id & 4294967295 AS INTEGER)) AS ids
FROM packed
