-- purpose:    every row of one raw file with its typed values and the number of its first defect
-- grain:      one row per source row; one per list element where a list is exploded
-- parameters: none
-- columns:    {{columns}}
-- example:    {{source}} = SELECT 1 AS _domainlens_record, 'x' AS a
-- example:    {{taken}} = joined_rows.*
-- example:    {{joins}} =
-- example:    {{exploded}} = SELECT *, _domainlens_record AS _position FROM joined
-- example:    {{raw}} = a AS raw_0
-- example:    {{typed}} = CAST(raw_0 AS VARCHAR) AS typed_0
-- example:    {{split_value}} = 0
-- example:    {{defect}} = CASE WHEN typed_0 IS NULL THEN 1 ELSE 0 END
-- example:    {{columns}} = typed_0 AS a
WITH
  source_rows AS ({{source}}),
  joined AS (
    SELECT {{taken}}
    FROM source_rows AS joined_rows
    {{joins}}
  ),
  positioned AS ({{exploded}}),
  raw_values AS (
    SELECT positioned.*, {{raw}}
    FROM positioned
  ),
  typed_values AS (
    SELECT raw_values.*, {{typed}}
    FROM raw_values
  ),
  checked AS (
    SELECT typed_values.*, {{split_value}} AS _domainlens_split_value, {{defect}} AS _domainlens_defect
    FROM typed_values
  )
SELECT {{columns}}
FROM checked
