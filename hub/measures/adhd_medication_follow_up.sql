-- identifier: CMS136          title: Follow-Up Care for Children Prescribed ADHD Medication (ADD)
-- steward: CMS                version: 1.0.000        period: 2026        reviewed: 2026-11-26
-- goal: I                     direction: increase     dates needed: day
-- catalogue: further
-- basis: patient              rates: 2
-- rate: 1 | Initiation phase: a follow-up visit within 30 days | initial-population, denominator, denominator-exclusion, numerator
-- rate: 2 | Continuation phase: two more visits within nine months | initial-population, denominator, denominator-exclusion, numerator
-- criteria of: hospice
-- value set: Atomoxetine | 2.16.840.1.113883.3.464.1003.1170
-- value set: Clonidine | 2.16.840.1.113883.3.464.1003.1171
-- value set: Dexmethylphenidate | 2.16.840.1.113883.3.464.1003.1172
-- value set: Dextroamphetamine | 2.16.840.1.113883.3.464.1003.1173
-- value set: Guanfacine Medications | 2.16.840.1.113883.3.464.1003.196.11.1252
-- value set: Lisdexamfetamine | 2.16.840.1.113883.3.464.1003.1174
-- value set: Methylphenidate | 2.16.840.1.113883.3.464.1003.1176
-- value set: Viloxazine | 2.16.840.1.113883.3.464.1003.1260
-- value set: Office Visit | 2.16.840.1.113883.3.464.1003.101.12.1001
-- value set: Outpatient Consultation | 2.16.840.1.113883.3.464.1003.101.12.1008
-- value set: Home Healthcare Services | 2.16.840.1.113883.3.464.1003.101.12.1016
-- value set: Preventive Care Services, Initial Office Visit, 0 to 17 | 2.16.840.1.113883.3.464.1003.101.12.1022
-- value set: Preventive Care, Established Office Visit, 0 to 17 | 2.16.840.1.113883.3.464.1003.101.12.1024
-- value set: Preventive Care Services Individual Counseling | 2.16.840.1.113883.3.464.1003.101.12.1026
-- value set: Preventive Care Services Group Counseling | 2.16.840.1.113883.3.464.1003.101.12.1027
-- value set: Behavioral Health Follow up Visit | 2.16.840.1.113883.3.464.1003.101.12.1054
-- value set: Psychotherapy and Pharmacologic Management | 2.16.840.1.113883.3.464.1003.101.12.1055
-- value set: Psych Visit Diagnostic Evaluation | 2.16.840.1.113883.3.526.3.1492
-- value set: Psych Visit Psychotherapy | 2.16.840.1.113883.3.526.3.1496
-- value set: Telephone Visits | 2.16.840.1.113883.3.464.1003.101.12.1080
-- value set: Virtual Encounter | 2.16.840.1.113883.3.464.1003.101.12.1089
-- value set: Mental Behavioral and Neurodevelopmental Disorders | 2.16.840.1.113883.3.464.1003.105.12.1203
-- value set: Ambulatory | 2.16.840.1.113883.3.464.1003.122.12.1003
-- value set: Narcolepsy | 2.16.840.1.113883.3.464.1003.114.12.1011
-- code: Methamphetamine hydrochloride 5 MG Oral Tablet = http://www.nlm.nih.gov/research/umls/rxnorm|977860
-- example: A boy of 8 sees his doctor on 1 September 2025 and is prescribed methylphenidate for 30 days with nine refills,
--     his first medication for ADHD: the index. A visit on 20 September is within 30 days: he counts in the numerator
--     of rate 1. The medication covers 300 of the 301 days from the index on, so he counts in the denominator of rate
--     2 as well. With visits on 10 November and on 2 March 2026 he is in its numerator; with two visits on 10 November
--     he would not be.
-- known difference: the principal diagnosis of an inpatient stay is that of a claim one of whose lines names the stay
--     and points at it, or at no diagnosis (in CQL one that points at none counts for nothing: institutional claims
--     have no pointers) or, as in the versions before 2026, the one of rank 1 that the stay names.
-- known difference: a line of a claim that names several encounters is taken for the first of them; in CQL for each.
-- known difference: fills of one drug are laid end to end from the index on; of one that began before it, the days that
--     were left on the index.
-- known difference: of a person or a condition, a year or a month in place of a day is enough where the criterion
--     holds for each of its days, as in CQL; other records with such dates are left out.
-- known difference: a condition without an onset counts as begun before every day, as in CQL.

