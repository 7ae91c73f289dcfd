-- title: Members and their months

-- Coverage inside of the period.
covered_in_period as (
    select
        person,
        greatest(first_day, period_start()) as first_day,
        least(last_day, period_end()) as last_day
    from covered
    where first_day <= period_end() and last_day >= period_start()
),

-- Members: covered on at least one day of the period; a month counts where its fifteenth day is covered.
membership as (
    select
        person,
        sum(member_months(first_day, last_day)) as months,
        sum(days_between(first_day, last_day) + 1) as days
    from covered_in_period
    group by person
)
