-- identifier: HUB-BHI         title: Uptake of General Behavioral Health Integration
-- steward: hub definition     version: 1.0.0          period: 2026        reviewed: 2026-11-22
-- goal: I                     direction: increase     dates needed: month
-- basis: patient              rates: 2
-- rate: 1 | Persons with a general integration service | initial-population, denominator, numerator | per 1000
-- rate: 2 | Months with a general integration service | initial-population, denominator, numerator | per 1000 | counts events
-- criteria of: any_span
-- criteria of: covered | covered_span
-- criteria of: covered_person
-- criteria of: service
-- value set: General Behavioral Health Integration | hub:general-integration
-- example: A man covered throughout 2026 has claims for 99484 in March and twice in April. He counts 1 in the
--     denominator of each rate; 1 person and 2 months.
-- known difference: G0511, the consolidated code of rural health clinics and federally qualified health centers until
--     30 September 2025, does not tell general integration from other care management and is not counted.
-- known difference: where a claim was handed in twice under one key, its lines of both times are taken together.
-- known difference: a service that a practice does not bill, or bills as something else, is not seen.

-- Members: covered on at least one day of the period. To which practice they belong is told for all measures alike.
initial_population as (
    select person from covered_person
),

-- Everybody in the initial population.
denominator as (
    select person from initial_population
),

-- Paid services. A code counts on the days of its validity.
general_integration_service as (
    select person, service_day
    from service
    where has_code_on(procedure, 'General Behavioral Health Integration', service_day)
),

month_of_service as (
    select distinct person, month_index(service_day) as month
    from general_integration_service
    where in_period(service_day, service_day)
),

months_of_person as (
    select person, count(*) as months from month_of_service group by person
),

scored as (
    select
        person.person,
        case when denominator.person is not null then 1 else 0 end as member,
        case
            when denominator.person is null then 0
            else coalesce(months_of_person.months, 0)
        end as months
    from person
    left join denominator on denominator.person = person.person
    left join months_of_person on months_of_person.person = person.person
)

select
    person,
    '1' as rate,
    member as initial_population,
    member as denominator,
    case when months > 0 then 1 else 0 end as numerator
from scored
union all
select
    person,
    '2' as rate,
    member as initial_population,
    member as denominator,
    months as numerator
from scored
