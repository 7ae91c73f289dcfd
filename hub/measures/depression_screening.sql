-- identifier: CMS2            title: Preventive Care and Screening: Screening for Depression and Follow-Up Plan
-- steward: CMS                version: 1.0.000        period: 2026        reviewed: 2026-11-22
-- goal: I                     direction: increase     dates needed: day
-- basis: patient              rates: 1
-- rate: 1 | Screened for depression, and followed up where the screen is positive | initial-population, denominator, denominator-exclusion, numerator, denominator-exception
-- value set: Encounter to Screen for Depression | 2.16.840.1.113883.3.600.1916
-- value set: Physical Therapy Evaluation | 2.16.840.1.113883.3.526.3.1022
-- value set: Telephone Visits | 2.16.840.1.113883.3.464.1003.101.12.1080
-- value set: Bipolar Disorder | 2.16.840.1.113883.3.67.1.101.1.128
-- value set: Medical Reason | 2.16.840.1.113883.3.526.3.1007
-- value set: Follow Up for Adolescent Depression | 2.16.840.1.113883.3.526.3.1569
-- value set: Follow Up for Adult Depression | 2.16.840.1.113883.3.526.3.1568
-- value set: Referral for Adolescent Depression | 2.16.840.1.113883.3.526.3.1570
-- value set: Referral for Adult Depression | 2.16.840.1.113883.3.526.3.1571
-- value set: Adolescent Depression Medications | 2.16.840.1.113883.3.526.3.1567
-- value set: Adult Depression Medications | 2.16.840.1.113883.3.526.3.1566
-- code: Adolescent depression screening assessment = http://loinc.org|73831-0
-- code: Adult depression screening assessment = http://loinc.org|73832-8
-- code: Depression screening negative = http://snomed.info/sct|428171000124102
-- code: Depression screening positive = http://snomed.info/sct|428181000124104
-- code: Depression screening declined = http://snomed.info/sct|720834000
-- code: Problem list or health concern = http://terminology.hl7.org/CodeSystem/condition-category|problem-list-item
-- code: Problem list or health concern = http://terminology.hl7.org/CodeSystem/condition-category|health-concern
-- code: Problem list or health concern = http://hl7.org/fhir/us/core/CodeSystem/condition-category|health-concern
-- example: A woman of 40 has an office visit on 21 June 2026. Her adult screen of 15 June is positive, and on
--     the day of the visit she is referred for depression. She counts in the initial population, the denominator
--     and the numerator. Had the referral been written on 24 June, three days after, she would not be in the
--     numerator.
-- known difference: where the two times of a comparison to the instant are not equally precise and fall on the
--     same day, the order is unknown and the criterion is not met, as in CQL.
-- known difference: two screens at the very same instant have no last one in CQL; here a positive one is the last,
--     then one of another result, then a negative one.
-- known difference: of a person or a condition, a year or a month in place of a day is enough where the criterion
--     holds for each of its days, as in CQL; other records with such dates are left out.
-- known difference: a condition without an onset counts as begun before every day, as in CQL; the verification of a
--     bipolar disorder is not asked for, as published.

-- Finished encounters, wholly inside the measurement period, of a type to screen at.
with qualifying_encounter as (
    select person, start_day, start_instant, end_day, end_instant
    from encounter
    where status = 'finished'
        and (
            has_code(type, 'Encounter to Screen for Depression')
            or has_code(type, 'Physical Therapy Evaluation')
            or has_code(type, 'Telephone Visits')
        )
        and in_period(start_day, end_day)
),

-- Persons of 12 years or older on the first day of the period who have a qualifying encounter. Of whom only the year
-- or month of birth is known, the age lies between the least and the most.
initial_population as (
    select
        person,
        age_on(latest_day(birth_day, date_precision), over_89, period_start()) as least_age,
        age_on(birth_day, over_89, period_start()) as most_age
    from person
    where age_on(latest_day(birth_day, date_precision), over_89, period_start()) >= 12
        and exists (
            select 1 from qualifying_encounter where qualifying_encounter.person = person.person
        )
),

-- Everybody in the initial population.
denominator as (
    select person from initial_population
),

-- Bipolar disorder on the problem list that began on a day before a qualifying encounter. A condition that is
-- neither active nor has an abatement has no known time of prevalence.
denominator_exclusion as (
    select distinct condition.person
    from condition
    join qualifying_encounter on qualifying_encounter.person = condition.person
    where has_code(condition.code, 'Bipolar Disorder')
        and has_code(condition.category, 'Problem list or health concern')
        and (
            condition.clinical_status in ('active', 'recurrence', 'relapse')
            or coalesce(condition.abatement_end_day, condition.abatement_day) is not null
        )
        and (
            condition.start_day is null
            or latest_day(condition.start_day, condition.date_precision)
                < qualifying_encounter.start_day
        )
),

