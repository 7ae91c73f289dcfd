-- identifier: HUB-GAD7-TT     title: Anxiety Treated to Target, Hub Definition
-- steward: hub definition     version: 1.0.0          period: 2026        reviewed: 2026-11-26
-- goal: I                     direction: increase     dates needed: day
-- catalogue: further
-- basis: episode              rates: 12
-- rate: 1 | GAD-7 known after six months | initial-population, denominator, denominator-exclusion, numerator | counts episodes
-- rate: 2 | GAD-7 below 5 after six months | initial-population, denominator, denominator-exclusion, numerator | beside 1 | counts episodes
-- rate: 3 | GAD-7 at most half after six months | initial-population, denominator, denominator-exclusion, numerator | beside 1 | counts episodes
-- rate: 4 | GAD-7 below 10 or at most half after six months | initial-population, denominator, denominator-exclusion, numerator | beside 1 | counts episodes
-- rate: 5 | GAD-7 known after twelve months | initial-population, denominator, denominator-exclusion, numerator | counts episodes
-- rate: 6 | GAD-7 below 5 after twelve months | initial-population, denominator, denominator-exclusion, numerator | beside 5 | counts episodes
-- rate: 7 | GAD-7 at most half after twelve months | initial-population, denominator, denominator-exclusion, numerator | beside 5 | counts episodes
-- rate: 8 | GAD-7 below 10 or at most half after twelve months | initial-population, denominator, denominator-exclusion, numerator | beside 5 | counts episodes
-- rate: 9 | GAD-7 known after 70 days | initial-population, denominator, denominator-exclusion, numerator | counts episodes
-- rate: 10 | GAD-7 below 5 after 70 days | initial-population, denominator, denominator-exclusion, numerator | beside 9 | counts episodes
-- rate: 11 | GAD-7 at most half after 70 days | initial-population, denominator, denominator-exclusion, numerator | beside 9 | counts episodes
-- rate: 12 | GAD-7 below 10 or at most half after 70 days | initial-population, denominator, denominator-exclusion, numerator | beside 9 | counts episodes
-- stratum: severity | 10-14, 15-21 | the GAD-7 of the index
-- criteria of: anxiety_score
-- criteria of: treatment_to_target
-- example: A man scores 12 on the GAD-7 on 10 January 2026 and 6 on 15 July. His index counts in 2026 after 70 days, without a
--     score (denominator of rate 9), and after six months (rates 1, 3 and 4: 6 is half of 12, but not below 5).
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
        when summed.index_value >= 15 then '15-21'
        when summed.index_value is not null then '10-14'
    end as severity
from rate_of_person
left join summed on summed.person = rate_of_person.person and summed.rate = rate_of_person.rate
