-- purpose:    moments and exact quantiles of a numeric feature, from its value counts
-- grain:      one row per domain, and one for all (domain -1); domains without a value are absent
-- parameters: none
-- columns:    domain integer, mean double, std double, min double, q05 double, q25 double, q50 double, q75 double, q95 double, max double
-- example:    {{values}} = 'numbers.parquet'
WITH
  by_value AS (
    SELECT _domain AS domain, value, SUM(elements) AS n
    FROM read_parquet({{values}}, hive_partitioning = false)
    WHERE value IS NOT NULL
    GROUP BY _domain, value
    UNION ALL
    SELECT -1 AS domain, value, SUM(elements) AS n
    FROM read_parquet({{values}}, hive_partitioning = false)
    WHERE value IS NOT NULL
    GROUP BY value
  ),
  -- Ordered sums: a float sum in the order of arrival would depend on the threads.
  means AS (
    SELECT domain, SUM(value * CAST(n AS DOUBLE) ORDER BY value) / CAST(SUM(n) AS DOUBLE) AS mean, SUM(n) AS n_all
    FROM by_value
    GROUP BY domain
  ),
  running AS (
    SELECT
      by_value.domain,
      value,
      n,
      mean,
      n_all,
      SUM(n) OVER (
        PARTITION BY by_value.domain
        ORDER BY value ASC NULLS LAST
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ) AS n_through
    FROM by_value
    JOIN means ON means.domain = by_value.domain
  )
SELECT
  domain,
  MAX(mean) AS mean,
  sqrt(SUM((value - mean) * (value - mean) * CAST(n AS DOUBLE) ORDER BY value) / CAST(SUM(n) AS DOUBLE)) AS std,
  MIN(value) AS min,
  MIN(CASE WHEN n_through >= 0.05 * n_all THEN value END) AS q05,
  MIN(CASE WHEN n_through >= 0.25 * n_all THEN value END) AS q25,
  MIN(CASE WHEN n_through >= 0.50 * n_all THEN value END) AS q50,
  MIN(CASE WHEN n_through >= 0.75 * n_all THEN value END) AS q75,
  MIN(CASE WHEN n_through >= 0.95 * n_all THEN value END) AS q95,
  MAX(value) AS max
FROM running
GROUP BY domain
ORDER BY domain
