-- identifier: HUB-PHQ9-TT     title: Depression Treated to Target, Hub Definition
-- steward: hub definition     version: 1.0.0          period: 2026        reviewed: 2026-11-26
-- goal: I                     direction: increase     dates needed: day
-- catalogue: further
-- basis: episode              rates: 12
-- rate: 1 | PHQ-9 known after six months | initial-population, denominator, denominator-exclusion, numerator | counts episodes
-- rate: 2 | PHQ-9 below 5 after six months | initial-population, denominator, denominator-exclusion, numerator | beside 1 | counts episodes
-- rate: 3 | PHQ-9 at most half after six months | initial-population, denominator, denominator-exclusion, numerator | beside 1 | counts episodes
-- rate: 4 | PHQ-9 below 10 or at most half after six months | initial-population, denominator, denominator-exclusion, numerator | beside 1 | counts episodes
-- rate: 5 | PHQ-9 known after twelve months | initial-population, denominator, denominator-exclusion, numerator | counts episodes
-- rate: 6 | PHQ-9 below 5 after twelve months | initial-population, denominator, denominator-exclusion, numerator | beside 5 | counts episodes
-- rate: 7 | PHQ-9 at most half after twelve months | initial-population, denominator, denominator-exclusion, numerator | beside 5 | counts episodes
-- rate: 8 | PHQ-9 below 10 or at most half after twelve months | initial-population, denominator, denominator-exclusion, numerator | beside 5 | counts episodes
-- rate: 9 | PHQ-9 known after 70 days | initial-population, denominator, denominator-exclusion, numerator | counts episodes
-- rate: 10 | PHQ-9 below 5 after 70 days | initial-population, denominator, denominator-exclusion, numerator | beside 9 | counts episodes
-- rate: 11 | PHQ-9 at most half after 70 days | initial-population, denominator, denominator-exclusion, numerator | beside 9 | counts episodes
-- rate: 12 | PHQ-9 below 10 or at most half after 70 days | initial-population, denominator, denominator-exclusion, numerator | beside 9 | counts episodes
-- stratum: severity | 10-14, 15-19, 20-27 | the PHQ-9 of the index
-- criteria of: depression_score
-- criteria of: treatment_to_target
-- example: A woman scores 16 on the PHQ-9 on 10 January 2026, 9 on 12 April and 4 on 15 July. Her index counts in 2026 after 70
--     days (to 19 June: 9) and after six months (to 9 August: 4). She counts in the numerators of rates 1, 2, 3 and 4, and
--     of rates 9 and 12: 9 is below 10, but not below 5 and more than half of 16. After twelve months she counts in 2027.
-- known difference: a hub definition: not audited, and not comparable with published rates of other stewards.
-- known difference: a score is enough for an index: no diagnosis and no visit is asked for, so that registries count.
-- known difference: an outcome is told of those whose score is known, and stands beside the share of whom it is: a missing
--     score is neither success nor failure. Other stewards count it as failure.
-- known difference: disorders are told by the hub's own short list of ICD-10-CM codes; one without an onset excludes. Hospice
--     and palliative care do not.

-- Every person has a row of each rate.
rate_of_person as (
    select person, '1' as rate from person
    union all
    select person, '2' as rate from person
    union all
    select person, '3' as rate from person
    union all
    select person, '4' as rate from person
    union all
    select person, '5' as rate from person
    union all
    select person, '6' as rate from person
    union all
    select person, '7' as rate from person
    union all
    select person, '8' as rate from person
    union all
    select person, '9' as rate from person
    union all
    select person, '10' as rate from person
    union all
    select person, '11' as rate from person
    union all
    select person, '12' as rate from person
)

select
    rate_of_person.person,
    rate_of_person.rate,
    coalesce(summed.initial_population, 0) as initial_population,
    coalesce(summed.denominator, 0) as denominator,
    coalesce(summed.denominator_exclusion, 0) as denominator_exclusion,
    coalesce(summed.numerator, 0) as numerator,
    case
        when summed.index_value >= 20 then '20-27'
        when summed.index_value >= 15 then '15-19'
        when summed.index_value is not null then '10-14'
    end as severity
from rate_of_person
left join summed on summed.person = rate_of_person.person and summed.rate = rate_of_person.rate
