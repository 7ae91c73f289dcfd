-- identifier: CMS159          title: Depression Remission at Twelve Months
-- steward: CMS                version: 1.0.000        period: 2026        reviewed: 2026-11-22
-- goal: I                     direction: increase     dates needed: day
-- basis: patient              rates: 1
-- rate: 1 | PHQ-9 below 5 twelve months after a score above 9 | initial-population, denominator, denominator-exclusion, numerator
-- stratum: age | 12-17, 18+ | age on the day of the index score
-- value set: Contact or Office Visit | 2.16.840.1.113762.1.4.1080.5
-- value set: Major Depression Including Remission | 2.16.840.113883.3.67.1.101.3.2444
-- value set: Dysthymia | 2.16.840.1.113883.3.67.1.101.1.254
-- value set: PHQ 9 and PHQ 9M Tools | 2.16.840.1.113883.3.67.1.101.1.263
-- value set: Encounter Inpatient | 2.16.840.1.113883.3.666.5.307
-- value set: Hospice Encounter | 2.16.840.1.113883.3.464.1003.1003
-- value set: Hospice Care Ambulatory | 2.16.840.1.113883.3.526.3.1584
-- value set: Hospice Diagnosis | 2.16.840.1.113883.3.464.1003.1165
-- value set: Palliative Care Diagnosis | 2.16.840.1.113883.3.464.1003.1167
-- value set: Palliative Care Encounter | 2.16.840.1.113883.3.464.1003.101.12.1090
-- value set: Palliative Care Intervention | 2.16.840.1.113883.3.464.1003.198.12.1135
-- value set: Bipolar Disorder | 2.16.840.1.113883.3.67.1.101.1.128
-- value set: Personality Disorder Emotionally Labile | 2.16.840.1.113883.3.67.1.101.1.246
-- value set: Schizophrenia or Psychotic Disorder | 2.16.840.1.113883.3.464.1003.105.12.1104
-- value set: Pervasive Developmental Disorder | 2.16.840.1.113883.3.464.1003.105.12.1152
-- code: Hospice care Minimum Data Set = http://loinc.org|45755-6
-- code: Functional Assessment of Chronic Illness Therapy Palliative Care = http://loinc.org|71007-9
-- code: Yes = http://snomed.info/sct|373066001
-- code: Discharge to hospice = http://snomed.info/sct|428361000124107
-- code: Discharge to hospice = http://snomed.info/sct|428371000124100
-- code: Problem list or encounter diagnosis = http://terminology.hl7.org/CodeSystem/condition-category|problem-list-item
-- code: Problem list or encounter diagnosis = http://terminology.hl7.org/CodeSystem/condition-category|health-concern
-- code: Problem list or encounter diagnosis = http://hl7.org/fhir/us/core/CodeSystem/condition-category|health-concern
-- code: Problem list or encounter diagnosis = http://terminology.hl7.org/CodeSystem/condition-category|encounter-diagnosis
-- example: A man of 45 with major depression scores 14 on the PHQ-9 at a visit on 25 February 2025: the index. His
--     assessment period runs from 27 December 2025 to 26 April 2026. His last score in it, on 19 February 2026,
--     is 3: he counts in the initial population, the denominator and the numerator, in the stratum 18+. Had
--     another score of 8 followed on 20 April, he would not be in the numerator.
-- known difference: where the two times of a comparison to the instant are not equally precise and fall on the
--     same day, the order is unknown and the criterion is not met, as in CQL.
-- known difference: two scores at the very same instant have no last one in CQL; here the highest is the last.
-- known difference: a last score without a value is no remission, whatever came before it.
-- known difference: of a person or a condition, a year or a month in place of a day is enough where the criterion
--     holds for each of its days, as in CQL; other records with such dates are left out.
-- known difference: a condition without an onset counts as begun before every day, as in CQL.
-- known difference: a condition without any category counts as problem list or encounter diagnosis.

-- Fourteen to two months before the measurement period.
with denominator_identification_period as (
    select
        plus_months(period_start(), -14) as first_day,
        plus_days(plus_months(period_start(), -2), -1) as last_day
),

