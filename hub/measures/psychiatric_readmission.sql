-- identifier: HUB-READM       title: Readmission Within 30 Days of a Behavioral Hospital Stay, Hub Definition
-- steward: hub definition     version: 1.0.0          period: 2026        reviewed: 2026-11-26
-- goal: IV                    direction: decrease     dates needed: day
-- catalogue: further
-- basis: stay                 rates: 1
-- rate: 1 | Admitted again within 30 days | initial-population, denominator, numerator | counts episodes
-- criteria of: any_span
-- criteria of: covered
-- criteria of: service
-- criteria of: stay
-- value set: Behavioral Principal Diagnosis | hub:behavioral-principal-diagnosis | HUB-SHARED
-- example: A man covered throughout is in hospital for F25.0 from 1 to 5 March 2026, and for pneumonia (J18.9) from 20 to
--     24 March. He counts 1 in the denominator and 1 in the numerator; the second stay is no stay of the denominator.
-- known difference: a hub definition: not audited, and not comparable with published rates of other stewards.
-- known difference: an admission for whatever cause counts, planned ones too; an admission on the day of discharge is a
--     transfer and part of the stay.
-- known difference: the principal diagnosis is read from a column of its own alone: a claim that tells its diagnoses, and
--     not which of them is the principal one, has none here.

-- Stays with a behavioral principal diagnosis that end early enough for 30 days to pass in the period.
behavioral_stay as (
    select distinct stay.person, stay.stay, stay.discharged_day
    from stay
    join stay_claim on stay_claim.person = stay.person and stay_claim.stay = stay.stay
    where has_code(stay_claim.principal_diagnosis, 'Behavioral Principal Diagnosis')
        and stay.discharged_day >= period_start()
        and stay.discharged_day <= plus_days(period_end(), -30)
),

-- Covered from discharge through the thirtieth day after it.
initial_population as (
    select behavioral_stay.person, behavioral_stay.discharged_day
    from behavioral_stay
    join covered on covered.person = behavioral_stay.person
    where covered.first_day <= behavioral_stay.discharged_day
        and covered.last_day >= plus_days(behavioral_stay.discharged_day, 30)
),

-- Every stay of the initial population.
denominator as (
    select person, discharged_day from initial_population
),

-- Admitted again from the day after discharge to the thirtieth.
numerator as (
    select denominator.person, denominator.discharged_day
    from denominator
    where exists (
        select 1
        from stay
        where stay.person = denominator.person
            and stay.admitted_day > denominator.discharged_day
            and stay.admitted_day <= plus_days(denominator.discharged_day, 30)
    )
),

counted as (
    select
        denominator.person,
        count(*) as stays,
        sum(case when numerator.person is not null then 1 else 0 end) as readmitted
    from denominator
    left join numerator
        on numerator.person = denominator.person
        and numerator.discharged_day = denominator.discharged_day
    group by denominator.person
)

select
    person.person,
    '1' as rate,
    coalesce(counted.stays, 0) as initial_population,
    coalesce(counted.stays, 0) as denominator,
    coalesce(counted.readmitted, 0) as numerator
from person
left join counted on counted.person = person.person