-- Orders of a medication, by drug for ADHD, each with the period that it supplies: from the dosage bounds, else the day
-- of the order, else the start of its validity, for as long as the supply of all its fills, else to the end of the
-- bounds.
medication_order as (
    select
        contributor,
        medication,
        person,
        status,
        -- Of a longer word than twelve letters DuckDB holds no more than a pointer in a row.
        case
            when has_code(code, 'Atomoxetine') then 'atomoxetine'
            when has_code(code, 'Clonidine') then 'clonidine'
            when has_code(code, 'Dexmethylphenidate') then 'dexmethylph'
            when has_code(code, 'Dextroamphetamine') then 'dexamph'
            when has_code(code, 'Guanfacine Medications') then 'guanfacine'
            when has_code(code, 'Lisdexamfetamine') then 'lisdexamph'
            when has_code(code, 'Methylphenidate') then 'methylphen'
            when has_code(code, 'Viloxazine') then 'viloxazine'
            when has_code(code, 'Methamphetamine hydrochloride 5 MG Oral Tablet') then 'methamph'
        end as drug,
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
        and status in ('active', 'completed')
        and is_order(intent)
        and not coalesce(do_not_perform, false)
),

-- Orders of a medication for ADHD; one that does not say for how long it supplies has no period.
adhd_medication as (
    select
        contributor,
        medication,
        person,
        status,
        drug,
        first_day,
        last_day
    from medication_order
    where drug is not null and last_day is not null
),

-- The first day in the intake period, from the first of March before the measurement period to the last day of February
-- in it, on which such an order begins, while no active one reaches into the 120 days before it. The initiation phase
-- ends 30 days after it, the continuation phase 300.
index_prescription_start_date as (
    select candidate.person, min(candidate.first_day) as index_day
    from adhd_medication as candidate
    where candidate.first_day between plus_months(period_start(), -10) and plus_days(plus_months(period_start(), 2), -1)
        and not exists (
            select 1
            from adhd_medication as earlier
            where earlier.person = candidate.person
                and earlier.status = 'active'
                and earlier.first_day < candidate.first_day
                and earlier.last_day >= plus_days(candidate.first_day, -120)
        )
    group by candidate.person
),

-- Finished encounters that start on a day: outpatient, preventive and home visits; those and others that count as
-- follow-up, psychotherapy with pharmacologic management at an ambulatory place only; and virtual ones.
encounter_by_kind as (
    select
        contributor,
        encounter,
        person,
        start_day,
        case
            when has_code(type, 'Office Visit') then 'outpatient'
            when has_code(type, 'Outpatient Consultation') then 'outpatient'
            when has_code(type, 'Home Healthcare Services') then 'outpatient'
            when has_code(type, 'Preventive Care Services, Initial Office Visit, 0 to 17') then 'outpatient'
            when has_code(type, 'Preventive Care, Established Office Visit, 0 to 17') then 'outpatient'
            when has_code(type, 'Preventive Care Services Individual Counseling') then 'follow-up'
            when has_code(type, 'Preventive Care Services Group Counseling') then 'follow-up'
            when has_code(type, 'Behavioral Health Follow up Visit') then 'follow-up'
            when has_code(type, 'Psych Visit Diagnostic Evaluation') then 'follow-up'
            when has_code(type, 'Psych Visit Psychotherapy') then 'follow-up'
            when has_code(type, 'Telephone Visits') then 'follow-up'
            when has_code(type, 'Psychotherapy and Pharmacologic Management') and has_code(place, 'Ambulatory')
                then 'follow-up'
            when has_code(type, 'Virtual Encounter') then 'virtual'
        end as kind
    from encounter
    where status = 'finished'
),

