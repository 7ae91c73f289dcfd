-- title: Emergency visits, from the first to the last day
-- identifier: HUB-SHARED
-- value set: Inpatient Stay | hub:inpatient-stay

-- Emergency services from the first to the last day. A hospital's bill, unless it is of a stay, ends with the visit.
emergency_span as (
    select
        person,
        visit_day as first_day,
        case
            when type = 'institutional' and not has_code(bill_type, 'Inpatient Stay')
                then greatest(last_day, claim_last_day)
            else last_day
        end as last_day,
        principal_diagnosis
    from emergency_service
),

-- Services whose days overlap, as those of the hospital and of its physicians, are one visit.
emergency_span_in_order as (
    select
        person,
        first_day,
        last_day,
        principal_diagnosis,
        max(last_day) over (
            partition by person order by first_day, last_day
            rows between unbounded preceding and 1 preceding
        ) as in_visit_through
    from emergency_span
),

emergency_visit_service as (
    select
        person,
        first_day,
        last_day,
        principal_diagnosis,
        sum(case when first_day <= in_visit_through then 0 else 1 end) over (
            partition by person order by first_day, last_day
            rows between unbounded preceding and current row
        ) as visit
    from emergency_span_in_order
),

emergency_visit as (
    select
        person,
        visit,
        min(first_day) as first_day,
        max(last_day) as last_day
    from emergency_visit_service
    group by person, visit
)
