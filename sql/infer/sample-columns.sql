-- purpose:    names and types of the columns of the sample that `domainlens init` looks at
-- grain:      one row per column, in table order
-- parameters: none
-- columns:    name varchar, type varchar
SELECT column_name AS name, data_type AS type
FROM information_schema.columns
WHERE table_name = 'sample'
ORDER BY ordinal_position
