-- title: Hospice services (Hospice 6.18.000) in the measurement period
-- value set: Encounter Inpatient | 2.16.840.1.113883.3.666.5.307
-- value set: Hospice Encounter | 2.16.840.1.113883.3.464.1003.1003
-- value set: Hospice Care Ambulatory | 2.16.840.1.113883.3.526.3.1584
-- value set: Hospice Diagnosis | 2.16.840.1.113883.3.464.1003.1165
-- code: Hospice care Minimum Data Set = http://loinc.org|45755-6
-- code: Yes = http://snomed.info/sct|373066001
-- code: Discharge to hospice = http://snomed.info/sct|428361000124107
-- code: Discharge to hospice = http://snomed.info/sct|428371000124100

-- Conditions that are verified: not refuted, not entered in error. Of an onset in a year or month its last day is
-- taken. A condition that is neither active nor has an abatement has no known time of prevalence, so no test of time
-- holds for it.
with verified_condition as (
    select
        person,
        code,
        category,
        latest_day(start_day, date_precision) as start_day,
        start_instant,
        coalesce(abatement_end_day, abatement_day) as end_day
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

-- A finished inpatient stay that ends in the period with a discharge to hospice, or a finished encounter at a hospice
-- on a day of the period.
hospice_encounter as (
    select person, end_day as first_day, end_day as last_day
    from encounter
    where status = 'finished'
        and has_code(type, 'Encounter Inpatient')
        and has_code(discharge_disposition, 'Discharge to hospice')
    union all
    select person, start_day as first_day, coalesce(end_day, date '9999-12-31') as last_day
    from encounter
    where status = 'finished' and has_code(type, 'Hospice Encounter')
),

-- An assessment that says yes, for a day of the period.
hospice_assessment as (
    select person, start_day as first_day, coalesce(end_day, start_day) as last_day
    from observation
    where status in ('final', 'amended', 'corrected')
        and has_code(code, 'Hospice care Minimum Data Set')
        and has_code(value, 'Yes')
),

-- An order of ambulatory hospice care written in the period, or such care on a day of the period.
hospice_care as (
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
    where stage = 'done' and status = 'completed' and has_code(code, 'Hospice Care Ambulatory')
),

-- A verified diagnosis of hospice care that prevails on a day of the period.
hospice_diagnosis as (
    select
        person,
        coalesce(start_day, date '0001-01-01') as first_day,
        coalesce(end_day, date '9999-12-31') as last_day
    from verified_condition
    where has_code(code, 'Hospice Diagnosis')
),

hospice_record as (
    select person, first_day, last_day from hospice_encounter
    union all
    select person, first_day, last_day from hospice_assessment
    union all
    select person, first_day, last_day from hospice_care
    union all
    select person, first_day, last_day from hospice_diagnosis
),

-- Whoever has hospice services on a day of the measurement period.
hospice_services as (
    select distinct person
    from hospice_record
    where first_day <= period_end() and last_day >= period_start()
)
