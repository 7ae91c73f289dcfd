-- Behavioral and medical visits by network and telehealth
with undone as (
    select replaces as claim from claim where replaces <> claim and status <> 'pending'
    union
    select claim from claim where status = 'reversed' or frequency = 'void'
),
member as (
    select distinct person
    from coverage
    where coalesce(start_day, date '2024-01-01') <= date '2026-12-31'
        and coalesce(end_day, date '2027-12-31') >= date '2026-01-01'
),
paid as (
    select distinct
        line.person,
        coalesce(line.start_day, claim.start_day) as day,
        coalesce(line.in_network, claim.in_network) as in_network,
        coalesce(
            claim.principal_diagnosis[1].code in (select code from codes_of('Behavioral Principal Diagnosis')), false
        )
        or coalesce(
            line.procedure[1].code in (select code from codes_of('Behavioral Service')), false
        ) as behavioral,
        coalesce(
            line.place_of_service[1].code in (select code from codes_of('Telehealth')), false
        )
        or coalesce(
            line.modifier[1].code in (select code from codes_of('Telehealth')), false
        ) as telehealth
    from claim_line as line
    join claim on claim.claim = line.claim
    where claim.status = 'paid'
        and claim.type = 'professional'
        and (line.status is null or line.status = 'paid')
        and claim.claim not in (select claim from undone)
        and line.person in (select person from member)
        and (
            line.procedure[1].code in (select code from codes_of('Outpatient Visit'))
            or line.procedure[1].code in (select code from codes_of('Behavioral Service'))
        )
        and coalesce(line.start_day, claim.start_day) between date '2026-01-01' and date '2026-12-31'
),
found as (
    select
        person,
        count(*) filter (where behavioral and in_network is not null) as known,
        count(*) filter (where behavioral and not in_network) as outside,
        count(*) filter (where not behavioral and in_network is not null) as medical,
        count(*) filter (where not behavioral and not in_network) as medical_outside,
        count(*) filter (where behavioral) as behavioral,
        count(*) filter (where behavioral and telehealth) as distant
    from paid
    group by person
)
select
    person.person,
    '1' as rate,
    coalesce(found.known, 0) as initial_population,
    coalesce(found.known, 0) as denominator,
    coalesce(found.outside, 0) as numerator
from person
left join found on found.person = person.person
union all
select
    person.person,
    '2' as rate,
    coalesce(found.medical, 0) as initial_population,
    coalesce(found.medical, 0) as denominator,
    coalesce(found.medical_outside, 0) as numerator
from person
left join found on found.person = person.person
union all
select
    person.person,
    '3' as rate,
    coalesce(found.behavioral, 0) as initial_population,
    coalesce(found.behavioral, 0) as denominator,
    coalesce(found.distant, 0) as numerator
from person
left join found on found.person = person.person
