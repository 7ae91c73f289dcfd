-- identifier: CMS137          title: Initiation and Engagement of Substance Use Disorder Treatment
-- steward: CMS                version: 1.0.000        period: 2026        reviewed: 2026-11-26
-- goal: I                     direction: increase     dates needed: day
-- catalogue: further
-- basis: patient              rates: 2
-- rate: 1 | Initiation of treatment within 14 days of a new episode | initial-population, denominator, denominator-exclusion, numerator
-- rate: 2 | Engagement in treatment within 34 days of initiation | initial-population, denominator, denominator-exclusion, numerator
-- stratum: age | 13-17, 18-64, 65+ | age on the first day of the measurement period
-- criteria of: hospice
-- value set: Substance Use Disorder | 2.16.840.1.113883.3.464.1003.106.12.1001
-- value set: Office Visit | 2.16.840.1.113883.3.464.1003.101.12.1001
-- value set: Emergency Department Evaluation and Management Visit | 2.16.840.1.113883.3.464.1003.101.12.1010
-- value set: Detoxification Visit | 2.16.840.1.113883.3.464.1003.101.12.1059
-- value set: Initial Hospital Inpatient Visit | 2.16.840.1.113883.3.464.1003.101.12.1004
-- value set: Discharge Services Hospital Inpatient Same Day Discharge | 2.16.840.1.113883.3.464.1003.101.12.1006
-- value set: Discharge Services Hospital Inpatient | 2.16.840.1.113883.3.464.1003.101.12.1007
-- value set: Telephone Visits | 2.16.840.1.113883.3.464.1003.101.12.1080
-- value set: Virtual Encounter | 2.16.840.1.113883.3.464.1003.101.12.1089
-- value set: Substance Use Disorder Treatment | 2.16.840.1.113883.3.464.1003.106.12.1005
-- value set: Psych Visit Psychotherapy | 2.16.840.1.113883.3.526.3.1496
-- value set: Substance Use Disorder Long Acting Medication | 2.16.840.1.113883.3.464.1003.1149
-- value set: Substance Use Disorder Short Acting Medication | 2.16.840.1.113883.3.464.1003.1150
-- value set: Substance Use Disorder Long Acting Medication Administration | 2.16.840.1.113883.3.464.1003.1156
-- value set: Substance Use Disorder Short Acting Medication Administration | 2.16.840.1.113883.3.464.1003.1157
-- code: Encounter diagnosis = http://terminology.hl7.org/CodeSystem/condition-category|encounter-diagnosis
-- example: A man of 45 is found to have an alcohol use disorder at an office visit on 5 May 2026, the index; he was not
--     treated for one in the 60 days before. On 18 May, the thirteenth day after it, he has psychotherapy: he counts
--     in the numerator of rate 1. On 1 June he has psychotherapy again, and on 21 June, the thirty-fourth day after
--     the eighteenth of May, a telephone visit for the disorder: he counts in the numerator of rate 2 as well, in the
--     stratum 18-64.
-- known difference: an order of a medication is dated by the start of its dosage bounds, else by the day on which it was
--     written, else by the start of its validity.
-- known difference: an encounter is linked to a condition that it names as its reason or as a diagnosis.
-- known difference: two services of one day are two, where they are two records.
-- known difference: where the two times of a comparison to the instant are not equally precise and fall on the
--     same day, the order is unknown and the criterion is not met, as in CQL.
-- known difference: of a person or a condition, a year or a month in place of a day is enough where the criterion
--     holds for each of its days, as in CQL; other records with such dates are left out.

-- Verified conditions of substance use disorder.
substance_use_disorder as (
    select person, category, start_day, start_instant
    from verified_condition
    where has_code(code, 'Substance Use Disorder')
),

