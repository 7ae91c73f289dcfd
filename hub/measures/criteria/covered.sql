-- title: Continuous coverage

-- A day that is not given reaches two years before the period, or one after it.
covered_span as (
    select
        person,
        coalesce(start_day, plus_months(period_start(), -24)) as first_day,
        coalesce(end_day, plus_months(period_end(), 12)) as last_day
    from counted_span
),

-- Spans that overlap or touch are one, whoever the payer.
span_in_order as (
    select
        person,
        first_day,
        last_day,
        max(last_day) over (
            partition by person order by first_day
            rows between unbounded preceding and 1 preceding
        ) as covered_before
    from covered_span
),

span_numbered as (
    select
        person,
        first_day,
        last_day,
        sum(case when first_day <= plus_days(covered_before, 1) then 0 else 1 end) over (
            partition by person order by first_day
            rows between unbounded preceding and current row
        ) as number
    from span_in_order
),

covered as (
    select person, min(first_day) as first_day, max(last_day) as last_day
    from span_numbered
    group by person, number
)
