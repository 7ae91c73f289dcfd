-- identifier: HUB-SCREEN      title: Behavioral Screening Billed, Hub Definition
-- steward: hub definition     version: 1.0.0          period: 2026        reviewed: 2026-11-26
-- goal: I                     direction: increase     dates needed: day
-- catalogue: further
-- basis: patient              rates: 2
-- rate: 1 | Persons with a screening billed | initial-population, denominator, numerator | per 1000
-- rate: 2 | Days with a screening billed | initial-population, denominator, numerator | per 1000 | counts events
-- criteria of: any_span
-- criteria of: covered | covered_span
-- criteria of: covered_person
-- criteria of: service
-- value set: Behavioral Screening | hub:behavioral-screening
-- example: A girl covered throughout 2026 has 96127 twice on 3 March and G0444 on 9 May. She counts 1 in each
--     denominator, 1 in the numerator of rate 1 and 2 in that of rate 2.
-- known difference: a hub definition: not audited, and not comparable with published rates of other stewards.
-- known difference: what a practice does without billing it, or bills as something else, is not seen.
-- known difference: a screening billed says nothing of its instrument, its result, or what followed: the clinical measures
--     do.

-- Members: covered on at least one day of the period. To which practice they belong is told for all measures alike.
initial_population as (
    select person from covered_person
),

-- Everybody in the initial population.
denominator as (
    select person from initial_population
),

-- Days of the period with a paid screening.
screening as (
    select distinct person, service_day
    from service
    where has_code_on(procedure, 'Behavioral Screening', service_day) and in_period(service_day, service_day)
),

numerator as (
    select denominator.person, count(*) as days
    from denominator
    join screening on screening.person = denominator.person
    group by denominator.person
),

scored as (
    select
        person.person,
        case when denominator.person is not null then 1 else 0 end as member,
        coalesce(numerator.days, 0) as days
    from person
    left join denominator on denominator.person = person.person
    left join numerator on numerator.person = person.person
)

select
    person,
    '1' as rate,
    member as initial_population,
    member as denominator,
    case when days > 0 then 1 else 0 end as numerator
from scored
union all
select
    person,
    '2' as rate,
    member as initial_population,
    member as denominator,
    days as numerator
from scored
