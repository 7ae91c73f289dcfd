-- identifier: HUB-BHED        title: Emergency Visits with a Behavioral Principal Diagnosis
-- steward: hub definition     version: 1.0.0          period: 2026        reviewed: 2026-11-22
-- goal: IV                    direction: decrease     dates needed: day
-- basis: visit                rates: 2
-- rate: 1 | Visits per 1,000 members | initial-population, denominator, numerator | per 1000
-- rate: 2 | Visits per 1,000 member months | initial-population, denominator, numerator | per 1000
-- value set: Emergency Visit | hub:emergency-visit
-- value set: Behavioral Principal Diagnosis | hub:behavioral-principal-diagnosis
-- example: A man covered from 1 January to 20 June 2026 has two emergency claims of 3 March, of the hospital and of
--     the physician, both for F32.9, one of 9 May for F10.129, and one of 1 August. He counts 1 in the denominator of
--     rate 1, 6 in that of rate 2 (he was covered on the 15th of six months), and 2 in each numerator: one visit a day,
--     while covered.
-- known difference: two visits of one person on one day are one.
-- known difference: a visit that ends in an admission is counted where the emergency service is billed.
-- known difference: the diagnoses are ICD-10-CM F10-F16, F18-F99, intentional self-harm and suicidal ideation; a
--     steward's own exceptions are not applied.

-- Spans of coverage, cut to the period; a day that is not given does not cut.
with covered_span as (
    select
        person,
        greatest(start_day, period_start()) as first_day,
        least(end_day, period_end()) as last_day
    from coverage
    where (start_day is null or start_day <= period_end())
        and (end_day is null or end_day >= period_start())
),

-- Spans that overlap are one, whoever the payer.
span_in_order as (
    select
        person,
        first_day,
        last_day,
        max(last_day) over (
            partition by person order by first_day
            rows between unbounded preceding and 1 preceding
        ) as covered_before
    from covered_span
),

span_numbered as (
    select
        person,
        first_day,
        last_day,
        sum(case when first_day <= covered_before then 0 else 1 end) over (
            partition by person order by first_day
            rows between unbounded preceding and current row
        ) as number
    from span_in_order
),

covered as (
    select person, min(first_day) as first_day, max(last_day) as last_day
    from span_numbered
    group by person, number
),

-- Members, and the months on whose fifteenth day they were covered.
initial_population as (
    select person, sum(member_months(first_day, last_day)) as months
    from covered
    group by person
),

-- Everybody in the initial population.
denominator as (
    select person, months from initial_population
),

-- A claim is in force when it was paid, and neither taken back, nor voided, nor replaced.
claim_replaced as (
    select distinct contributor, replaces as claim
    from claim
    where replaces <> claim and status <> 'pending'
),

claim_taken_back as (
    select distinct contributor, claim
    from claim
    where status = 'reversed' or frequency = 'void'
),

claim_in_force as (
    select claim.contributor, claim.person, claim.claim, claim.start_day, claim.principal_diagnosis
    from claim
    left join claim_replaced
        on claim_replaced.contributor = claim.contributor and claim_replaced.claim = claim.claim
    left join claim_taken_back
        on claim_taken_back.contributor = claim.contributor and claim_taken_back.claim = claim.claim
    where claim.status = 'paid'
        and claim_replaced.claim is null
        and claim_taken_back.claim is null
),

-- Paid emergency services: by the service, the revenue code or the place.
emergency_claim as (
    select distinct line.contributor, line.person, line.claim, line.start_day
    from claim_line as line
    where (line.status is null or line.status = 'paid')
        and (
            has_code(line.procedure, 'Emergency Visit')
            or has_code(line.revenue, 'Emergency Visit')
            or has_code(line.place_of_service, 'Emergency Visit')
        )
),

-- A visit is a day on which such a claim has a behavioral principal diagnosis.
behavioral_emergency_visit as (
    select distinct
        emergency_claim.person,
        coalesce(emergency_claim.start_day, claim_in_force.start_day) as visit_day
    from emergency_claim
    join claim_in_force
        on claim_in_force.contributor = emergency_claim.contributor
        and claim_in_force.claim = emergency_claim.claim
        and claim_in_force.person = emergency_claim.person
    where has_code(claim_in_force.principal_diagnosis, 'Behavioral Principal Diagnosis')
),

-- Visits in the period, while covered.
numerator as (
    select behavioral_emergency_visit.person, count(*) as visits
    from behavioral_emergency_visit
    join covered on covered.person = behavioral_emergency_visit.person
    where behavioral_emergency_visit.visit_day between covered.first_day and covered.last_day
    group by behavioral_emergency_visit.person
),

scored as (
    select
        person.person,
        case when denominator.person is not null then 1 else 0 end as member,
        coalesce(denominator.months, 0) as months,
        coalesce(numerator.visits, 0) as visits
    from person
    left join denominator on denominator.person = person.person
    left join numerator on numerator.person = person.person
)

select
    person,
    '1' as rate,
    member as initial_population,
    member as denominator,
    visits as numerator
from scored
union all
select
    person,
    '2' as rate,
    member as initial_population,
    months as denominator,
    visits as numerator
from scored
