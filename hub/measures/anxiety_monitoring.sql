-- identifier: HUB-GAD7-MON    title: Anxiety Monitored by Score, Hub Definition
-- steward: hub definition     version: 1.0.0          period: 2026        reviewed: 2026-11-26
-- goal: I                     direction: increase     dates needed: day
-- catalogue: further
-- basis: patient              rates: 3
-- rate: 1 | GAD-7 in the first four months | initial-population, denominator, denominator-exclusion, numerator
-- rate: 2 | GAD-7 in the second four months | initial-population, denominator, denominator-exclusion, numerator
-- rate: 3 | GAD-7 in the last four months | initial-population, denominator, denominator-exclusion, numerator
-- criteria of: anxiety_score
-- criteria of: monitoring
-- value set: Treated Condition | hub:anxiety-disorder | HUB-SHARED
-- example: A man is enrolled in a registry from 3 March to 30 June 2026, with a GAD-7 of 14 on 3 March and none later. He counts 1 in
--     the denominators of rates 1 and 2, and in the numerator of rate 1.
-- known difference: a hub definition: not audited, and not comparable with published rates of other stewards.
-- known difference: the idea is that of CMS160 and of the blocks of four months of other stewards; the blocks are those of
--     the measurement period, and persons in registries count, whatever their diagnosis, once a score was 10 or more.
-- known difference: the disorders are told by the hub's own short lists of ICD-10-CM codes. Hospice and palliative care do not
--     exclude.

-- Every person has a row of each rate.
rate_of_person as (
    select person, '1' as rate from person
    union all
    select person, '2' as rate from person
    union all
    select person, '3' as rate from person
)

select
    rate_of_person.person,
    rate_of_person.rate,
    case when scored.person is not null then 1 else 0 end as initial_population,
    case when scored.person is not null then 1 else 0 end as denominator,
    coalesce(scored.excluded, 0) as denominator_exclusion,
    coalesce(scored.met, 0) as numerator
from rate_of_person
left join scored on scored.person = rate_of_person.person and scored.rate = rate_of_person.rate
