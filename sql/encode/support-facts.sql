-- purpose:    how well a support stands for the values: largest distance in training, and held-out elements that training never saw
-- grain:      one row
-- parameters: none
-- columns:    values_seen bigint, max_error double, unknown_elements bigint
-- example:    {{ids}} = numbers_0
SELECT
  COUNT(*) FILTER (WHERE seen) AS values_seen,
  coalesce(MAX(distance) FILTER (WHERE seen), 0) AS max_error,
  CAST(coalesce(SUM(held_out) FILTER (WHERE NOT seen), 0) AS BIGINT) AS unknown_elements
FROM {{ids}}
