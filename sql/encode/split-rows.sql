-- purpose:    the encoded rows of one split
-- grain:      one row per row of the table `encoded_range` that is in the split, in the table's order
-- parameters: none
-- columns:    {{columns}}
-- example:    {{columns}} = _row
-- example:    {{split}} = 0
SELECT {{columns}}
FROM encoded_range
WHERE _split = {{split}}
