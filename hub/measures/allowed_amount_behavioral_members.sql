-- identifier: HUB-COST        title: Allowed Amount of Members with a Behavioral Condition, Hub Definition
-- steward: hub definition     version: 1.0.0          period: 2026        reviewed: 2026-11-26
-- goal: IV                    direction: none         dates needed: day
-- catalogue: further
-- basis: month                rates: 1                term: cost
-- rate: 1 | US dollars allowed a member month | initial-population, denominator, numerator | counts amounts
-- criteria of: any_span
-- criteria of: covered
-- criteria of: membership
-- criteria of: service
-- value set: Behavioral Principal Diagnosis | hub:behavioral-principal-diagnosis | HUB-SHARED
-- example: A man covered throughout has an office visit for F33.1, allowed 120.40, and a hospital line for I21.9, allowed
--     9,000.70. He counts 12 in the denominator and 9121 in the numerator.
-- known difference: a hub definition: not audited, and not comparable with published rates of other stewards.
-- known difference: all care of the person counts, behavioral or not; nothing is truncated or adjusted for risk, and
--     rebates, capitation and what is paid outside of claims are not seen.
-- known difference: amounts are rounded to whole dollars, line by line.

-- Members with a behavioral diagnosis, in whatever place, on a paid service in the period.
initial_population as (
    select distinct membership.person, membership.months
    from membership
    join service on service.person = membership.person
    where has_code(service.diagnosis, 'Behavioral Principal Diagnosis')
        and in_period(service.service_day, service.service_day)
),

-- Their months.
denominator as (
    select person, months from initial_population
),

-- What was allowed for their services in the period, each line once.
allowed_line as (
    select distinct
        person, contributor, claim, line, whole_dollars(allowed_amount) as dollars
    from service
    where in_period(service_day, service_day)
),

numerator as (
    select denominator.person, sum(allowed_line.dollars) as dollars
    from denominator
    join allowed_line on allowed_line.person = denominator.person
    group by denominator.person
)

select
    person.person,
    '1' as rate,
    case when denominator.person is not null then 1 else 0 end as initial_population,
    coalesce(denominator.months, 0) as denominator,
    coalesce(numerator.dollars, 0) as numerator
from person
left join denominator on denominator.person = person.person
left join numerator on numerator.person = person.person
