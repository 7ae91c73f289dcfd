-- title: Members, where their months are not asked for

-- Covered on at least one day of the period: spans need not be joined to tell.
covered_person as (
    select distinct person
    from covered_span
    where first_day <= period_end() and last_day >= period_start()
)