-- Conditions that are verified: not refuted, not entered in error. Of an onset in a year or month its last day is
-- taken, of an abatement the first. A condition that is neither active nor has an
-- abatement has no known time of prevalence, so no test of time holds for it.
verified_condition as (
    select
        person,
        code,
        category,
        latest_day(start_day, date_precision) as start_day,
        start_instant,
        coalesce(abatement_end_day, abatement_day) as end_day,
        coalesce(abatement_end_instant, abatement_instant) as end_instant
    from condition
    where (
            verification_status is null
            or verification_status in ('confirmed', 'unconfirmed', 'provisional', 'differential')
        )
        and (
            clinical_status in ('active', 'recurrence', 'relapse')
            or coalesce(abatement_end_day, abatement_day) is not null
        )
),

depression as (
    select person, start_day, start_instant, end_day, end_instant
    from verified_condition
    where (
            has_code(code, 'Major Depression Including Remission')
            or has_code(code, 'Dysthymia')
        )
        and (
            has_code(category, 'Problem list or encounter diagnosis')
            or not has_any_code(category)
        )
),

-- Finished contacts or office visits that end in the identification period while depression prevails, to the instant.
depression_encounter as (
    select encounter.person, encounter.start_day, encounter.end_day
    from encounter
    cross join denominator_identification_period as identification
    join depression on depression.person = encounter.person
    where encounter.status = 'finished'
        and has_code(encounter.type, 'Contact or Office Visit')
        and encounter.end_day between identification.first_day and identification.last_day
        and (
            depression.start_day is null
            or not_before(
                encounter.end_instant, encounter.end_day,
                depression.start_instant, depression.start_day
            )
        )
        and (
            depression.end_day is null
            or not_before(
                depression.end_instant, depression.end_day,
                encounter.start_instant, encounter.start_day
            )
        )
),

assessment_performed as (
    select person, code, value, value_number, start_day, start_instant, end_day
    from observation
    where status in ('final', 'amended', 'corrected')
),

depression_assessment as (
    select person, start_day, start_instant, value_number
    from assessment_performed
    where has_code(code, 'PHQ 9 and PHQ 9M Tools')
),

-- The first score above 9 from seven days before a depression encounter to its end.
index_depression_assessment as (
    select depression_assessment.person, min(depression_assessment.start_day) as index_day
    from depression_assessment
    join depression_encounter on depression_encounter.person = depression_assessment.person
    where depression_assessment.value_number > 9
        and depression_assessment.start_day
            between plus_days(depression_encounter.start_day, -7) and depression_encounter.end_day
    group by depression_assessment.person
),

-- Persons of 12 years or older on the day of the index score. Of whom only the year or month of birth is known, the
-- age lies between the least and the most. Twelve months after it, 60 days either side, is the
-- measure assessment period.
initial_population as (
    select
        index_depression_assessment.person,
        age_on(
            latest_day(person.birth_day, person.date_precision),
            person.over_89,
            index_depression_assessment.index_day
        ) as least_age,
        age_on(person.birth_day, person.over_89, index_depression_assessment.index_day) as most_age,
        plus_days(plus_months(index_depression_assessment.index_day, 12), -60) as assessment_first_day,
        plus_days(plus_months(index_depression_assessment.index_day, 12), 60) as assessment_last_day
    from index_depression_assessment
    join person on person.person = index_depression_assessment.person
    where age_on(
            latest_day(person.birth_day, person.date_precision),
            person.over_89,
            index_depression_assessment.index_day
        ) >= 12
),

-- Everybody in the initial population.
denominator as (
    select person, least_age, most_age, assessment_first_day, assessment_last_day
    from initial_population
),

-- Hospice: a discharge from an inpatient stay to it, an encounter, an assessment, an order, a service, a diagnosis.
-- Palliative care: an assessment, an encounter, a service, a diagnosis.
care_encounter as (
    select person, end_day as first_day, end_day as last_day
    from encounter
    where status = 'finished'
        and has_code(type, 'Encounter Inpatient')
        and has_code(discharge_disposition, 'Discharge to hospice')
    union all
    select person, start_day as first_day, coalesce(end_day, date '9999-12-31') as last_day
    from encounter
    where status not in ('cancelled', 'entered-in-error', 'unknown')
        and has_code(type, 'Hospice Encounter')
    union all
    select person, start_day as first_day, coalesce(end_day, date '9999-12-31') as last_day
    from encounter
    where status = 'finished'
        and has_code(type, 'Palliative Care Encounter')
),

