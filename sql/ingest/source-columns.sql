-- purpose:    what the expressions of the config may use: the columns of a raw file, of its joins, and the exploded element
-- grain:      one row per source row; one per list element where a list is exploded
-- parameters: none
-- columns:    as the file
-- example:    {{source}} = SELECT 1 AS _domainlens_record, 'x' AS a
-- example:    {{taken}} = joined_rows.a
-- example:    {{joins}} =
-- example:    {{exploded}} = SELECT joined.a FROM joined
WITH
  source_rows AS ({{source}}),
  joined AS (
    SELECT {{taken}}
    FROM source_rows AS joined_rows
    {{joins}}
  ),
  positioned AS ({{exploded}})
SELECT positioned.*
FROM positioned
