-- identifier: HUB-EDV         title: Emergency Visits, Hub Definition
-- steward: hub definition     version: 1.0.0          period: 2026        reviewed: 2026-11-26
-- goal: IV                    direction: decrease     dates needed: day
-- catalogue: further
-- basis: visit                rates: 1
-- rate: 1 | Visits per 1,000 member months | initial-population, denominator, numerator | per 1000 | counts events
-- criteria of: any_span
-- criteria of: covered
-- criteria of: membership
-- criteria of: service
-- criteria of: emergency_service
-- example: A man covered from 1 January to 20 June 2026 has emergency claims of 3 March, of the hospital and of the
--     physician, one of 9 May and one of 1 August. He counts 6 in the denominator (he was covered on the 15th of six
--     months) and 2 in the numerator: one visit a day, while covered.
-- known difference: a hub definition: not audited, and not comparable with published rates of other stewards.
-- known difference: two visits of one person on one day are one, and visits on two days that follow each other are two.
-- known difference: a visit that ends in an admission is counted where the emergency service is billed.

-- Members; each counts 1.
initial_population as (
    select person, months from membership
),

-- Their months.
denominator as (
    select person, months from initial_population
),

-- Days with an emergency service, while covered.
emergency_visit as (
    select distinct person, visit_day from emergency_service
),

numerator as (
    select emergency_visit.person, count(*) as visits
    from emergency_visit
    join covered_in_period on covered_in_period.person = emergency_visit.person
    where emergency_visit.visit_day
            between covered_in_period.first_day and covered_in_period.last_day
    group by emergency_visit.person
)

select
    person.person,
    '1' as rate,
    case when denominator.person is not null then 1 else 0 end as initial_population,
    coalesce(denominator.months, 0) as denominator,
    coalesce(numerator.visits, 0) as numerator
from person
left join denominator on denominator.person = person.person
left join numerator on numerator.person = person.person
