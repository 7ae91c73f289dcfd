-- identifier: CMS128          title: Anti-depressant Medication Management
-- steward: CMS                version: 1.0.000        period: 2026        reviewed: 2026-11-26
-- goal: I                     direction: increase     dates needed: day
-- catalogue: further
-- basis: patient              rates: 2
-- rate: 1 | Effective acute phase: 84 days of an antidepressant in 115 | initial-population, denominator, denominator-exclusion, numerator
-- rate: 2 | Effective continuation phase: 180 days of an antidepressant in 232 | initial-population, denominator, denominator-exclusion, numerator
-- criteria of: hospice
-- value set: Antidepressant Medication | 2.16.840.1.113883.3.464.1003.196.12.1213
-- value set: Major Depression | 2.16.840.1.113883.3.464.1003.105.12.1007
-- value set: Office Visit | 2.16.840.1.113883.3.464.1003.101.12.1001
-- value set: Preventive Care Services Established Office Visit, 18 and Up | 2.16.840.1.113883.3.464.1003.101.12.1025
-- value set: Preventive Care Services Initial Office Visit, 18 and Up | 2.16.840.1.113883.3.464.1003.101.12.1023
-- value set: Home Healthcare Services | 2.16.840.1.113883.3.464.1003.101.12.1016
-- value set: Annual Wellness Visit | 2.16.840.1.113883.3.526.3.1240
-- value set: Nursing Facility Visit | 2.16.840.1.113883.3.464.1003.101.12.1012
-- value set: Psych Visit Diagnostic Evaluation | 2.16.840.1.113883.3.526.3.1492
-- value set: Psych Visit Psychotherapy | 2.16.840.1.113883.3.526.3.1496
-- value set: Telephone Visits | 2.16.840.1.113883.3.464.1003.101.12.1080
-- value set: Virtual Encounter | 2.16.840.1.113883.3.464.1003.101.12.1089
-- example: A woman of 40 with major depression since 20 December 2025 has an office visit on 5 January 2026. Her first
--     antidepressant is handed out on 5 January for 60 days, the next one on 1 March for 30. The first covers days
--     1 to 60, the second reaches from day 56 to day 85: 85 days are covered, so she counts in the numerator of
--     rate 1. With nothing after it she does not count in that of rate 2. Had the second been for 28 days, 83 days
--     would be covered, and she would count in neither.
-- known difference: a dispensing whose days of supply cannot be told begins the treatment and covers no day.
-- known difference: of a person or a condition, a year or a month in place of a day is enough where the criterion
--     holds for each of its days, as in CQL; other records with such dates are left out.
-- known difference: a condition without an onset did not start in any window.

-- From the first of May before the measurement period to the thirtieth of April in it.
intake_period as (
    select
        plus_months(period_start(), -8) as first_day,
        plus_days(plus_months(period_start(), 4), -1) as last_day
),

-- Antidepressants that were handed out, each from that day on for as long as the supply lasts.
antidepressant_dispensed as (
    select
        person,
        coalesce(handed_over_day, prepared_day) as first_day,
        supplied_through(
            coalesce(handed_over_day, prepared_day),
            coalesce(supply_days, days_of_quantity(quantity, dose, frequency, frequency_days))
        ) as last_day
    from medication
    where stage = 'dispense'
        and status in ('completed', 'in-progress', 'on-hold')
        and has_code(code, 'Antidepressant Medication')
),

-- The first day in the intake period on which an antidepressant was handed out. The acute phase ends 114 days after
-- it, the continuation phase 231.
index_prescription_start_date as (
    select
        antidepressant_dispensed.person,
        min(antidepressant_dispensed.first_day) as index_day
    from antidepressant_dispensed
    cross join intake_period
    where antidepressant_dispensed.first_day between intake_period.first_day and intake_period.last_day
    group by antidepressant_dispensed.person
),

-- Verified major depression.
major_depression as (
    select person, start_day from verified_condition where has_code(code, 'Major Depression')
),

-- Finished visits of a type that counts.
qualifying_encounter as (
    select person, start_day
    from encounter
    where status = 'finished'
        and (
            has_code(type, 'Office Visit')
            or has_code(type, 'Preventive Care Services Established Office Visit, 18 and Up')
            or has_code(type, 'Preventive Care Services Initial Office Visit, 18 and Up')
            or has_code(type, 'Home Healthcare Services')
            or has_code(type, 'Annual Wellness Visit')
            or has_code(type, 'Nursing Facility Visit')
            or has_code(type, 'Psych Visit Diagnostic Evaluation')
            or has_code(type, 'Psych Visit Psychotherapy')
            or has_code(type, 'Telephone Visits')
            or has_code(type, 'Virtual Encounter')
        )
),

