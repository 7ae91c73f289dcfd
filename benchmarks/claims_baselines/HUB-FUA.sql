-- Follow-up after an emergency visit for substance use
with undone as (
    select replaces as claim from claim where replaces <> claim and status <> 'pending'
    union
    select claim from claim where status = 'reversed' or frequency = 'void'
),
emergency as (
    select
        line.person,
        coalesce(line.start_day, claim.start_day) as first_day,
        greatest(
            coalesce(line.end_day, line.start_day, claim.end_day, claim.start_day),
            case
                when claim.type = 'institutional'
                    and not coalesce(claim.bill_type[1].code in (select code from codes_of('Inpatient Stay')), false)
                    then claim.end_day
            end
        ) as last_day,
        claim.principal_diagnosis[1].code in (select code from codes_of('Substance Use or Overdose')) as counts
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
),
in_turn as (
    select *, max(last_day) over (
        partition by person order by first_day, last_day
        rows between unbounded preceding and 1 preceding
    ) as seen
    from emergency
),
together as (
    select *, count(*) filter (where seen is null or first_day > seen) over (
        partition by person order by first_day, last_day rows unbounded preceding
    ) as visit
    from in_turn
),
visited as (
    select person, min(first_day) as began, max(last_day) as visit_day
    from together
    group by person, visit
    having bool_or(counts) and max(last_day) between date '2026-01-01' and date '2026-12-01'
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
        0 as nothing
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
        count(*) as bills
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
    select visited.person, visit_day
    from visited
    join person on person.person = visited.person
    join covered on covered.person = visited.person
    where date_sub('year', birth_day, visit_day) >= 13
        and first_day <= visit_day
        and last_day >= visit_day + 30
        and not exists (
            select 1
            from stay
            where stay.person = visited.person
                and stay.admitted between began and visit_day + 30
        )
),
kept as (
    select person, unnest(list_reduce(
        list_transform(list_sort(list(visit_day)), lambda day: [day]),
        lambda kept, next: case
            when next[1] >= kept[-1] + 31 then list_concat(kept, next) else kept
        end
    )) as visit_day
    from eligible
    group by person
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
            line.procedure[1].code in (select code from codes_of('Opioid Use Disorder Medication'))
            or line.drug[1].code in (select code from codes_of('Opioid Use Disorder Medication'))
            or (
                list_has_any(
            list_transform(claim.diagnosis, lambda coding: coding.code),
            (select list(code) from codes_of('Substance Use'))
        )
                and (
                    line.procedure[1].code in (select code from codes_of('Outpatient Visit'))
                    or line.procedure[1].code in (select code from codes_of('Behavioral Service'))
                    or line.procedure[1].code in (select code from codes_of('Substance Use Service'))
                    or line.revenue[1].code in (select code from codes_of('Behavioral Service'))
                    or line.place_of_service[1].code in (select code from codes_of('Community Mental Health Center'))
                )
            )
        )
),
reached as (
    select kept.person, kept.visit_day, min(day - visit_day) as days
    from kept
    left join paid on paid.person = kept.person and day between visit_day and visit_day + 30
    group by kept.person, kept.visit_day
),
found as (
    select
        person,
        count(*) as visits,
        count(*) filter (where days <= 7) as within_7,
        count(days) as within_30
    from reached
    group by person
)
select
    person.person,
    '1' as rate,
    coalesce(found.visits, 0) as initial_population,
    coalesce(found.visits, 0) as denominator,
    coalesce(found.within_7, 0) as numerator
from person
left join found on found.person = person.person
union all
select
    person.person,
    '2' as rate,
    coalesce(found.visits, 0) as initial_population,
    coalesce(found.visits, 0) as denominator,
    coalesce(found.within_30, 0) as numerator
from person
left join found on found.person = person.person
