-- purpose:    what a server looks up of a counted feature, by encoded id: values that the vocabulary lacks were rare in training, and are taken together
-- grain:      one row per domain and id that training has seen
-- parameters: none
-- columns:    domain integer (0 for a feature that is counted over all), id integer, statistic double
-- example:    {{known}} = 'known.parquet'
-- example:    {{vocabulary}} = 'vocabulary.parquet'
-- example:    {{domains}} = VALUES ('a', 0)
-- example:    {{rare}} = 2
-- example:    {{statistic}} = CAST(SUM(clicks) AS DOUBLE) / CAST(SUM(impressions) AS DOUBLE)
WITH
  domains (name, place) AS ({{domains}}),
  identified AS (
    SELECT
      coalesce(domains.place, 0) AS domain,
      coalesce(vocabulary.id, {{rare}}) AS id,
      known.impressions AS impressions,
      known.clicks AS clicks
    FROM read_parquet({{known}}, hive_partitioning = false) AS known
    LEFT JOIN domains ON domains.name = known.domain
    LEFT JOIN read_parquet({{vocabulary}}, hive_partitioning = false) AS vocabulary ON vocabulary.value = known.value
  )
SELECT CAST(domain AS INTEGER) AS domain, CAST(id AS INTEGER) AS id, {{statistic}} AS statistic
FROM identified
GROUP BY domain, id