-- Persons of 18 years or older on the index day whose major depression starts, and who have a visit, within 60 days
-- before or after it.
initial_population as (
    select initiation.person, initiation.index_day
    from index_prescription_start_date as initiation
    join person on person.person = initiation.person
    where age_on(
            latest_day(person.birth_day, person.date_precision), person.over_89, initiation.index_day
        ) >= 18
        and exists (
            select 1
            from major_depression
            where major_depression.person = initiation.person
                and major_depression.start_day
                    between plus_days(initiation.index_day, -60) and plus_days(initiation.index_day, 60)
        )
        and exists (
            select 1
            from qualifying_encounter
            where qualifying_encounter.person = initiation.person
                and qualifying_encounter.start_day
                    between plus_days(initiation.index_day, -60) and plus_days(initiation.index_day, 60)
        )
),

-- Everybody in the initial population.
denominator as (
    select person, index_day from initial_population
),

-- Active orders of an antidepressant, each with the period that it supplies: from the dosage bounds, else the day of
-- the order, else the start of its validity, for as long as the supply of all its fills, else to the end of the bounds.
active_antidepressant_order as (
    select
        person,
        coalesce(start_day, authored_day, validity_day) as first_day,
        coalesce(
            supplied_through(
                coalesce(start_day, authored_day, validity_day),
                coalesce(supply_days, days_of_quantity(quantity, dose, frequency, frequency_days))
                * (1 + coalesce(refills, 0))
            ),
            end_day
        ) as last_day
    from medication
    where stage = 'request'
        and status = 'active'
        and is_order(intent)
        and not coalesce(do_not_perform, false)
        and has_code(code, 'Antidepressant Medication')
),

-- Hospice services in the measurement period, or an active order of an antidepressant for one of the 105 days before
-- the index day.
excluded as (
    select person from hospice_services
    union all
    select denominator.person
    from denominator
    join active_antidepressant_order on active_antidepressant_order.person = denominator.person
    where active_antidepressant_order.first_day < denominator.index_day
        and active_antidepressant_order.last_day >= plus_days(denominator.index_day, -105)
),

denominator_exclusion as (
    select distinct person from excluded
),

-- Days that a dispensing covers beyond those that earlier ones cover: overlapping periods are not counted twice.
ordered_dispensing as (
    select
        person,
        first_day,
        last_day,
        max(last_day) over (
            partition by person
            order by first_day
            rows between unbounded preceding and 1 preceding
        ) as covered_through
    from antidepressant_dispensed
    where last_day is not null
),

newly_covered as (
    select
        person,
        case
            when covered_through >= first_day then plus_days(covered_through, 1)
            else first_day
        end as first_day,
        last_day
    from ordered_dispensing
),

-- Covered days in the acute phase, and in the continuation phase.
cumulative_duration as (
    select
        denominator.person,
        sum(
            greatest(
                days_between(
                    greatest(newly_covered.first_day, denominator.index_day),
                    least(newly_covered.last_day, plus_days(denominator.index_day, 114))
                ) + 1,
                0
            )
        ) as acute_days,
        sum(
            greatest(
                days_between(
                    greatest(newly_covered.first_day, denominator.index_day),
                    least(newly_covered.last_day, plus_days(denominator.index_day, 231))
                ) + 1,
                0
            )
        ) as continuation_days
    from denominator
    join newly_covered on newly_covered.person = denominator.person
    group by denominator.person
),

-- At least 84 days are covered.
numerator_1 as (
    select person from cumulative_duration where acute_days >= 84
),

-- At least 180 days are covered.
numerator_2 as (
    select person from cumulative_duration where continuation_days >= 180
),

-- Who is excluded is in no numerator.
scored as (
    select
        person.person,
        case when denominator.person is not null then 1 else 0 end as counted,
        case
            when denominator.person is null then 0
            when denominator_exclusion.person is not null then 1
            else 0
        end as excluded,
        case
            when denominator_exclusion.person is not null then 0
            when numerator_1.person is not null then 1
            else 0
        end as acute,
        case
            when denominator_exclusion.person is not null then 0
            when numerator_2.person is not null then 1
            else 0
        end as continuation
    from person
    left join denominator on denominator.person = person.person
    left join denominator_exclusion on denominator_exclusion.person = person.person
    left join numerator_1 on numerator_1.person = person.person
    left join numerator_2 on numerator_2.person = person.person
)

select
    person,
    '1' as rate,
    counted as initial_population,
    counted as denominator,
    excluded as denominator_exclusion,
    acute as numerator
from scored
union all
select
    person,
    '2' as rate,
    counted as initial_population,
    counted as denominator,
    excluded as denominator_exclusion,
    continuation as numerator
from scored
