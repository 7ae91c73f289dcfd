-- identifier: HUB-OUTSIDE     title: Behavioral Care Outside of Community Mental Health Centers, Hub Definition
-- steward: hub definition     version: 1.0.0          period: 2026        reviewed: 2026-11-26
-- goal: V                     direction: none         dates needed: day
-- catalogue: further
-- basis: patient              rates: 1
-- rate: 1 | Persons with behavioral care outside of community mental health centers | initial-population, denominator, numerator
-- criteria of: any_span
-- criteria of: covered | covered_span
-- criteria of: covered_person
-- criteria of: service
-- value set: Behavioral Principal Diagnosis | hub:behavioral-principal-diagnosis | HUB-SHARED
-- value set: Behavioral Service | hub:behavioral-service | HUB-SHARED
-- value set: Outpatient Visit | hub:outpatient-visit | HUB-SHARED
-- value set: Community Mental Health Center | hub:community-mental-health-center | HUB-SHARED
-- example: A man covered throughout has psychotherapy (90834, F33.1) at a community mental health center on 3 March and an
--     office visit (99213, F33.1) at his primary care practice on 9 May. He counts 1 in the denominator and the numerator;
--     without the office visit he would not be in the numerator.
-- known difference: a hub definition: not audited, and not comparable with published rates of other stewards.
-- known difference: a center is told by the place of service 53, or by the region's directory.
-- known difference: the principal diagnosis is read from a column of its own alone: a claim that tells its diagnoses, and
--     not which of them is the principal one, has none here.

-- Paid behavioral care: a behavioral service, or an outpatient visit with a behavioral principal diagnosis.
behavioral_care as (
    select person, practice, place_of_service
    from service
    where in_period(service_day, service_day)
        and (
            has_code_on(procedure, 'Behavioral Service', service_day)
            or (
                has_code_on(procedure, 'Outpatient Visit', service_day)
                and has_code(principal_diagnosis, 'Behavioral Principal Diagnosis')
            )
        )
),

-- Members with such care.
initial_population as (
    select distinct covered_person.person
    from covered_person
    join behavioral_care on behavioral_care.person = covered_person.person
),

-- Everybody in the initial population.
denominator as (
    select person from initial_population
),

community_mental_health_center as (
    select distinct practice from practice where community_mental_health_center
),

-- With care that was neither at the place of a center nor by one.
numerator as (
    select distinct denominator.person
    from denominator
    join behavioral_care on behavioral_care.person = denominator.person
    left join community_mental_health_center
        on community_mental_health_center.practice = behavioral_care.practice
    where not has_code(behavioral_care.place_of_service, 'Community Mental Health Center')
        and community_mental_health_center.practice is null
)

select
    person.person,
    '1' as rate,
    case when denominator.person is not null then 1 else 0 end as initial_population,
    case when denominator.person is not null then 1 else 0 end as denominator,
    case when numerator.person is not null then 1 else 0 end as numerator
from person
left join denominator on denominator.person = person.person
left join numerator on numerator.person = person.person
