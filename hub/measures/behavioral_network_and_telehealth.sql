-- identifier: HUB-NET         title: Behavioral Visits Out of Network and by Telehealth, Hub Definition
-- steward: hub definition     version: 1.0.0          period: 2026        reviewed: 2026-11-26
-- goal: V                     direction: none         dates needed: day
-- catalogue: further
-- basis: visit                rates: 3
-- rate: 1 | Behavioral visits out of network | initial-population, denominator, numerator | counts episodes
-- rate: 2 | Medical visits out of network | initial-population, denominator, numerator | counts episodes
-- rate: 3 | Behavioral visits by telehealth | initial-population, denominator, numerator | counts episodes
-- criteria of: any_span
-- criteria of: covered | covered_span
-- criteria of: covered_person
-- criteria of: service
-- value set: Behavioral Principal Diagnosis | hub:behavioral-principal-diagnosis | HUB-SHARED
-- value set: Behavioral Service | hub:behavioral-service | HUB-SHARED
-- value set: Outpatient Visit | hub:outpatient-visit | HUB-SHARED
-- value set: Telehealth | hub:telehealth | HUB-SHARED
-- example: A woman covered throughout has psychotherapy (90834, F33.1) out of network on 3 March and by video (modifier 95)
--     in network on 10 March, and an office visit (99213, I10) in network on 9 May. She counts 2 in the denominators of
--     rates 1 and 3 and 1 in their numerators, and 1 in the denominator of rate 2.
-- known difference: a hub definition: not audited, and not comparable with published rates of other stewards.
-- known difference: rate 1 divided by rate 2 is the out-of-network ratio of behavioral to medical care; a ratio of two
--     rates of one practice is published only where both are.
-- known difference: a visit of which nobody says whether it was in network counts in rate 3 alone.
-- known difference: claims that were never handed in, because the member paid, are not seen: use out of network is higher.
-- known difference: the principal diagnosis is read from a column of its own alone: a claim that tells its diagnoses, and
--     not which of them is the principal one, has none here.

-- Visits of members on professional claims: one a day, place and network.
visit as (
    select distinct
        covered_person.person,
        service.service_day,
        service.in_network,
        case
            when has_code(service.principal_diagnosis, 'Behavioral Principal Diagnosis') then 1
            when has_code_on(service.procedure, 'Behavioral Service', service.service_day) then 1
            else 0
        end as behavioral,
        case
            when has_code(service.place_of_service, 'Telehealth') then 1
            when has_code(service.modifier, 'Telehealth') then 1
            else 0
        end as telehealth
    from covered_person
    join service on service.person = covered_person.person
    where service.type = 'professional'
        and in_period(service.service_day, service.service_day)
        and (
            has_code_on(service.procedure, 'Outpatient Visit', service.service_day)
            or has_code_on(service.procedure, 'Behavioral Service', service.service_day)
        )
),

initial_population as (
    select person, behavioral, telehealth, in_network from visit
),

-- By rate, the visits of which it can be told.
denominator as (
    select person, '1' as rate, case when in_network then 0 else 1 end as met
    from initial_population
    where behavioral = 1 and in_network is not null
    union all
    select person, '2' as rate, case when in_network then 0 else 1 end as met
    from initial_population
    where behavioral = 0 and in_network is not null
    union all
    select person, '3' as rate, telehealth as met
    from initial_population
    where behavioral = 1
),

numerator as (
    select person, rate, count(*) as visits, sum(met) as met from denominator group by person, rate
),

rate_of_person as (
    select person, '1' as rate from person
    union all
    select person, '2' as rate from person
    union all
    select person, '3' as rate from person
)

select
    rate_of_person.person,
    rate_of_person.rate,
    coalesce(numerator.visits, 0) as initial_population,
    coalesce(numerator.visits, 0) as denominator,
    coalesce(numerator.met, 0) as numerator
from rate_of_person
left join numerator
    on numerator.person = rate_of_person.person and numerator.rate = rate_of_person.rate
