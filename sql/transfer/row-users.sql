-- purpose:    the label and the user of every row of one domain, and how many rows the user has in training, whatever their domain
-- grain:      one row per row of the split with that domain, in their order
-- parameters: $domain bigint
-- columns:    label integer, user_id integer, training_rows integer
-- example:    {{rows}} = ['encoded.parquet']
-- example:    {{training}} = ['encoded.parquet']
WITH activity AS (
  SELECT _user, COUNT(*) AS training_rows
  FROM read_parquet({{training}}, hive_partitioning = false)
  WHERE _user >= 0
  GROUP BY _user
)
SELECT
  encoded._label AS label,
  encoded._user AS user_id,
  CAST(coalesce(activity.training_rows, 0) AS INTEGER) AS training_rows
FROM read_parquet({{rows}}, hive_partitioning = false) AS encoded
LEFT JOIN activity ON activity._user = encoded._user
WHERE encoded._domain = $domain
ORDER BY encoded._row
