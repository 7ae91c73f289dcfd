-- identifier: HUB-BHED        title: Emergency Visits with a Behavioral Principal Diagnosis
-- steward: hub definition     version: 1.0.0          period: 2026        reviewed: 2026-11-22
-- goal: IV                    direction: decrease     dates needed: day
-- basis: visit                rates: 2
-- rate: 1 | Visits per 1,000 members | initial-population, denominator, numerator | per 1000 | counts events
-- rate: 2 | Visits per 1,000 member months | initial-population, denominator, numerator | per 1000 | counts events
-- criteria of: any_span
-- criteria of: covered
-- criteria of: membership
-- criteria of: service
-- criteria of: emergency_service
-- value set: Behavioral Principal Diagnosis | hub:behavioral-principal-diagnosis | HUB-SHARED
-- example: A man covered from 1 January to 20 June 2026 has two emergency claims of 3 March, of the hospital and of
--     the physician, both for F32.9, one of 9 May for F10.129, and one of 1 August. He counts 1 in the denominator of
--     rate 1, 6 in that of rate 2 (he was covered on the 15th of six months), and 2 in each numerator: one visit a day,
--     while covered.
-- known difference: two visits of one person on one day are one.
-- known difference: a visit that ends in an admission is counted where the emergency service is billed.
-- known difference: the diagnoses are ICD-10-CM F10-F16, F18-F99, intentional self-harm and suicidal ideation; a
--     steward's own exceptions are not applied.
-- known difference: the principal diagnosis is read from a column of its own alone: a claim that tells its diagnoses, and
--     not which of them is the principal one, has none here.

-- Members; each counts 1.
initial_population as (
    select person, months from membership
),

-- Everybody in the initial population.
denominator as (
    select person, months from initial_population
),

-- A visit is a day with an emergency service whose claim has a behavioral principal diagnosis.
behavioral_emergency_visit as (
    select distinct person, visit_day
    from emergency_service
    where has_code(principal_diagnosis, 'Behavioral Principal Diagnosis')
),

-- Visits in the period, while covered.
numerator as (
    select behavioral_emergency_visit.person, count(*) as visits
    from behavioral_emergency_visit
    join covered_in_period on covered_in_period.person = behavioral_emergency_visit.person
    where behavioral_emergency_visit.visit_day
            between covered_in_period.first_day and covered_in_period.last_day
    group by behavioral_emergency_visit.person
),

scored as (
    select
        person.person,
        case when denominator.person is not null then 1 else 0 end as member,
        coalesce(denominator.months, 0) as months,
        coalesce(numerator.visits, 0) as visits
    from person
    left join denominator on denominator.person = person.person
    left join numerator on numerator.person = person.person
)

select
    person,
    '1' as rate,
    member as initial_population,
    member as denominator,
    visits as numerator
from scored
union all
select
    person,
    '2' as rate,
    member as initial_population,
    months as denominator,
    visits as numerator
from scored
