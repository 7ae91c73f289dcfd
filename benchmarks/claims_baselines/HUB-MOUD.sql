-- Medication for opioid use disorder
with undone as (
    select replaces as claim from claim where replaces <> claim and status <> 'pending'
    union
    select claim from claim where status = 'reversed' or frequency = 'void'
),
span as (
    select
        person,
        coalesce(start_day, date '2024-01-01') as first_day,
        coalesce(end_day, date '2027-12-31') as last_day
    from coverage
    where behavioral_benefit is null or behavioral_benefit
),
after as (
    select *, max(last_day) over (
        partition by person order by first_day rows between unbounded preceding and 1 preceding
    ) as seen
    from span
),
island as (
    select *, count(*) filter (where seen is null or first_day > seen + 1) over (
        partition by person order by first_day rows unbounded preceding
    ) as number
    from after
),
covered as (
    select person, min(first_day) as first_day, max(last_day) as last_day
    from island
    group by person, number
),
inside as (
    select
        person,
        greatest(first_day, date '2026-01-01') as first_day,
        least(last_day, date '2026-12-31') as last_day
    from covered
    where first_day <= date '2026-12-31' and last_day >= date '2026-01-01'
),
member as (
    select
        person,
        sum(
            year(last_day) * 12 + month(last_day) + (day(last_day) >= 15)::int
            - year(first_day) * 12 - month(first_day) - (day(first_day) > 15)::int
        ) as months,
        sum(last_day - first_day + 1) as days
    from inside
    group by person
),
adult as (
    select member.person
    from member
    join person on person.person = member.person
    where days >= 365 - 45
        and date_sub('year', birth_day, date '2026-12-31') >= 18
        and not date_sub('year', birth_day, date '2026-12-31') >= 65
),
line_in_force as (
    select
        line.person,
        line.procedure[1].code as procedure,
        line.drug[1].code as drug,
        claim.diagnosis
    from claim_line as line
    join claim on claim.claim = line.claim
    where claim.status = 'paid'
        and (line.status is null or line.status = 'paid')
        and claim.claim not in (select claim from undone)
        and line.person in (select person from adult)
        and coalesce(line.start_day, claim.start_day) between date '2026-01-01' and date '2026-12-31'
),
disorder as (
    select distinct person
    from line_in_force
    where list_has_any(
            list_transform(diagnosis, lambda coding: coding.code),
            (select list(code) from codes_of('Opioid Use Disorder'))
        )
),
named as (
    select title, code
    from listed
    where title in ('Opioid Use Disorder Medication', 'Buprenorphine', 'Methadone', 'Naltrexone')
),
treated as (
    select person, title from line_in_force join named on named.code = procedure
    union all
    select person, title from line_in_force join named on named.code = drug
),
found as (
    select
        person,
        bool_or(title = 'Opioid Use Disorder Medication') as anything,
        bool_or(title = 'Buprenorphine') as buprenorphine,
        bool_or(title = 'Methadone') as methadone,
        bool_or(title = 'Naltrexone') as naltrexone
    from treated
    where person in (select person from disorder)
    group by person
)
select
    person.person,
    '1' as rate,
    (disorder.person is not null)::int as initial_population,
    (disorder.person is not null)::int as denominator,
    coalesce(found.anything, false)::int as numerator
from person
left join disorder on disorder.person = person.person
left join found on found.person = person.person
union all
select
    person.person,
    '2' as rate,
    (disorder.person is not null)::int as initial_population,
    (disorder.person is not null)::int as denominator,
    coalesce(found.buprenorphine, false)::int as numerator
from person
left join disorder on disorder.person = person.person
left join found on found.person = person.person
union all
select
    person.person,
    '3' as rate,
    (disorder.person is not null)::int as initial_population,
    (disorder.person is not null)::int as denominator,
    coalesce(found.methadone, false)::int as numerator
from person
left join disorder on disorder.person = person.person
left join found on found.person = person.person
union all
select
    person.person,
    '4' as rate,
    (disorder.person is not null)::int as initial_population,
    (disorder.person is not null)::int as denominator,
    coalesce(found.naltrexone, false)::int as numerator
from person
left join disorder on disorder.person = person.person
left join found on found.person = person.person
