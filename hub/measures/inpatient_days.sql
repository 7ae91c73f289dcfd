-- identifier: HUB-IPD         title: Days in Hospital, Hub Definition
-- steward: hub definition     version: 1.0.0          period: 2026        reviewed: 2026-11-26
-- goal: IV                    direction: decrease     dates needed: day
-- catalogue: further
-- basis: day                  rates: 2
-- rate: 1 | Days per 1,000 member months | initial-population, denominator, numerator | per 1000 | counts events
-- rate: 2 | Days with a behavioral principal diagnosis per 1,000 member months | initial-population, denominator, numerator | per 1000 | counts events
-- criteria of: any_span
-- criteria of: covered
-- criteria of: membership
-- criteria of: service
-- criteria of: stay
-- value set: Behavioral Principal Diagnosis | hub:behavioral-principal-diagnosis | HUB-SHARED
-- example: A woman covered throughout 2026 is in hospital for F33.2 from 1 to 5 March and for J18.9 from 10 to 10 June.
--     She counts 12 in each denominator, 5 in the numerator of rate 1 and 4 in that of rate 2.
-- known difference: a hub definition: not audited, and not comparable with published rates of other stewards.
-- known difference: a stay counts in the period in which it ends, with all of its days, the day of discharge not among
--     them; a stay of one day counts 1. It counts where the person is covered on the day of discharge.
-- known difference: nursing and other facilities that are no hospital do not count: the type of bill decides, and room and
--     board only where none is told.
-- known difference: the principal diagnosis is read from a column of its own alone: a claim that tells its diagnoses, and
--     not which of them is the principal one, has none here.

-- Members; each counts 1.
initial_population as (
    select person, months from membership
),

-- Their months.
denominator as (
    select person, months from initial_population
),

-- Stays that have a behavioral principal diagnosis on one of their claims.
behavioral_stay as (
    select distinct person, stay
    from stay_claim
    where has_code(principal_diagnosis, 'Behavioral Principal Diagnosis')
),

-- Days of stays that end in the period, while covered.
numerator as (
    select
        stay.person,
        sum(greatest(days_between(stay.admitted_day, stay.discharged_day), 1)) as days,
        sum(
            case
                when behavioral_stay.person is not null
                    then greatest(days_between(stay.admitted_day, stay.discharged_day), 1)
                else 0
            end
        ) as behavioral_days
    from stay
    join covered_in_period on covered_in_period.person = stay.person
    left join behavioral_stay
        on behavioral_stay.person = stay.person and behavioral_stay.stay = stay.stay
    where stay.discharged_day between covered_in_period.first_day and covered_in_period.last_day
    group by stay.person
),

scored as (
    select
        person.person,
        case when denominator.person is not null then 1 else 0 end as member,
        coalesce(denominator.months, 0) as months,
        coalesce(numerator.days, 0) as days,
        coalesce(numerator.behavioral_days, 0) as behavioral_days
    from person
    left join denominator on denominator.person = person.person
    left join numerator on numerator.person = person.person
)

select
    person,
    '1' as rate,
    member as initial_population,
    months as denominator,
    days as numerator
from scored
union all
select
    person,
    '2' as rate,
    member as initial_population,
    months as denominator,
    behavioral_days as numerator
from scored
