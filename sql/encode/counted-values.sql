-- purpose:    a counted feature for rows that are not of the training split: what a server looks up
-- grain:      one row per domain and value that training has seen
-- parameters: none
-- columns:    domain varchar (null for all of them), value varchar, impressions bigint, clicks bigint, statistic double
-- example:    {{counts}} = 'statistic.parquet'
-- example:    {{domain}} = CAST(NULL AS VARCHAR)
-- example:    {{folds}} = 16
SELECT {{domain}} AS domain, value, impressions, clicks, statistic
FROM read_parquet({{counts}}, hive_partitioning = false) AS counts
WHERE fold = {{folds}}
ORDER BY counts.domain, value
