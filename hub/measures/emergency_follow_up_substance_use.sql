-- identifier: HUB-FUA         title: Follow-Up After an Emergency Visit for Substance Use, Hub Definition
-- steward: hub definition     version: 1.1.0          period: 2026        reviewed: 2026-11-27
-- goal: V                     direction: increase     dates needed: day
-- catalogue: further
-- basis: visit                rates: 2
-- rate: 1 | Followed up within 7 days | initial-population, denominator, numerator | counts episodes
-- rate: 2 | Followed up within 30 days | initial-population, denominator, numerator | counts episodes
-- criteria of: behavioral_span
-- criteria of: covered
-- criteria of: service
-- criteria of: emergency_service
-- criteria of: stay
-- criteria of: emergency_visit
-- value set: Substance Use or Overdose | hub:substance-use-or-overdose | HUB-SHARED
-- value set: Substance Use | hub:substance-use | HUB-SHARED
-- value set: Substance Use Service | hub:substance-use-service | HUB-SHARED
-- value set: Opioid Use Disorder Medication | hub:opioid-use-disorder-medication | HUB-SHARED
-- value set: Behavioral Service | hub:behavioral-service | HUB-SHARED
-- value set: Outpatient Visit | hub:outpatient-visit | HUB-SHARED
-- value set: Community Mental Health Center | hub:community-mental-health-center | HUB-SHARED
-- example: A man of 40, covered throughout, has an emergency visit for F10.129 that the hospital bills from 2 to 3 March
--     2026, and a screening and brief intervention (99408) for F10.20 on 10 March, the seventh day after its end. He
--     counts 1 in the denominator and the numerator of each rate.
-- known difference: a hub definition: not audited, and not comparable with published rates of other stewards.
-- known difference: a service counts as follow-up where substance use is any diagnosis of its claim, whoever gave it; so
--     does each administration or fill of a medication for opioid use disorder, and a service on the day of the visit.
-- known difference: visits that follow one another within 31 days are one: the first of those that are left once visits
--     with an admission within 30 days are taken out.
-- known difference: a visit is on the day on which it ended: the last day of its emergency services or, where a hospital
--     bills the visit, of its bill. Services whose days overlap are one visit, and the principal diagnosis of any decides.
-- known difference: hospice is not excluded; the codes are the hub's own short lists. Fills are seen only where the
--     drug's code is in them: NDC lists are imported.
-- known difference: claims for substance use may be withheld before they reach the hub, and then are not counted.
-- known difference: the principal diagnosis is read from a column of its own alone: a claim that tells its diagnoses, and
--     not which of them is the principal one, has none here.

-- Emergency visits with substance use or overdose as a principal diagnosis, each dated by the day on which it ended, early
-- enough for 30 days to pass in the period.
visit_for_substance_use as (
    select distinct
        emergency_visit.person,
        emergency_visit.first_day,
        emergency_visit.last_day as visit_day
    from emergency_visit
    join emergency_visit_service as found
        on found.person = emergency_visit.person and found.visit = emergency_visit.visit
    where has_code(found.principal_diagnosis, 'Substance Use or Overdose')
        and emergency_visit.last_day >= period_start()
        and emergency_visit.last_day <= plus_days(period_end(), -30)
),

-- Of persons aged 13 or more, covered for behavioral benefits from the end of the visit through the thirtieth day after
-- it, who were not admitted during the visit or in that time.
eligible_visit as (
    select ended.person, ended.visit_day
    from visit_for_substance_use as ended
    join person on person.person = ended.person
    join covered on covered.person = ended.person
    where age_on(
            latest_day(person.birth_day, person.date_precision), person.over_89, ended.visit_day
        ) >= 13
        and covered.first_day <= ended.visit_day
        and covered.last_day >= plus_days(ended.visit_day, 30)
        and not exists (
            select 1
            from stay
            where stay.person = ended.person
                and stay.admitted_day between ended.first_day and plus_days(ended.visit_day, 30)
        )
),

-- The first of them, and each later one that is 31 days or more after the last that counts.
first_visit as (
    select person, first_per_days(day_list(visit_day), 31) as first_days
    from eligible_visit
    group by person
),

initial_population as (
    select eligible_visit.person, eligible_visit.visit_day
    from eligible_visit
    join first_visit on first_visit.person = eligible_visit.person
    where is_among(eligible_visit.visit_day, first_visit.first_days)
),

-- Every visit of the initial population.
denominator as (
    select person, visit_day from initial_population
),

-- Outpatient, telehealth, behavioral and substance use services with a diagnosis of substance use, and medications for
-- opioid use disorder.
follow_up_service as (
    select distinct person, service_day
    from service
    where has_code(procedure, 'Opioid Use Disorder Medication')
        or has_code(drug, 'Opioid Use Disorder Medication')
        or (
            has_code(diagnosis, 'Substance Use')
            and (
                has_code_on(procedure, 'Outpatient Visit', service_day)
                or has_code_on(procedure, 'Behavioral Service', service_day)
                or has_code(procedure, 'Substance Use Service')
                or has_code_on(revenue, 'Behavioral Service', service_day)
                or has_code(place_of_service, 'Community Mental Health Center')
            )
        )
),

-- The days from a visit to the first follow-up, at most 30.
numerator as (
    select
        denominator.person,
        denominator.visit_day,
        min(days_between(denominator.visit_day, follow_up_service.service_day)) as days
    from denominator
    join follow_up_service on follow_up_service.person = denominator.person
    where follow_up_service.service_day
            between denominator.visit_day and plus_days(denominator.visit_day, 30)
    group by denominator.person, denominator.visit_day
),

counted as (
    select
        denominator.person,
        count(*) as visits,
        sum(case when numerator.days <= 7 then 1 else 0 end) as within_7,
        sum(case when numerator.days is not null then 1 else 0 end) as within_30
    from denominator
    left join numerator
        on numerator.person = denominator.person and numerator.visit_day = denominator.visit_day
    group by denominator.person
)

select
    person.person,
    '1' as rate,
    coalesce(counted.visits, 0) as initial_population,
    coalesce(counted.visits, 0) as denominator,
    coalesce(counted.within_7, 0) as numerator
from person
left join counted on counted.person = person.person
union all
select
    person.person,
    '2' as rate,
    coalesce(counted.visits, 0) as initial_population,
    coalesce(counted.visits, 0) as denominator,
    coalesce(counted.within_30, 0) as numerator
from person
left join counted on counted.person = person.person
