-- purpose:    the values and the embedding buckets of a numeric sequence, in its order: with their position in a list of structs, which is sorted in a fraction of the time and memory of ordered aggregates
-- grain:      one row per chosen row; the lists of a row without elements are empty
-- parameters: none
-- columns:    _row bigint, numbers double[], buckets integer[]
-- example:    {{feature}} = bids
-- example:    {{support}} = support_0
-- example:    {{parts}} = ['encoded.parquet']
-- example:    {{chosen}} = true
WITH
  elements AS (
    SELECT _row, generate_subscripts({{feature}}, 1) AS position, unnest({{feature}}) AS id
    FROM read_parquet({{parts}}, hive_partitioning = false) AS encoded
    WHERE {{chosen}}
  ),
  mapped AS (
    SELECT _row, struct_pack(place := elements.position, value := support.value, bucket := support.bucket) AS element
    FROM elements
    JOIN {{support}} AS support ON support.id = elements.id
    UNION ALL
    SELECT _row, NULL AS element
    FROM read_parquet({{parts}}, hive_partitioning = false) AS encoded
    WHERE {{chosen}}
  ),
  -- No two elements of a row are at one place, so nothing else decides their order.
  sorted AS (
    SELECT _row, list_sort(coalesce(list(element) FILTER (WHERE element IS NOT NULL), [])) AS elements
    FROM mapped
    GROUP BY _row
  )
SELECT
  _row,
  list_transform(elements, lambda element : element.value) AS numbers,
  list_transform(elements, lambda element : element.bucket) AS buckets
FROM sorted
