-- purpose:    the papers' dataset table
-- grain:      one row per domain and split
-- parameters: none
-- columns:    domain integer, split integer, rows bigint, positives bigint
SELECT
  _domain_index AS domain,
  _split AS split,
  COUNT(*) AS rows,
  CAST(SUM(_label) AS BIGINT) AS positives
FROM typed_rows
GROUP BY _domain_index, _split
ORDER BY domain, split
