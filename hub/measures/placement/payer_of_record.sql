-- title: Payer of record      version: 1.0.1          reviewed: 2026-11-27
-- dates needed: year

-- A person has one payer and one line of business in a period: those with the most days of coverage in it; of as
-- many, the one that pays first, then the one that covers last, then the first by name.
with span as (
    select
        person,
        coalesce(payer, contributor) as payer,
        coalesce(line_of_business, 'other') as line_of_business,
        greatest(start_day, period_start()) as first_day,
        least(end_day, period_end()) as last_day
    from coverage
    where (start_day is null or start_day <= period_end())
        and (end_day is null or end_day >= period_start())
),

-- A day that is told twice, by the payer and by the practice or in spans that overlap, is one.
span_in_order as (
    select
        person,
        payer,
        line_of_business,
        first_day,
        last_day,
        max(last_day) over (
            partition by person, payer, line_of_business order by first_day
            rows between unbounded preceding and 1 preceding
        ) as told_through
    from span
),

covered as (
    select
        person,
        payer,
        line_of_business,
        sum(
            greatest(
                days_between(greatest(first_day, plus_days(told_through, 1)), last_day) + 1, 0
            )
        ) as days,
        max(last_day) as last_day,
        min(
            case
                when line_of_business in ('commercial', 'marketplace') then 1
                when line_of_business in ('medicare', 'medicare-advantage') then 2
                when line_of_business = 'dual' then 3
                when line_of_business = 'medicaid' then 4
                when line_of_business = 'uninsured' then 6
                else 5
            end
        ) as pays
    from span_in_order
    group by person, payer, line_of_business
),

ranked as (
    select
        person,
        payer,
        line_of_business,
        row_number() over (
            partition by person
            order by days desc nulls last, pays, last_day desc nulls last, payer, line_of_business
        ) as place
    from covered
)

select person, payer, line_of_business
from ranked
where place = 1
