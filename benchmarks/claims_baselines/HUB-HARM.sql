-- Emergency visits and stays for self-harm
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
    where claim.status = 'paid'
        and (line.status is null or line.status = 'paid')
        and claim.claim not in (select claim from undone)
        and (
            line.procedure[1].code in (select code from codes_of('Emergency Visit'))
            or line.revenue[1].code in (select code from codes_of('Emergency Visit'))
            or line.place_of_service[1].code in (select code from codes_of('Emergency Visit'))
        )
        and list_has_any(
            list_transform(claim.diagnosis, lambda coding: coding.code),
            (select list(code) from codes_of('Self-Harm'))
        )
),
room as (
    select distinct claim
    from claim_line
    where (status is null or status = 'paid')
        and revenue[1].code in (select code from codes_of('Inpatient Stay'))
),
inpatient as (
    select
        person,
        coalesce(admission_day, start_day) as admitted,
        coalesce(discharge_day, end_day, start_day) as discharged,
        list_has_any(
            list_transform(diagnosis, lambda coding: coding.code),
            (select list(code) from codes_of('Self-Harm'))
        ) as harm
    from claim
    where status = 'paid'
        and claim not in (select claim from undone)
        and (
            bill_type[1].code in (select code from codes_of('Inpatient Stay'))
            or (coalesce(len(bill_type), 0) = 0 and claim in (select claim from room))
        )
),
bill as (
    select *, max(discharged) over (
        partition by person order by admitted, discharged
        rows between unbounded preceding and 1 preceding
    ) as seen
    from inpatient
),
stay_bill as (
    select *, count(*) filter (where seen is null or admitted > seen) over (
        partition by person order by admitted, discharged rows unbounded preceding
    ) as stay
    from bill
),
stay as (
    select
        person,
        min(admitted) as admitted,
        max(discharged) as discharged,
        bool_or(harm) as harm
    from stay_bill
    group by person, stay
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
event as (
    select person, day, 1 as visit, 0 as admission from paid
    union all
    select distinct person, discharged, 0, 1 from stay where harm
),
found as (
    select event.person, sum(visit) as visits, sum(admission) as admissions
    from event
    join inside on inside.person = event.person
    where day between inside.first_day and inside.last_day
    group by event.person
)
select
    person.person,
    '1' as rate,
    (member.person is not null)::int as initial_population,
    coalesce(member.months, 0) as denominator,
    coalesce(found.visits, 0) as numerator
from person
left join member on member.person = person.person
left join found on found.person = person.person
union all
select
    person.person,
    '2' as rate,
    (member.person is not null)::int as initial_population,
    coalesce(member.months, 0) as denominator,
    coalesce(found.admissions, 0) as numerator
from person
left join member on member.person = person.person
left join found on found.person = person.person
