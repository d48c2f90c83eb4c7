-- purpose:    vectors with the ids of the log
-- grain:      one row per domain and id of the vocabulary that has a vector, in this order
-- parameters: none
-- columns:    id varchar (null for a kind other than value), kind varchar, domain varchar, vector as stored
-- example:    {{vectors}} = vector_parts
-- example:    {{vocabulary}} = 'vocabulary.parquet'
-- example:    {{domains}} = ['a']
SELECT
  vocabulary.value AS id,
  vocabulary.kind AS kind,
  list_extract({{domains}}, vectors.domain + 1) AS domain,
  vectors.vector AS vector
FROM {{vectors}} AS vectors
JOIN read_parquet({{vocabulary}}, hive_partitioning = false) AS vocabulary ON vocabulary.id = vectors.id
ORDER BY vectors.domain, vectors.id
