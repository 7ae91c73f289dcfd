-- Dollars allowed for an office visit, behavioral and medical
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
clinician as (
    select provider, bool_or(taxonomy[1].code in (select code from codes_of('Mental Health Clinician'))) as behavioral
    from provider
    where len(taxonomy) > 0
    group by provider
),
paid as (
    select line.person, floor(line.allowed_amount + 0.5)::bigint as dollars, behavioral
    from claim_line as line
    join claim on claim.claim = line.claim
    join clinician on clinician.provider = coalesce(line.provider, claim.provider)
    where claim.status = 'paid'
        and (line.status is null or line.status = 'paid')
        and claim.claim not in (select claim from undone)
        and line.person in (select person from member)
        and line.procedure[1].code in (select code from codes_of('Office Visit Compared'))
        and coalesce(line.in_network, claim.in_network)
        and line.allowed_amount > 0
        and coalesce(line.start_day, claim.start_day) between date '2026-01-01' and date '2026-12-31'
),
found as (
    select
        person,
        count(*) filter (where behavioral) as visits,
        sum(dollars) filter (where behavioral) as dollars,
        count(*) filter (where not behavioral) as medical_visits,
        sum(dollars) filter (where not behavioral) as medical_dollars
    from paid
    group by person
)
select
    person.person,
    '1' as rate,
    coalesce(found.visits, 0) as initial_population,
    coalesce(found.visits, 0) as denominator,
    coalesce(found.dollars, 0) as numerator
from person
left join found on found.person = person.person
union all
select
    person.person,
    '2' as rate,
    coalesce(found.medical_visits, 0) as initial_population,
    coalesce(found.medical_visits, 0) as denominator,
    coalesce(found.medical_dollars, 0) as numerator
from person
left join found on found.person = person.person
