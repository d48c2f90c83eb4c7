-- purpose:    the ten most frequent values of a feature, ties by value, NULL first
-- grain:      one row per domain and value, and per value for all (domain -1)
-- parameters: none
-- columns:    domain integer, value varchar, elements bigint
-- example:    {{values}} = 'values.parquet'
WITH
  by_value AS (
    SELECT _domain AS domain, value, SUM(elements) AS n
    FROM read_parquet({{values}}, hive_partitioning = false)
    GROUP BY _domain, value
    UNION ALL
    SELECT -1 AS domain, value, SUM(elements) AS n
    FROM read_parquet({{values}}, hive_partitioning = false)
    GROUP BY value
  ),
  placed AS (
    SELECT
      domain,
      value,
      n,
      ROW_NUMBER() OVER (
        PARTITION BY domain
        ORDER BY n DESC NULLS LAST, value ASC NULLS FIRST
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ) AS place
    FROM by_value
  )
SELECT domain, CAST(value AS VARCHAR) AS value, CAST(n AS BIGINT) AS elements
FROM placed
WHERE place <= 10
ORDER BY domain, place