-- Inpatient stays with a principal diagnosis of a mental, behavioral or neurodevelopmental disorder.
inpatient_stay as (
    select contributor, encounter, person, start_day
    from encounter
    where status = 'finished' and has_code(type, 'Encounter Inpatient')
),

mental_health_claim as (
    select contributor, claim, person
    from claim
    where status <> 'reversed'
        and has_code(principal_diagnosis, 'Mental Behavioral and Neurodevelopmental Disorders')
),

mental_health_condition as (
    select contributor, condition, person
    from condition
    where has_code(code, 'Mental Behavioral and Neurodevelopmental Disorders')
),

mental_health_stay as (
    select inpatient_stay.person, inpatient_stay.start_day
    from inpatient_stay
    join claim_line
        on claim_line.person = inpatient_stay.person
        and claim_line.contributor = inpatient_stay.contributor
        and claim_line.encounter = inpatient_stay.encounter
        -- The principal diagnosis is the one of rank 1; a line that points at none is about all of them.
        and coalesce(points_at(claim_line.diagnosis_pointer, 1), true)
    join mental_health_claim
        on mental_health_claim.person = claim_line.person
        and mental_health_claim.contributor = claim_line.contributor
        and mental_health_claim.claim = claim_line.claim
    union all
    select inpatient_stay.person, inpatient_stay.start_day
    from inpatient_stay
    join encounter_condition as named
        on named.person = inpatient_stay.person
        and named.contributor = inpatient_stay.contributor
        and named.encounter = inpatient_stay.encounter
    join mental_health_condition
        on mental_health_condition.person = named.person
        and mental_health_condition.contributor = named.contributor
        and mental_health_condition.condition = named.condition
    where named.role = 'diagnosis' and named.rank = 1
),

-- Visits from six months before the index day to the three hundredth day after it, in one pass: whether there is an
-- outpatient, preventive or home visit up to it; a follow-up visit, not a virtual one, from the first to the thirtieth
-- day after it; from the thirty-first day on the first day with a visit, virtual or not, and whether one is not virtual;
-- and the last day with a visit.
visits_around_index as (
    select
        initiation.person,
        initiation.index_day,
        max(
            case when visit.kind = 'outpatient' and visit.start_day <= initiation.index_day then 1 else 0 end
        ) as known_before,
        max(
            case
                when visit.kind <> 'virtual'
                    and visit.start_day > initiation.index_day
                    and visit.start_day <= plus_days(initiation.index_day, 30)
                    then 1
                else 0
            end
        ) as followed_up,
        min(
            case when visit.start_day > plus_days(initiation.index_day, 30) then visit.start_day end
        ) as first_continued,
        max(visit.start_day) as last_visit,
        max(
            case
                when visit.kind <> 'virtual' and visit.start_day > plus_days(initiation.index_day, 30) then 1
                else 0
            end
        ) as continued_in_person
    from index_prescription_start_date as initiation
    join encounter_by_kind as visit on visit.person = initiation.person
    where visit.kind is not null
        and visit.start_day >= plus_months(initiation.index_day, -6)
        and visit.start_day <= plus_days(initiation.index_day, 300)
    group by initiation.person, initiation.index_day
),

-- Children who are at least 6 years old at the start of the intake period and at most 12 at its end, with an index day
-- and an outpatient, preventive or home visit in the six months up to it.
child_with_index as (
    select
        visits.person,
        visits.index_day,
        visits.followed_up,
        -- Two visits on different days of the continuation phase, of which one may be virtual.
        case
            when visits.first_continued < visits.last_visit then visits.followed_up * visits.continued_in_person
            else 0
        end as kept_up
    from visits_around_index as visits
    join person on person.person = visits.person
    where visits.known_before = 1
        and age_on(
            latest_day(person.birth_day, person.date_precision), person.over_89, plus_months(period_start(), -10)
        ) >= 6
        and age_on(person.birth_day, person.over_89, plus_days(plus_months(period_start(), 2), -1)) <= 12
),

-- Of these, those without such a stay in the 30 days after the index day.
initial_population_1 as (
    select child_with_index.person, child_with_index.followed_up
    from child_with_index
    where not exists (
            select 1
            from mental_health_stay as stay
            where stay.person = child_with_index.person
                and stay.start_day > child_with_index.index_day
                and stay.start_day <= plus_days(child_with_index.index_day, 30)
        )
),

