-- identifier: CMS161          title: Adult Major Depressive Disorder: Suicide Risk Assessment
-- steward: CMS                version: 0.0.004        period: 2024        reviewed: 2026-11-26
-- goal: IV                    direction: increase     dates needed: day
-- catalogue: further
-- basis: encounter            rates: 1
-- rate: 1 | Visits for new or recurrent major depression with a suicide risk assessment | initial-population, denominator, numerator | counts episodes
-- value set: Psych Visit Diagnostic Evaluation | 2.16.840.1.113883.3.526.3.1492
-- value set: Emergency Department Evaluation and Management Visit | 2.16.840.1.113883.3.464.1003.101.12.1010
-- value set: Office Visit | 2.16.840.1.113883.3.464.1003.101.12.1001
-- value set: Outpatient Consultation | 2.16.840.1.113883.3.464.1003.101.12.1008
-- value set: Psych Visit Psychotherapy | 2.16.840.1.113883.3.526.3.1496
-- value set: Psychoanalysis | 2.16.840.1.113883.3.526.3.1141
-- value set: Telehealth Services | 2.16.840.1.113883.3.464.1003.101.12.1031
-- value set: Major Depressive Disorder Active | 2.16.840.1.113883.3.526.3.1491
-- code: Suicide risk assessment = http://snomed.info/sct|225337009
-- code: Ambulatory = http://terminology.hl7.org/CodeSystem/v3-ActCode|AMB
-- example: A man of 45 has office visits for major depression on 1 February, 15 March and 5 August 2024. His risk of
--     suicide is assessed during each. The visit in March follows another by less than 105 days, so it is neither
--     new nor recurrent: he counts 2 in the initial population, the denominator and the numerator.
-- known difference: a visit is for major depression by a reason that is coded, or by a condition that it names as
--     diagnosis or, as the versions from 2026 on do, as reason.
-- known difference: where the two times of a comparison to the instant are not equally precise and fall on the
--     same day, the order is unknown and the criterion is not met, as in CQL.
-- known difference: a visit that two contributors hand in under keys of their own counts twice.

-- Conditions of major depression.
with major_depressive_disorder as (
    select contributor, condition, person
    from condition
    where has_code(code, 'Major Depressive Disorder Active')
),

-- Finished ambulatory encounters of a type that counts.
psychiatric_encounter as (
    select
        contributor,
        encounter,
        person,
        reason,
        start_day,
        start_instant,
        end_day,
        end_instant
    from encounter
    where status = 'finished'
        and has_code(class, 'Ambulatory')
        and (
            has_code(type, 'Psych Visit Diagnostic Evaluation')
            or has_code(type, 'Emergency Department Evaluation and Management Visit')
            or has_code(type, 'Office Visit')
            or has_code(type, 'Outpatient Consultation')
            or has_code(type, 'Psych Visit Psychotherapy')
            or has_code(type, 'Psychoanalysis')
            or has_code(type, 'Telehealth Services')
        )
),

-- Those whose reason is major depression: coded, or a condition that they name.
major_depressive_disorder_encounter as (
    select contributor, encounter, person, start_day, start_instant, end_day, end_instant
    from psychiatric_encounter
    where has_code(reason, 'Major Depressive Disorder Active')
        or exists (
            select 1
            from encounter_condition as named
            join major_depressive_disorder as disorder
                on disorder.condition = named.condition
                and disorder.contributor = named.contributor
                and disorder.person = named.person
            where named.encounter = psychiatric_encounter.encounter
                and named.contributor = psychiatric_encounter.contributor
                and named.person = psychiatric_encounter.person
        )
),

-- Those in the measurement period, of persons who are 17 years or older on its first day, that are new or recurrent: no
-- other one ended 1 to 104 days before the day on which it starts.
initial_population as (
    select
        visit.contributor,
        visit.encounter,
        visit.person,
        visit.start_day,
        visit.start_instant,
        visit.end_day,
        visit.end_instant
    from major_depressive_disorder_encounter as visit
    join person on person.person = visit.person
    where in_period(visit.start_day, visit.end_day)
        and age_on(
            latest_day(person.birth_day, person.date_precision), person.over_89, period_start()
        ) >= 17
        and not exists (
            select 1
            from major_depressive_disorder_encounter as earlier
            where earlier.person = visit.person
                and earlier.end_day >= plus_days(visit.start_day, -104)
                and earlier.end_day < visit.start_day
        )
),

-- All of the initial population.
denominator as (
    select contributor, encounter, person, start_day, start_instant, end_day, end_instant
    from initial_population
),

-- A suicide risk assessment that was completed. One without an end took no time.
suicide_risk_assessment as (
    select
        person,
        start_day,
        start_instant,
        coalesce(end_day, start_day) as end_day,
        case when end_day is null then start_instant else end_instant end as end_instant
    from procedure
    where stage = 'done' and status = 'completed' and has_code(code, 'Suicide risk assessment')
),

-- Encounters with an assessment within their time, to the instant.
numerator as (
    select distinct denominator.contributor, denominator.encounter, denominator.person
    from denominator
    join suicide_risk_assessment as assessment on assessment.person = denominator.person
    where not_before(
            assessment.start_instant, assessment.start_day,
            denominator.start_instant, denominator.start_day
        )
        and not_before(
            denominator.end_instant, denominator.end_day,
            assessment.end_instant, assessment.end_day
        )
),

-- Each encounter counts once, however often it was handed in.
counted_encounter as (
    select distinct contributor, encounter, person from denominator
),

visits_of_person as (
    select person, count(*) as visits from counted_encounter group by person
),

assessed_of_person as (
    select person, count(*) as visits from numerator group by person
)

select
    person.person,
    '1' as rate,
    coalesce(visits_of_person.visits, 0) as initial_population,
    coalesce(visits_of_person.visits, 0) as denominator,
    coalesce(assessed_of_person.visits, 0) as numerator
from person
left join visits_of_person on visits_of_person.person = person.person
left join assessed_of_person on assessed_of_person.person = person.person