care_assessment as (
    select person, start_day as first_day, coalesce(end_day, start_day) as last_day
    from assessment_performed
    where (has_code(code, 'Hospice care Minimum Data Set') and has_code(value, 'Yes'))
        or has_code(code, 'Functional Assessment of Chronic Illness Therapy Palliative Care')
),

care_service as (
    select person, authored_day as first_day, authored_day as last_day
    from procedure
    where stage = 'ordered'
        and status in ('active', 'completed')
        and is_order(intent)
        and not coalesce(do_not_perform, false)
        and has_code(code, 'Hospice Care Ambulatory')
    union all
    select person, start_day as first_day, coalesce(end_day, start_day) as last_day
    from procedure
    where stage = 'done'
        and status = 'completed'
        and (
            has_code(code, 'Hospice Care Ambulatory')
            or has_code(code, 'Palliative Care Intervention')
        )
),

care_diagnosis as (
    select
        person,
        coalesce(start_day, date '0001-01-01') as first_day,
        coalesce(end_day, date '9999-12-31') as last_day
    from verified_condition
    where has_code(code, 'Hospice Diagnosis')
        or has_code(code, 'Palliative Care Diagnosis')
),

hospice_or_palliative_care as (
    select person, first_day, last_day from care_encounter
    union all
    select person, first_day, last_day from care_assessment
    union all
    select person, first_day, last_day from care_service
    union all
    select person, first_day, last_day from care_diagnosis
),

-- Bipolar, emotionally labile personality, psychotic and pervasive developmental disorders.
other_disorder as (
    select person, start_day
    from verified_condition
    where has_code(code, 'Bipolar Disorder')
        or has_code(code, 'Personality Disorder Emotionally Labile')
        or has_code(code, 'Schizophrenia or Psychotic Disorder')
        or has_code(code, 'Pervasive Developmental Disorder')
),

-- Hospice or palliative care between the start of the identification period and the end of the assessment period;
-- death, or the start of another disorder, on or before the end of the assessment period.
excluded as (
    select denominator.person
    from denominator
    cross join denominator_identification_period as identification
    join hospice_or_palliative_care as care on care.person = denominator.person
    where care.first_day <= denominator.assessment_last_day
        and care.last_day >= identification.first_day
    union all
    select denominator.person
    from denominator
    join person on person.person = denominator.person
    where latest_day(person.death_day, person.date_precision) <= denominator.assessment_last_day
    union all
    select denominator.person
    from denominator
    join other_disorder on other_disorder.person = denominator.person
    where other_disorder.start_day is null
        or other_disorder.start_day <= denominator.assessment_last_day
),

denominator_exclusion as (
    select distinct person from excluded
),

-- The last score in the measure assessment period is below 5; of several at one instant, the highest is the last.
ranked_assessment as (
    select
        denominator.person,
        depression_assessment.value_number,
        row_number() over (
            partition by denominator.person
            order by
                moment(depression_assessment.start_instant, depression_assessment.start_day) desc,
                depression_assessment.value_number desc nulls first
        ) as place
    from denominator
    join depression_assessment on depression_assessment.person = denominator.person
    where depression_assessment.start_day
            between denominator.assessment_first_day and denominator.assessment_last_day
),

numerator as (
    select person from ranked_assessment where place = 1 and value_number < 5
),

-- Who is excluded is not in the numerator.
scored as (
    select
        denominator.person,
        denominator.least_age,
        denominator.most_age,
        case when denominator_exclusion.person is not null then 1 else 0 end as excluded,
        case
            when denominator_exclusion.person is not null then 0
            when numerator.person is not null then 1
            else 0
        end as met
    from denominator
    left join denominator_exclusion on denominator_exclusion.person = denominator.person
    left join numerator on numerator.person = denominator.person
)

select
    person.person,
    '1' as rate,
    case when scored.person is not null then 1 else 0 end as initial_population,
    case when scored.person is not null then 1 else 0 end as denominator,
    coalesce(scored.excluded, 0) as denominator_exclusion,
    coalesce(scored.met, 0) as numerator,
    case
        when scored.most_age <= 17 then '12-17'
        when scored.least_age >= 18 then '18+'
    end as age
from person
left join scored on scored.person = person.person
