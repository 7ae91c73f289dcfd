-- Follow-up after a hospital stay for mental illness
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
        principal_diagnosis[1].code in (select code from codes_of('Mental Illness or Self-Harm')) as mental
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
        bool_or(mental) as mental
    from stay_bill
    group by person, stay
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
eligible as (
    select stay.person, discharged
    from stay
    join person on person.person = stay.person
    join covered on covered.person = stay.person
    where mental
        and discharged between date '2026-01-01' and date '2026-12-01'
        and date_sub('year', birth_day, discharged) >= 6
        and first_day <= discharged
        and last_day >= discharged + 30
        and not exists (
            select 1
            from stay as later
            where later.person = stay.person
                and later.admitted between stay.discharged + 1 and stay.discharged + 30
        )
),
clinician as (
    select distinct provider from provider where taxonomy[1].code in (select code from codes_of('Mental Health Clinician'))
),
paid as (
    select
        line.person,
        coalesce(line.start_day, claim.start_day) as day,
        coalesce(
            line.procedure[1].code in (select code from codes_of('Behavioral Service')), false
        )
        or coalesce(
            line.revenue[1].code in (select code from codes_of('Behavioral Service')), false
        )
        or coalesce(
            line.procedure[1].code in (select code from codes_of('Outpatient Visit'))
            and clinician.provider is not null,
            false
        ) as by_clinician
    from claim_line as line
    join claim on claim.claim = line.claim
    left join clinician on clinician.provider = coalesce(line.provider, claim.provider)
    where claim.status = 'paid'
        and (line.status is null or line.status = 'paid')
        and claim.claim not in (select claim from undone)
        and line.person in (select person from eligible)
        and (
            line.procedure[1].code in (select code from codes_of('Behavioral Service'))
            or line.revenue[1].code in (select code from codes_of('Behavioral Service'))
            or line.procedure[1].code in (select code from codes_of('Transitional Care'))
            or (
                line.procedure[1].code in (select code from codes_of('Outpatient Visit'))
                and clinician.provider is not null
            )
        )
),
reached as (
    select
        eligible.person,
        eligible.discharged,
        min(day - discharged) as days,
        min(day - discharged) filter (where by_clinician) as days_to_clinician
    from eligible
    left join paid
        on paid.person = eligible.person and day between discharged + 1 and discharged + 30
    group by eligible.person, eligible.discharged
),
found as (
    select
        person,
        count(*) as stays,
        count(*) filter (where days_to_clinician <= 7) as within_7,
        count(days) as within_30
    from reached
    group by person
)
select
    person.person,
    '1' as rate,
    coalesce(found.stays, 0) as initial_population,
    coalesce(found.stays, 0) as denominator,
    coalesce(found.within_7, 0) as numerator
from person
left join found on found.person = person.person
union all
select
    person.person,
    '2' as rate,
    coalesce(found.stays, 0) as initial_population,
    coalesce(found.stays, 0) as denominator,
    coalesce(found.within_30, 0) as numerator
from person
left join found on found.person = person.person
