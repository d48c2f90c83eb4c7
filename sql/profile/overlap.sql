-- purpose:    how many users or items occur in exactly each set of domains (ADI, Table 5, before the pairs are added up)
-- grain:      one row per set of domains; a set is one 60-bit mask per word of 60 domains
-- parameters: none
-- columns:    masks varchar (decimal masks joined by commas), entities bigint
-- example:    {{entity}} = _user
-- example:    {{words}} = CAST(bit_or(CASE WHEN _domain_index // 60 = 0 THEN CAST(1 AS BIGINT) << (_domain_index % 60) ELSE 0 END) AS VARCHAR)
WITH entity_domains AS (
  SELECT {{words}} AS masks
  FROM typed_rows
  WHERE {{entity}} IS NOT NULL
  GROUP BY {{entity}}
)
SELECT masks, COUNT(*) AS entities
FROM entity_domains
GROUP BY masks
ORDER BY masks