-- Finished encounters of a type that may begin an episode. Emergency and detoxification visits may begin one, and are
-- no treatment.
qualifying_encounter as (
    select
        contributor,
        encounter,
        person,
        start_day,
        start_instant,
        end_day,
        end_instant,
        case
            when has_code(type, 'Telephone Visits') then 'remote'
            when has_code(type, 'Virtual Encounter') then 'remote'
            when has_code(type, 'Office Visit') then 'visit'
            when has_code(type, 'Initial Hospital Inpatient Visit') then 'visit'
            when has_code(type, 'Discharge Services Hospital Inpatient') then 'visit'
            when has_code(type, 'Discharge Services Hospital Inpatient Same Day Discharge') then 'visit'
            else 'acute'
        end as kind
    from encounter
    where status = 'finished'
        and (
            has_code(type, 'Office Visit')
            or has_code(type, 'Emergency Department Evaluation and Management Visit')
            or has_code(type, 'Detoxification Visit')
            or has_code(type, 'Initial Hospital Inpatient Visit')
            or has_code(type, 'Discharge Services Hospital Inpatient')
            or has_code(type, 'Discharge Services Hospital Inpatient Same Day Discharge')
            or has_code(type, 'Telephone Visits')
            or has_code(type, 'Virtual Encounter')
        )
),

-- Those in the measurement period during which, to the instant, a disorder starts that is an encounter diagnosis, 47
-- days or more before the last day of the period.
encounter_with_new_disorder as (
    select
        visit.person,
        visit.contributor,
        visit.encounter,
        visit.start_day,
        moment(visit.start_instant, visit.start_day) as starts_at
    from qualifying_encounter as visit
    join substance_use_disorder as disorder on disorder.person = visit.person
    where in_period(visit.start_day, visit.end_day)
        and has_code(disorder.category, 'Encounter diagnosis')
        and not_before(
            disorder.start_instant, disorder.start_day, visit.start_instant, visit.start_day
        )
        and not_before(
            visit.end_instant, visit.end_day, disorder.start_instant, disorder.start_day
        )
        and disorder.start_day <= plus_days(period_end(), -47)
),

ranked_encounter as (
    select
        person,
        contributor,
        encounter,
        start_day,
        row_number() over (partition by person order by starts_at, encounter, contributor) as place
    from encounter_with_new_disorder
),

-- The first of them is the index episode.
index_episode as (
    select person, contributor, encounter, start_day as index_day
    from ranked_encounter
    where place = 1
),

-- Encounters that name a substance use disorder as their reason or a diagnosis; of its time nothing is asked.
named_disorder as (
    select contributor, condition, person
    from condition
    where has_code(code, 'Substance Use Disorder')
        and (
            verification_status is null
            or verification_status in ('confirmed', 'unconfirmed', 'provisional', 'differential')
        )
),

linked_encounter as (
    select contributor, encounter, person, start_day, kind
    from qualifying_encounter
    where exists (
            select 1
            from encounter_condition as named
            join named_disorder as disorder
                on disorder.condition = named.condition
                and disorder.contributor = named.contributor
                and disorder.person = named.person
            where named.encounter = qualifying_encounter.encounter
                and named.contributor = qualifying_encounter.contributor
                and named.person = qualifying_encounter.person
        )
),

-- Treatments and psychotherapy that were completed, and medications that were administered as a procedure.
procedure_performed as (
    select contributor, procedure, person, code, start_day
    from procedure
    where stage = 'done' and status = 'completed'
),

psychosocial_procedure as (
    select contributor, procedure, person, start_day
    from procedure_performed
    where has_code(code, 'Substance Use Disorder Treatment')
        or has_code(code, 'Psych Visit Psychotherapy')
),

short_acting_administration as (
    select contributor, procedure, person, start_day
    from procedure_performed
    where has_code(code, 'Substance Use Disorder Short Acting Medication Administration')
),

long_acting_administration as (
    select person, start_day
    from procedure_performed
    where has_code(code, 'Substance Use Disorder Long Acting Medication Administration')
),

-- Orders of a medication for the disorder.
medication_order as (
    select
        contributor,
        medication,
        person,
        code,
        coalesce(start_day, authored_day, validity_day) as start_day
    from medication
    where stage = 'request'
        and status in ('active', 'completed')
        and is_order(intent)
        and not coalesce(do_not_perform, false)
),

short_acting_order as (
    select contributor, medication, person, start_day
    from medication_order
    where has_code(code, 'Substance Use Disorder Short Acting Medication')
),

long_acting_order as (
    select person, start_day
    from medication_order
    where has_code(code, 'Substance Use Disorder Long Acting Medication')
),

-- Treatment that makes an episode an old one: by visit, procedure or medication.
earlier_treatment as (
    select person, start_day from linked_encounter where kind <> 'acute'
    union all
    select person, start_day from psychosocial_procedure
    union all
    select person, start_day from short_acting_administration
    union all
    select person, start_day from long_acting_administration
    union all
    select person, start_day from short_acting_order
    union all
    select person, start_day from long_acting_order
),

