-- purpose:    rows whose sequence is longer than what is kept
-- grain:      one row
-- parameters: $maxLength bigint
-- columns:    truncated bigint
-- example:    {{length}} = len(tags)
SELECT COUNT(*) FILTER (WHERE {{length}} > $maxLength) AS truncated
FROM typed_rows
