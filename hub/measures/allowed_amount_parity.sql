-- identifier: HUB-PARITY      title: Allowed Amount of an Office Visit, Behavioral and Medical, Hub Definition
-- steward: hub definition     version: 1.0.0          period: 2026        reviewed: 2026-11-26
-- goal: V                     direction: none         dates needed: day
-- catalogue: further
-- basis: visit                rates: 2                term: cost
-- rate: 1 | US dollars allowed a visit to a mental health clinician | initial-population, denominator, numerator | counts amounts
-- rate: 2 | US dollars allowed a visit to another clinician | initial-population, denominator, numerator | counts amounts
-- criteria of: any_span
-- criteria of: covered | covered_span
-- criteria of: covered_person
-- criteria of: service
-- value set: Office Visit Compared | hub:office-visit-compared
-- value set: Mental Health Clinician | hub:mental-health-clinician | HUB-SHARED
-- example: A woman covered throughout has 99214 by a psychiatrist, allowed 99.50, and 99214 by an internist, allowed
--     131.20, both in network. She counts 1 in each denominator, 100 in the numerator of rate 1 and 131 in that of rate 2.
-- known difference: a hub definition: not audited, and not comparable with published rates of other stewards.
-- known difference: rate 1 divided by rate 2 is the parity ratio: one code set, in network, whatever the plan's product.
-- known difference: amounts are rounded to whole dollars, line by line; the clinician's specialty is the directory's.

-- Lines of the compared codes in the period, in network, with what was allowed.
compared_line as (
    select distinct
        covered_person.person,
        service.contributor,
        service.claim,
        service.line,
        service.provider,
        whole_dollars(service.allowed_amount) as dollars
    from covered_person
    join service on service.person = covered_person.person
    where has_code(service.procedure, 'Office Visit Compared')
        and service.in_network
        and service.allowed_amount > 0
        and in_period(service.service_day, service.service_day)
),

known_clinician as (
    select
        provider,
        max(case when has_code(taxonomy, 'Mental Health Clinician') then 1 else 0 end) as behavioral
    from provider
    where has_any_code(taxonomy)
    group by provider
),

-- Of clinicians whose specialty is known.
initial_population as (
    select compared_line.person, compared_line.dollars, known_clinician.behavioral
    from compared_line
    join known_clinician on known_clinician.provider = compared_line.provider
),

denominator as (
    select
        person,
        sum(behavioral) as behavioral_visits,
        sum(1 - behavioral) as medical_visits,
        sum(behavioral * dollars) as behavioral_dollars,
        sum((1 - behavioral) * dollars) as medical_dollars
    from initial_population
    group by person
)

select
    person.person,
    '1' as rate,
    coalesce(denominator.behavioral_visits, 0) as initial_population,
    coalesce(denominator.behavioral_visits, 0) as denominator,
    coalesce(denominator.behavioral_dollars, 0) as numerator
from person
left join denominator on denominator.person = person.person
union all
select
    person.person,
    '2' as rate,
    coalesce(denominator.medical_visits, 0) as initial_population,
    coalesce(denominator.medical_visits, 0) as denominator,
    coalesce(denominator.medical_dollars, 0) as numerator
from person
left join denominator on denominator.person = person.person