-- Orders that supply on the index day or after it, each counted once, from the index day on.
fill as (
    select distinct
        child_with_index.person,
        adhd_medication.contributor,
        adhd_medication.medication,
        adhd_medication.drug,
        days_between(
            child_with_index.index_day,
            greatest(adhd_medication.first_day, child_with_index.index_day)
        ) as start_offset,
        days_between(
            greatest(adhd_medication.first_day, child_with_index.index_day),
            adhd_medication.last_day
        ) + 1 as days
    from child_with_index
    join adhd_medication on adhd_medication.person = child_with_index.person
    where adhd_medication.last_day >= greatest(adhd_medication.first_day, child_with_index.index_day)
),

-- A fill that begins while an earlier one of the same drug still supplies is rolled out to begin when that one ends.
ordered_fill as (
    select
        person,
        drug,
        start_offset,
        days,
        coalesce(
            sum(days) over (
                partition by person, drug
                order by start_offset
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as days_before
    from fill
),

rolled_out_fill as (
    select
        person,
        days,
        days_before
        + max(start_offset - days_before) over (
            partition by person, drug
            order by start_offset
            range between unbounded preceding and current row
        ) as start_offset
    from ordered_fill
),

-- Days that a fill covers beyond those of earlier ones, of whatever drug: overlapping periods are not counted twice.
ordered_period as (
    select
        person,
        start_offset,
        start_offset + days - 1 as end_offset,
        max(start_offset + days - 1) over (
            partition by person
            order by start_offset
            rows between unbounded preceding and 1 preceding
        ) as covered_through
    from rolled_out_fill
),

-- Covered days from the index day to 300 days after it.
cumulative_duration as (
    select
        person,
        sum(
            greatest(
                least(end_offset, 300)
                - case when covered_through >= start_offset then covered_through + 1 else start_offset end
                + 1,
                0
            )
        ) as covered_days
    from ordered_period
    group by person
),

-- Of the same children, those whose medication covers at least 210 of these days, without such a stay in the 300 days
-- after the index day.
initial_population_2 as (
    select child_with_index.person, child_with_index.kept_up
    from child_with_index
    join cumulative_duration on cumulative_duration.person = child_with_index.person
    where cumulative_duration.covered_days >= 210
        and not exists (
            select 1
            from mental_health_stay as stay
            where stay.person = child_with_index.person
                and stay.start_day > child_with_index.index_day
                and stay.start_day <= plus_days(child_with_index.index_day, 300)
        )
),

-- Verified narcolepsy that starts on or before the last day of the measurement period, or hospice services in it.
excluded as (
    select person
    from verified_condition
    where has_code(code, 'Narcolepsy') and (start_day is null or start_day <= period_end())
    union all
    select person from hospice_services
),

denominator_exclusion as (
    select distinct person from excluded
),

-- Who is excluded is in no numerator.
scored as (
    select
        person.person,
        case when initial_population_1.person is not null then 1 else 0 end as initiating,
        case when initial_population_2.person is not null then 1 else 0 end as continuing,
        case when denominator_exclusion.person is not null then 1 else 0 end as excluded,
        case
            when denominator_exclusion.person is not null then 0
            else coalesce(initial_population_1.followed_up, 0)
        end as followed_up,
        case
            when denominator_exclusion.person is not null then 0
            else coalesce(initial_population_2.kept_up, 0)
        end as kept_up
    from person
    left join initial_population_1 on initial_population_1.person = person.person
    left join initial_population_2 on initial_population_2.person = person.person
    left join denominator_exclusion on denominator_exclusion.person = person.person
)

select
    person,
    '1' as rate,
    initiating as initial_population,
    initiating as denominator,
    initiating * excluded as denominator_exclusion,
    initiating * followed_up as numerator
from scored
union all
select
    person,
    '2' as rate,
    continuing as initial_population,
    continuing as denominator,
    continuing * excluded as denominator_exclusion,
    continuing * kept_up as numerator
from scored
