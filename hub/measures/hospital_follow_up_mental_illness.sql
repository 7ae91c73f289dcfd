-- identifier: HUB-FUH         title: Follow-Up After a Hospital Stay for Mental Illness, Hub Definition
-- steward: hub definition     version: 1.0.0          period: 2026        reviewed: 2026-11-26
-- goal: V                     direction: increase     dates needed: day
-- catalogue: further
-- basis: stay                 rates: 2
-- rate: 1 | Followed up within 7 days | initial-population, denominator, numerator | counts episodes
-- rate: 2 | Followed up within 30 days | initial-population, denominator, numerator | counts episodes
-- criteria of: behavioral_span
-- criteria of: covered
-- criteria of: service
-- criteria of: stay
-- value set: Mental Illness or Self-Harm | hub:mental-illness-or-self-harm | HUB-SHARED
-- value set: Behavioral Service | hub:behavioral-service | HUB-SHARED
-- value set: Outpatient Visit | hub:outpatient-visit | HUB-SHARED
-- value set: Transitional Care | hub:transitional-care | HUB-SHARED
-- value set: Mental Health Clinician | hub:mental-health-clinician | HUB-SHARED
-- example: A woman of 30, covered throughout, is in hospital for F33.2 from 1 to 5 March 2026. Psychotherapy (90834) on 5
--     March does not count, on the day of discharge; on 12 March it counts in both rates, on 13 March in rate 2 alone.
-- known difference: a hub definition: not audited, and not comparable with published rates of other stewards.
-- known difference: a stay that is followed by another within 30 days does not count; the last of such a chain does, where
--     it is for mental illness. The principal diagnosis of any claim of the stay decides.
-- known difference: follow-up is a behavioral service by anybody, or an outpatient visit by a clinician whose specialty
--     in the directory is mental health. Transitional care counts for the 30 days alone.
-- known difference: intellectual disabilities (F70-F79) are not mental illness here.
-- known difference: hospice and deaths are not excluded; who dies is no longer covered.
-- known difference: the principal diagnosis is read from a column of its own alone: a claim that tells its diagnoses, and
--     not which of them is the principal one, has none here.

-- Stays with mental illness as a principal diagnosis that end early enough for 30 days to pass in the period.
mental_illness_stay as (
    select distinct stay.person, stay.stay, stay.discharged_day
    from stay
    join stay_claim on stay_claim.person = stay.person and stay_claim.stay = stay.stay
    where has_code(stay_claim.principal_diagnosis, 'Mental Illness or Self-Harm')
        and stay.discharged_day >= period_start()
        and stay.discharged_day <= plus_days(period_end(), -30)
),

-- Of persons aged 6 or more on discharge, covered for behavioral benefits from then on through the thirtieth day, and not
-- admitted again in that time.
initial_population as (
    select mental_illness_stay.person, mental_illness_stay.discharged_day
    from mental_illness_stay
    join person on person.person = mental_illness_stay.person
    join covered on covered.person = mental_illness_stay.person
    where age_on(
            latest_day(person.birth_day, person.date_precision),
            person.over_89,
            mental_illness_stay.discharged_day
        ) >= 6
        and covered.first_day <= mental_illness_stay.discharged_day
        and covered.last_day >= plus_days(mental_illness_stay.discharged_day, 30)
        and not exists (
            select 1
            from stay as later
            where later.person = mental_illness_stay.person
                and later.admitted_day > mental_illness_stay.discharged_day
                and later.admitted_day <= plus_days(mental_illness_stay.discharged_day, 30)
        )
),

-- Every stay of the initial population.
denominator as (
    select person, discharged_day from initial_population
),

mental_health_clinician as (
    select distinct provider from provider where has_code(taxonomy, 'Mental Health Clinician')
),

-- Behavioral services, outpatient visits to a mental health clinician, and transitional care, which is not seen in
-- 7 days.
follow_up_service as (
    select
        service.person,
        service.service_day,
        case
            when has_code_on(service.procedure, 'Behavioral Service', service.service_day) then 1
            when has_code_on(service.revenue, 'Behavioral Service', service.service_day) then 1
            when has_code_on(service.procedure, 'Outpatient Visit', service.service_day)
                and mental_health_clinician.provider is not null
                then 1
            else 0
        end as by_clinician
    from service
    left join mental_health_clinician on mental_health_clinician.provider = service.provider
    where has_code_on(service.procedure, 'Behavioral Service', service.service_day)
        or has_code_on(service.revenue, 'Behavioral Service', service.service_day)
        or has_code(service.procedure, 'Transitional Care')
        or (
            has_code_on(service.procedure, 'Outpatient Visit', service.service_day)
            and mental_health_clinician.provider is not null
        )
),

-- The days from discharge to the first follow-up, from the day after on.
numerator as (
    select
        denominator.person,
        denominator.discharged_day,
        min(days_between(denominator.discharged_day, follow_up_service.service_day)) as days,
        min(
            case
                when follow_up_service.by_clinician = 1
                    then days_between(denominator.discharged_day, follow_up_service.service_day)
            end
        ) as days_to_clinician
    from denominator
    join follow_up_service on follow_up_service.person = denominator.person
    where follow_up_service.service_day > denominator.discharged_day
        and follow_up_service.service_day <= plus_days(denominator.discharged_day, 30)
    group by denominator.person, denominator.discharged_day
),

counted as (
    select
        denominator.person,
        count(*) as stays,
        sum(case when numerator.days_to_clinician <= 7 then 1 else 0 end) as within_7,
        sum(case when numerator.days is not null then 1 else 0 end) as within_30
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
    coalesce(counted.within_7, 0) as numerator
from person
left join counted on counted.person = person.person
union all
select
    person.person,
    '2' as rate,
    coalesce(counted.stays, 0) as initial_population,
    coalesce(counted.stays, 0) as denominator,
    coalesce(counted.within_30, 0) as numerator
from person
left join counted on counted.person = person.person
