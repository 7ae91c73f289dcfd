-- Readmissions within 30 days of a behavioral stay
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
found as (
    select
        stay.person,
        count(*) as stays,
        sum(exists (
            select 1
            from stay as later
            where later.person = stay.person
                and later.admitted between stay.discharged + 1 and stay.discharged + 30
        )::int) as again
    from stay
    join covered on covered.person = stay.person
    where behavioral
        and discharged between date '2026-01-01' and date '2026-12-01'
        and first_day <= discharged
        and last_day >= discharged + 30
    group by stay.person
)
select
    person.person,
    '1' as rate,
    coalesce(found.stays, 0) as initial_population,
    coalesce(found.stays, 0) as denominator,
    coalesce(found.again, 0) as numerator
from person
left join found on found.person = person.person
