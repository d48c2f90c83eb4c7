-- purpose:    how often each value occurs in the lists of a sequence feature in some rows, each row sharing a mass of 1 (DSFM Eq. 6 with equal effects)
-- grain:      one row per domain, split and value
-- parameters: none
-- columns:    _domain integer, _split integer, value varchar or double, elements bigint, rows bigint, mass bigint
-- example:    {{feature}} = tags
-- example:    {{length}} = len(tags)
-- example:    {{value}} = value
-- example:    {{kept}} = true
-- example:    {{chosen}} = typed_rows._row BETWEEN 0 AND 9
WITH
  -- Beside unnest, the length would be counted again for every vector of elements.
  measured AS (
    SELECT _row, _domain_index, _split, {{length}} AS length, {{feature}} AS elements
    FROM typed_rows
    WHERE {{chosen}}
  ),
  exploded AS (
    SELECT _row, _domain_index, _split, length, unnest(elements) AS value
    FROM measured
  ),
  named AS (
    SELECT _row, _domain_index, _split, length, {{value}} AS value
    FROM exploded
  ),
  row_values AS (
    SELECT _row, _domain_index, _split, value, MAX(length) AS length, COUNT(*) AS occurrences
    FROM named
    WHERE {{kept}}
    GROUP BY _row, _domain_index, _split, value
  )
SELECT
  _domain_index AS _domain,
  _split,
  value,
  CAST(SUM(occurrences) AS BIGINT) AS elements,
  COUNT(*) AS rows,
  CAST(SUM(CAST(round(CAST(occurrences AS DOUBLE) * 1073741824 / length) AS BIGINT)) AS BIGINT) AS mass
FROM row_values
GROUP BY _domain_index, _split, value
