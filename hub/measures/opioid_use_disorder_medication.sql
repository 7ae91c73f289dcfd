-- identifier: HUB-MOUD        title: Medication for Opioid Use Disorder, Hub Definition
-- steward: hub definition     version: 1.0.0          period: 2026        reviewed: 2026-11-26
-- goal: V                     direction: increase     dates needed: day
-- catalogue: further
-- basis: patient              rates: 4
-- rate: 1 | Any medication | initial-population, denominator, numerator
-- rate: 2 | Buprenorphine | initial-population, denominator, numerator
-- rate: 3 | Methadone | initial-population, denominator, numerator
-- rate: 4 | Naltrexone | initial-population, denominator, numerator
-- criteria of: behavioral_span
-- criteria of: covered
-- criteria of: membership
-- criteria of: service
-- value set: Opioid Use Disorder | hub:opioid-use-disorder | HUB-SHARED
-- value set: Buprenorphine | hub:buprenorphine
-- value set: Methadone | hub:methadone
-- value set: Naltrexone | hub:naltrexone
-- value set: Opioid Use Disorder Medication | hub:opioid-use-disorder-medication | HUB-SHARED
-- example: A woman of 35, covered from 1 January to 30 November 2026 (31 days short), has a claim for F11.20 in March
--     and methadone (H0020) in April. She counts 1 in each denominator and in the numerators of rates 1 and 3.
-- known difference: a hub definition: not audited, and not comparable with published rates of other stewards.
-- known difference: gaps of coverage may be 45 days in all, in however many parts.
-- known difference: pharmacy benefits are not asked for: what a program or an office gives is seen without them.
-- known difference: fills are seen only where the drug's code is in the hub's lists: NDC lists are imported. A weekly
--     bundle counts for any medication, and for the one that it names.
-- known difference: claims for substance use may be withheld before they reach the hub, and then are not counted.

-- Aged 18 to 64 at the end of the period, and covered for behavioral benefits but for 45 days of it.
member as (
    select membership.person
    from membership
    join person on person.person = membership.person
    where age_on(
            latest_day(person.birth_day, person.date_precision), person.over_89, period_end()
        ) >= 18
        and age_on(person.birth_day, person.over_89, period_end()) <= 64
        and membership.days >= days_between(period_start(), period_end()) - 44
),

-- A diagnosis of opioid use disorder on a paid service in the period.
initial_population as (
    select distinct member.person
    from member
    join service on service.person = member.person
    where has_code(service.diagnosis, 'Opioid Use Disorder')
        and in_period(service.service_day, service.service_day)
),

-- Everybody in the initial population.
denominator as (
    select person from initial_population
),

-- Administrations and fills in the period, by the medication.
medication_service as (
    select
        person,
        max(
            case
                when has_code(procedure, 'Buprenorphine') then 1
                when has_code(drug, 'Buprenorphine') then 1
                else 0
            end
        ) as buprenorphine,
        max(
            case
                when has_code(procedure, 'Methadone') then 1
                when has_code(drug, 'Methadone') then 1
                else 0
            end
        ) as methadone,
        max(
            case
                when has_code(procedure, 'Naltrexone') then 1
                when has_code(drug, 'Naltrexone') then 1
                else 0
            end
        ) as naltrexone
    from service
    where in_period(service_day, service_day)
        and (
            has_code(procedure, 'Opioid Use Disorder Medication')
            or has_code(drug, 'Opioid Use Disorder Medication')
        )
    group by person
),

scored as (
    select
        person.person,
        case when denominator.person is not null then 1 else 0 end as counted,
        case
            when denominator.person is not null and medication_service.person is not null then 1
            else 0
        end as anything,
        case
            when denominator.person is not null then coalesce(medication_service.buprenorphine, 0)
            else 0
        end as buprenorphine,
        case
            when denominator.person is not null then coalesce(medication_service.methadone, 0)
            else 0
        end as methadone,
        case
            when denominator.person is not null then coalesce(medication_service.naltrexone, 0)
            else 0
        end as naltrexone
    from person
    left join denominator on denominator.person = person.person
    left join medication_service on medication_service.person = person.person
)

select
    person,
    '1' as rate,
    counted as initial_population,
    counted as denominator,
    anything as numerator
from scored
union all
select
    person,
    '2' as rate,
    counted as initial_population,
    counted as denominator,
    buprenorphine as numerator
from scored
union all
select
    person,
    '3' as rate,
    counted as initial_population,
    counted as denominator,
    methadone as numerator
from scored
union all
select
    person,
    '4' as rate,
    counted as initial_population,
    counted as denominator,
    naltrexone as numerator
from scored
