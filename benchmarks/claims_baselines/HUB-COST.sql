-- Dollars allowed for members with a behavioral condition
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
paid as (
    select
        line.person,
        floor(coalesce(line.allowed_amount, 0) + 0.5)::bigint as dollars,
        list_has_any(
            list_transform(claim.diagnosis, lambda coding: coding.code),
            (select list(code) from codes_of('Behavioral Principal Diagnosis'))
        ) as behavioral
    from claim_line as line
    join claim on claim.claim = line.claim
    where claim.status = 'paid'
        and (line.status is null or line.status = 'paid')
        and claim.claim not in (select claim from undone)
        and line.person in (select person from member)
        and coalesce(line.start_day, claim.start_day) between date '2026-01-01' and date '2026-12-31'
),
found as (
    select person, sum(dollars) as dollars from paid group by person having bool_or(behavioral)
)
select
    person.person,
    '1' as rate,
    (found.person is not null)::int as initial_population,
    case when found.person is not null then member.months else 0 end as denominator,
    coalesce(found.dollars, 0) as numerator
from person
left join member on member.person = person.person
left join found on found.person = person.person
