-- purpose:    the values and the embedding buckets of a numeric sequence, in its order
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
    FROM read_parquet({{parts}}) AS encoded
    WHERE {{chosen}}
  ),
  mapped AS (
    SELECT _row, position, support.value AS value, support.bucket AS bucket
    FROM elements
    JOIN {{support}} AS support ON support.id = elements.id
    UNION ALL
    SELECT _row, NULL AS position, NULL AS value, NULL AS bucket
    FROM read_parquet({{parts}}) AS encoded
    WHERE {{chosen}}
  )
SELECT
  _row,
  coalesce(
    list(value ORDER BY position ASC NULLS LAST) FILTER (WHERE position IS NOT NULL),
    CAST([] AS DOUBLE[])
  ) AS numbers,
  coalesce(
    list(bucket ORDER BY position ASC NULLS LAST) FILTER (WHERE position IS NOT NULL),
    CAST([] AS INTEGER[])
  ) AS buckets
FROM mapped
GROUP BY _row
