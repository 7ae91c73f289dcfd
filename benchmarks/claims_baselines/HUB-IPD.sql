-- Days in hospital, all and with a behavioral principal diagnosis
with undone as (
    select replaces as claim from claim where replaces <> claim and status <> 'pending'
    union
    select claim from claim where status = 'reversed' or frequency = 'void'
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
        principal_diagnosis[1].code in (select code from codes_of('Behavioral Principal Diagnosis')) as behavioral
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
        bool_or(behavioral) as behavioral
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
found as (
    select
        stay.person,
        sum(greatest(discharged - admitted, 1)) as days,
        sum(case when behavioral then greatest(discharged - admitted, 1) else 0 end) as behavioral_days
    from stay
    join inside on inside.person = stay.person
    where stay.discharged between inside.first_day and inside.last_day
    group by stay.person
)
select
    person.person,
    '1' as rate,
    (member.person is not null)::int as initial_population,
    coalesce(member.months, 0) as denominator,
    coalesce(found.days, 0) as numerator
from person
left join member on member.person = person.person
left join found on found.person = person.person
union all
select
    person.person,
    '2' as rate,
    (member.person is not null)::int as initial_population,
    coalesce(member.months, 0) as denominator,
    coalesce(found.behavioral_days, 0) as numerator
from person
left join member on member.person = person.person
left join found on found.person = person.person
