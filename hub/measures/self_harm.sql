-- identifier: HUB-HARM        title: Self-Harm in Emergency and Hospital, Hub Definition
-- steward: hub definition     version: 1.0.0          period: 2026        reviewed: 2026-11-26
-- goal: IV                    direction: decrease     dates needed: day
-- catalogue: further
-- basis: visit                rates: 2
-- rate: 1 | Emergency visits per 1,000 member months | initial-population, denominator, numerator | per 1000 | counts events
-- rate: 2 | Hospital stays per 1,000 member months | initial-population, denominator, numerator | per 1000 | counts events
-- criteria of: any_span
-- criteria of: covered
-- criteria of: membership
-- criteria of: service
-- criteria of: emergency_service
-- criteria of: stay
-- value set: Self-Harm | hub:self-harm | HUB-SHARED
-- example: A girl covered throughout 2026 has an emergency visit on 3 March for T39.1X2A, and a stay for the same from 3 to
--     6 March. She counts 12 in each denominator, and 1 in each numerator.
-- known difference: a hub definition: not audited, and not comparable with published rates of other stewards.
-- known difference: any diagnosis of the claim counts, and every encounter: a return for aftercare is one more. Suicidal
--     ideation without harm does not count.

-- Members; each counts 1.
initial_population as (
    select person, months from membership
),

-- Their months.
denominator as (
    select person, months from initial_population
),

-- Days with an emergency service for self-harm; stays for it count on the day of discharge.
event as (
    select person, visit_day as event_day, 1 as visit, 0 as admission
    from emergency_service
    where has_code(diagnosis, 'Self-Harm')
    union
    select stay.person, stay.discharged_day as event_day, 0 as visit, 1 as admission
    from stay
    join stay_claim on stay_claim.person = stay.person and stay_claim.stay = stay.stay
    where has_code(stay_claim.diagnosis, 'Self-Harm')
),

-- While covered.
numerator as (
    select event.person, sum(event.visit) as visits, sum(event.admission) as admissions
    from event
    join covered_in_period on covered_in_period.person = event.person
    where event.event_day between covered_in_period.first_day and covered_in_period.last_day
    group by event.person
),

scored as (
    select
        person.person,
        case when denominator.person is not null then 1 else 0 end as member,
        coalesce(denominator.months, 0) as months,
        coalesce(numerator.visits, 0) as visits,
        coalesce(numerator.admissions, 0) as admissions
    from person
    left join denominator on denominator.person = person.person
    left join numerator on numerator.person = person.person
)

select
    person,
    '1' as rate,
    member as initial_population,
    months as denominator,
    visits as numerator
from scored
union all
select
    person,
    '2' as rate,
    member as initial_population,
    months as denominator,
    admissions as numerator
from scored
