-- purpose:    the ids of the last elements of a sequence, in their order
-- grain:      one row per chosen row; the list of a row without elements is empty
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
  mapped AS (
    SELECT _row, position, ids.id AS id
    FROM elements
    JOIN {{ids}} AS ids ON ids.value IS NOT DISTINCT FROM elements.value
    WHERE {{kept}}
    UNION ALL
    SELECT _row, NULL AS position, NULL AS id
    FROM typed_rows
    WHERE {{chosen}}
  )
SELECT
  _row,
  coalesce(
    list_slice(list(id ORDER BY position ASC NULLS LAST) FILTER (WHERE position IS NOT NULL), -{{maxLength}}, -1),
    CAST([] AS INTEGER[])
  ) AS ids
FROM mapped
GROUP BY _row
