-- Members with a screening billed, and days of it
with undone as (
    select replaces as claim from claim where replaces <> claim and status <> 'pending'
    union
    select claim from claim where status = 'reversed' or frequency = 'void'
),
paid as (
    select distinct
        line.person,
        coalesce(line.start_day, claim.start_day) as day
    from claim_line as line
    join claim on claim.claim = line.claim
    join listed
        on listed.title = 'Behavioral Screening'
        and listed.code = line.procedure[1].code
        and coalesce(line.start_day, claim.start_day) between listed.first_day and listed.last_day
    where claim.status = 'paid'
        and (line.status is null or line.status = 'paid')
        and claim.claim not in (select claim from undone)
        and coalesce(line.start_day, claim.start_day) between date '2026-01-01' and date '2026-12-31'
),
member as (
    select distinct person
    from coverage
    where coalesce(start_day, date '2024-01-01') <= date '2026-12-31'
        and coalesce(end_day, date '2027-12-31') >= date '2026-01-01'
),
found as (
    select person, count(*) as days from paid where person in (select person from member) group by person
)
select
    person.person,
    '1' as rate,
    (member.person is not null)::int as initial_population,
    (member.person is not null)::int as denominator,
    (coalesce(found.days, 0) > 0)::int as numerator
from person
left join member on member.person = person.person
left join found on found.person = person.person
union all
select
    person.person,
    '2' as rate,
    (member.person is not null)::int as initial_population,
    (member.person is not null)::int as denominator,
    coalesce(found.days, 0) as numerator
from person
left join member on member.person = person.person
left join found on found.person = person.person
