-- Behavioral care outside of community mental health centers
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
paid as (
    select
        line.person,
        coalesce(
            line.place_of_service[1].code in (select code from codes_of('Community Mental Health Center')),
            false
        )
        or coalesce(line.practice, claim.practice) in (
            select practice from practice where community_mental_health_center
        ) as at_center
    from claim_line as line
    join claim on claim.claim = line.claim
    where claim.status = 'paid'
        and (line.status is null or line.status = 'paid')
        and claim.claim not in (select claim from undone)
        and line.person in (select person from member)
        and (
            line.procedure[1].code in (select code from codes_of('Behavioral Service'))
            or (
                line.procedure[1].code in (select code from codes_of('Outpatient Visit'))
                and claim.principal_diagnosis[1].code in (select code from codes_of('Behavioral Principal Diagnosis'))
            )
        )
        and coalesce(line.start_day, claim.start_day) between date '2026-01-01' and date '2026-12-31'
),
found as (
    select person, bool_or(at_center is not true) as outside from paid group by person
)
select
    person.person,
    '1' as rate,
    (found.person is not null)::int as initial_population,
    (found.person is not null)::int as denominator,
    coalesce(found.outside, false)::int as numerator
from person
left join found on found.person = person.person
