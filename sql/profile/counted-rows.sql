-- purpose:    the typed rows with features that are counted
-- grain:      one row per kept row
-- parameters: none
-- columns:    as the typed rows, _fold integer, and one column per counted feature, double
-- example:    {{rows}} = SELECT * FROM typed_rows
-- example:    {{fold}} = 0
-- example:    {{folds}} = 16
-- example:    {{columns}} = counted_0.statistic AS site_ctr
-- example:    {{joins}} = LEFT JOIN 'statistic.parquet' AS counted_0 ON counted_0.value = folded.site
WITH
  plain AS ({{rows}}),
  folded AS (
    SELECT plain.*, CASE WHEN _split = 0 THEN {{fold}} ELSE {{folds}} END AS _fold
    FROM plain
  )
SELECT folded.*, {{columns}}
FROM folded
{{joins}}
