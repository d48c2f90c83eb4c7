-- purpose:    what a training row of a fold knows of a value, by the folds before its own, and what all other rows know (fold {{folds}})
-- grain:      one row per domain, value and fold that has training rows, and one per domain and value for the other rows
-- parameters: none
-- columns:    domain integer (0 for all of them), value varchar, fold integer, impressions bigint, clicks bigint, statistic double
-- example:    {{domain}} = _domain_index
-- example:    {{of}} = site
-- example:    {{fold}} = 0
-- example:    {{folds}} = 16
-- example:    {{statistic}} = CAST(impressions AS DOUBLE)
WITH
  placed AS (
    SELECT {{domain}} AS domain, {{of}} AS value, {{fold}} AS fold, _label
    FROM typed_rows
    WHERE _split = 0 AND {{of}} IS NOT NULL
  ),
  counts AS (
    SELECT domain, value, fold, COUNT(*) AS impressions, SUM(CAST(_label AS BIGINT)) AS clicks
    FROM placed
    GROUP BY domain, value, fold
  ),
  known AS (
    SELECT
      domain,
      value,
      fold,
      coalesce(SUM(impressions) OVER (
        PARTITION BY domain, value
        ORDER BY fold ASC NULLS LAST
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ), 0) AS impressions,
      coalesce(SUM(clicks) OVER (
        PARTITION BY domain, value
        ORDER BY fold ASC NULLS LAST
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ), 0) AS clicks
    FROM counts
    UNION ALL
    SELECT domain, value, {{folds}} AS fold, SUM(impressions) AS impressions, SUM(clicks) AS clicks
    FROM counts
    GROUP BY domain, value
  )
SELECT
  CAST(domain AS INTEGER) AS domain,
  value,
  CAST(fold AS INTEGER) AS fold,
  CAST(impressions AS BIGINT) AS impressions,
  CAST(clicks AS BIGINT) AS clicks,
  {{statistic}} AS statistic
FROM known
ORDER BY domain, value, fold
