-- Members who died
with member as (
    select distinct person
    from coverage
    where coalesce(start_day, date '2024-01-01') <= date '2026-12-31'
        and coalesce(end_day, date '2027-12-31') >= date '2026-01-01'
)
select
    person.person,
    '1' as rate,
    (member.person is not null)::int as initial_population,
    (member.person is not null)::int as denominator,
    (member.person is not null and coalesce(person.death_day between date '2026-01-01' and date '2026-12-31', false))::int as numerator
from person
left join member on member.person = person.person