-- Screens with a result, whatever it is, of a status that counts.
assessment_performed as (
    select person, code, value, start_day, start_instant, end_day
    from observation
    where status in ('final', 'amended', 'corrected')
        and (
            has_any_code(value)
            or value_number is not null
            or value_text is not null
            or value_boolean is not null
        )
),

screen_by_tool as (
    select person, 'adolescent' as tool, value, start_day, start_instant, end_day
    from assessment_performed
    where has_code(code, 'Adolescent depression screening assessment')
    union all
    select person, 'adult' as tool, value, start_day, start_instant, end_day
    from assessment_performed
    where has_code(code, 'Adult depression screening assessment')
),

-- Screens on the day of a qualifying encounter or up to 14 days before it, once for each such encounter. Their finding
-- is positive (3), negative (1) or another (2).
depression_screen as (
    select
        screen_by_tool.person,
        screen_by_tool.tool,
        case
            when has_code(screen_by_tool.value, 'Depression screening positive') then 3
            when has_code(screen_by_tool.value, 'Depression screening negative') then 1
            else 2
        end as finding,
        moment(screen_by_tool.start_instant, screen_by_tool.start_day) as screened_at,
        coalesce(screen_by_tool.end_day, screen_by_tool.start_day) as screened_day
    from screen_by_tool
    join qualifying_encounter on qualifying_encounter.person = screen_by_tool.person
    where coalesce(screen_by_tool.end_day, screen_by_tool.start_day)
        between plus_days(qualifying_encounter.start_day, -14) and qualifying_encounter.start_day
),

-- Of each tool, the last of these by start; of several at one instant, the positive one.
ranked_screen as (
    select
        person,
        tool,
        finding,
        screened_day,
        row_number() over (
            partition by person, tool order by screened_at desc, finding desc, screened_day desc
        ) as place
    from depression_screen
),

most_recent_screen as (
    select person, tool, finding, screened_day from ranked_screen where place = 1
),

-- Follow-up procedures that were completed, for adolescents and for adults.
procedure_performed as (
    select person, code, start_day, start_instant
    from procedure
    where stage = 'done' and status = 'completed'
),

follow_up_procedure as (
    select person, 'adolescent' as tool, start_day, start_instant
    from procedure_performed
    where has_code(code, 'Follow Up for Adolescent Depression')
    union all
    select person, 'adult' as tool, start_day, start_instant
    from procedure_performed
    where has_code(code, 'Follow Up for Adult Depression')
),

-- Orders of a referral for depression.
service_order as (
    select person, code, authored_day
    from procedure
    where stage = 'ordered'
        and status in ('active', 'completed')
        and is_order(intent)
        and not coalesce(do_not_perform, false)
),

referral as (
    select person, 'adolescent' as tool, authored_day
    from service_order
    where has_code(code, 'Referral for Adolescent Depression')
    union all
    select person, 'adult' as tool, authored_day
    from service_order
    where has_code(code, 'Referral for Adult Depression')
),

-- Orders of a medication for depression, each with the period that it supplies. It begins with the dosage bounds,
-- else on the day of the order (an order without a day is no follow-up). It lasts as long as the supply of all its
-- fills, else to the end of the dosage bounds.
medication_order as (
    select
        person,
        code,
        authored_day,
        coalesce(start_day, authored_day) as first_day,
        coalesce(
            supplied_through(
                coalesce(start_day, authored_day),
                coalesce(supply_days, days_of_quantity(quantity, dose, frequency, frequency_days))
                * (1 + coalesce(refills, 0))
            ),
            end_day
        ) as last_day
    from medication
    where stage = 'request'
        and status in ('active', 'completed')
        and is_order(intent)
        and not coalesce(do_not_perform, false)
),

depression_medication as (
    select person, 'adolescent' as tool, authored_day, first_day, last_day
    from medication_order
    where has_code(code, 'Adolescent Depression Medications')
    union all
    select person, 'adult' as tool, authored_day, first_day, last_day
    from medication_order
    where has_code(code, 'Adult Depression Medications')
),