-- Persons of 13 years or older on the first day of the period with an index episode and no treatment in the 60 days
-- before its day. Of whom only the year or month of birth is known, the age lies between the least and the most.
initial_population as (
    select
        index_episode.person,
        index_episode.contributor,
        index_episode.encounter,
        index_episode.index_day,
        age_on(
            latest_day(person.birth_day, person.date_precision), person.over_89, period_start()
        ) as least_age,
        age_on(person.birth_day, person.over_89, period_start()) as most_age
    from index_episode
    join person on person.person = index_episode.person
    where age_on(
            latest_day(person.birth_day, person.date_precision), person.over_89, period_start()
        ) >= 13
        and not exists (
            select 1
            from earlier_treatment
            where earlier_treatment.person = index_episode.person
                and earlier_treatment.start_day >= plus_days(index_episode.index_day, -60)
                and earlier_treatment.start_day < index_episode.index_day
        )
),

-- Everybody in the initial population.
denominator as (
    select person, contributor, encounter, index_day, least_age, most_age from initial_population
),

-- Hospice services in the measurement period.
denominator_exclusion as (
    select person from hospice_services
),

-- Psychosocial visits: treatment, psychotherapy, or a visit by telephone or online for the disorder, but not the index
-- encounter itself. With short acting medications, they are the services of which two make an engagement: each a
-- record, counted once.
service as (
    select person, start_day, contributor, 'procedure' as kind, procedure as record
    from psychosocial_procedure
    union all
    select person, start_day, contributor, 'procedure' as kind, procedure as record
    from short_acting_administration
    union all
    select person, start_day, contributor, 'medication' as kind, medication as record
    from short_acting_order
    union all
    select
        visit.person,
        visit.start_day,
        visit.contributor,
        'encounter' as kind,
        visit.encounter as record
    from linked_encounter as visit
    join index_episode on index_episode.person = visit.person
    where visit.kind = 'remote'
        and not (
            visit.encounter = index_episode.encounter
            and visit.contributor = index_episode.contributor
        )
),

long_acting_medication as (
    select person, start_day from long_acting_order
    union all
    select person, start_day from long_acting_administration
),

-- The first day of treatment from the index day to the thirteenth day after it.
treatment as (
    select person, start_day from service
    union all
    select person, start_day from long_acting_medication
),

initiation as (
    select denominator.person, min(treatment.start_day) as initiation_day
    from denominator
    join treatment on treatment.person = denominator.person
    where treatment.start_day between denominator.index_day and plus_days(denominator.index_day, 13)
    group by denominator.person
),

-- Initiation: some treatment in these 14 days.
numerator_1 as (
    select person from initiation
),

-- After the day of initiation and up to 34 days after it: two services of the other kinds, or a long acting medication.
service_after_initiation as (
    select distinct service.person, service.contributor, service.kind, service.record
    from service
    join initiation on initiation.person = service.person
    where service.start_day > initiation.initiation_day
        and service.start_day <= plus_days(initiation.initiation_day, 34)
),

engaged_by_services as (
    select person, count(*) as services from service_after_initiation group by person
),

engagement as (
    select person from engaged_by_services where services >= 2
    union all
    select long_acting_medication.person
    from long_acting_medication
    join initiation on initiation.person = long_acting_medication.person
    where long_acting_medication.start_day > initiation.initiation_day
        and long_acting_medication.start_day <= plus_days(initiation.initiation_day, 34)
),

-- Engagement, which needs an initiation.
numerator_2 as (
    select distinct person from engagement
),

-- Who is excluded is in no numerator.
scored as (
    select
        person.person,
        case
            when denominator.most_age <= 17 then '13-17'
            when denominator.least_age >= 18 and denominator.most_age <= 64 then '18-64'
            when denominator.least_age >= 65 then '65+'
        end as age,
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
        end as initiated,
        case
            when denominator_exclusion.person is not null then 0
            when numerator_2.person is not null then 1
            else 0
        end as engaged
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
    initiated as numerator,
    age
from scored
union all
select
    person,
    '2' as rate,
    counted as initial_population,
    counted as denominator,
    excluded as denominator_exclusion,
    engaged as numerator,
    age
from scored
