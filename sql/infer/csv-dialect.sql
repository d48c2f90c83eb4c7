-- purpose:    the dialect that DuckDB finds in the first rows of a CSV file, broken ones aside
-- grain:      one row
-- parameters: none
-- columns:    delimiter varchar, quote varchar, escape varchar, header boolean, line_end varchar
-- example:    {{path}} = 'fixtures/smoke/part-1.csv'
SELECT "Delimiter" AS delimiter, "Quote" AS quote, "Escape" AS escape, "HasHeader" AS header, "NewLineDelimiter" AS line_end
FROM sniff_csv({{path}}, ignore_errors = true)