-- Encounters that a positive most recent screen precedes by 0 to 14 days.
encounter_after_positive_screen as (
    select
        most_recent_screen.person,
        most_recent_screen.tool,
        qualifying_encounter.start_day,
        qualifying_encounter.start_instant,
        qualifying_encounter.end_day,
        qualifying_encounter.end_instant
    from most_recent_screen
    join qualifying_encounter on qualifying_encounter.person = most_recent_screen.person
    where most_recent_screen.finding = 3
        and most_recent_screen.screened_day
            between plus_days(qualifying_encounter.start_day, -14)
            and qualifying_encounter.start_day
),

-- A follow-up act at such an encounter: a procedure that starts during the encounter, to the instant; or an order
-- written from the day on which the encounter ends to two days after. A medication must also reach from the encounter
-- to beyond the day of its end.
follow_up_at_encounter as (
    select act.person, act.tool, act.start_day as act_day
    from follow_up_procedure as act
    join encounter_after_positive_screen as visit
        on visit.person = act.person and visit.tool = act.tool
    where not_before(act.start_instant, act.start_day, visit.start_instant, visit.start_day)
        and not_before(visit.end_instant, visit.end_day, act.start_instant, act.start_day)
    union all
    select act.person, act.tool, act.authored_day as act_day
    from referral as act
    join encounter_after_positive_screen as visit
        on visit.person = act.person and visit.tool = act.tool
    where act.authored_day between visit.end_day and plus_days(visit.end_day, 2)
    union all
    select act.person, act.tool, act.authored_day as act_day
    from depression_medication as act
    join encounter_after_positive_screen as visit
        on visit.person = act.person and visit.tool = act.tool
    where act.authored_day between visit.end_day and plus_days(visit.end_day, 2)
        and act.first_day <= visit.end_day
        and act.last_day > visit.end_day
),

-- The most recent screen is negative; or it is positive and has a follow-up act inside the measurement period.
screened_well as (
    select person, tool
    from most_recent_screen
    where finding = 1
    union all
    select person, tool
    from follow_up_at_encounter
    where in_period(act_day, act_day)
),

-- Up to the age of 17 by the adolescent tool, from 17 by the adult tool.
numerator as (
    select distinct initial_population.person
    from initial_population
    join screened_well on screened_well.person = initial_population.person
    where (initial_population.most_age <= 17 and screened_well.tool = 'adolescent')
        or (initial_population.least_age >= 17 and screened_well.tool = 'adult')
),

-- A screen that was not done because the person declined or for a medical reason, issued on a day of a qualifying
-- encounter, while there is no screen by the same tool.
assessment_cancelled as (
    select person, code, issued_day
    from observation
    where status = 'cancelled'
        and (
            has_code(not_done_reason, 'Depression screening declined')
            or has_code(not_done_reason, 'Medical Reason')
        )
),

screen_not_done as (
    select person, 'adolescent' as tool, issued_day
    from assessment_cancelled
    where has_code(code, 'Adolescent depression screening assessment')
    union all
    select person, 'adult' as tool, issued_day
    from assessment_cancelled
    where has_code(code, 'Adult depression screening assessment')
),

denominator_exception as (
    select distinct screen_not_done.person
    from screen_not_done
    join qualifying_encounter on qualifying_encounter.person = screen_not_done.person
    where screen_not_done.issued_day
            between qualifying_encounter.start_day and qualifying_encounter.end_day
        and not exists (
            select 1
            from most_recent_screen
            where most_recent_screen.person = screen_not_done.person
                and most_recent_screen.tool = screen_not_done.tool
        )
),

-- Who is excluded is neither in the numerator nor excepted; who is in the numerator is not excepted.
scored as (
    select
        denominator.person,
        case when denominator_exclusion.person is not null then 1 else 0 end as excluded,
        case
            when denominator_exclusion.person is not null then 0
            when numerator.person is not null then 1
            else 0
        end as met,
        case
            when denominator_exclusion.person is not null then 0
            when numerator.person is not null then 0
            when denominator_exception.person is not null then 1
            else 0
        end as excepted
    from denominator
    left join denominator_exclusion on denominator_exclusion.person = denominator.person
    left join numerator on numerator.person = denominator.person
    left join denominator_exception on denominator_exception.person = denominator.person
)

select
    person.person,
    '1' as rate,
    case when scored.person is not null then 1 else 0 end as initial_population,
    case when scored.person is not null then 1 else 0 end as denominator,
    coalesce(scored.excluded, 0) as denominator_exclusion,
    coalesce(scored.met, 0) as numerator,
    coalesce(scored.excepted, 0) as denominator_exception
from person
left join scored on scored.person = person.person
