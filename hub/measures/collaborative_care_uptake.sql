-- identifier: HUB-COCM        title: Uptake of Collaborative Care
-- steward: hub definition     version: 1.0.0          period: 2026        reviewed: 2026-11-22
-- goal: I                     direction: increase     dates needed: month
-- basis: patient              rates: 3
-- rate: 1 | Persons with a Collaborative Care service | initial-population, denominator, numerator | per 1000
-- rate: 2 | Initiations of Collaborative Care | initial-population, denominator, numerator | per 1000 | counts events
-- rate: 3 | Months with a Collaborative Care service | initial-population, denominator, numerator | per 1000 | counts events
-- criteria of: any_span
-- criteria of: covered | covered_span
-- criteria of: covered_person
-- criteria of: service
-- value set: Collaborative Care | hub:collaborative-care
-- example: A woman covered throughout 2026 has claims for 99492 in March, 99493 and 99494 in April, and 99493 in
--     June. She counts 1 in the denominator of each rate; 1 person, 1 initiation (March) and 3 months.
-- known difference: an initiation is a month with a service after six calendar months without one, whichever
--     code was billed, so that bundled codes count alike; the claims of the six months before the period are needed.
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
collaborative_care_service as (
    select person, service_day
    from service
    where has_code_on(procedure, 'Collaborative Care', service_day)
),

service_month as (
    select distinct person, month_index(service_day) as month
    from collaborative_care_service
    where service_day <= period_end()
),

month_of_service as (
    select person, month from service_month where month >= month_index(period_start())
),

-- A month of service after six calendar months without one.
initiation as (
    select month_of_service.person, month_of_service.month
    from month_of_service
    where not exists (
        select 1
        from service_month as earlier
        where earlier.person = month_of_service.person
            and earlier.month between month_of_service.month - 6 and month_of_service.month - 1
    )
),

months_of_person as (
    select person, count(*) as months from month_of_service group by person
),

initiations_of_person as (
    select person, count(*) as initiations from initiation group by person
),

scored as (
    select
        person.person,
        case when denominator.person is not null then 1 else 0 end as member,
        case
            when denominator.person is null then 0
            else coalesce(initiations_of_person.initiations, 0)
        end as initiations,
        case
            when denominator.person is null then 0
            else coalesce(months_of_person.months, 0)
        end as months
    from person
    left join denominator on denominator.person = person.person
    left join initiations_of_person on initiations_of_person.person = person.person
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
    initiations as numerator
from scored
union all
select
    person,
    '3' as rate,
    member as initial_population,
    member as denominator,
    months as numerator
from scored
