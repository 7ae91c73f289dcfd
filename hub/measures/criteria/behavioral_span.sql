-- title: Spans of coverage with behavioral benefits

-- Spans of coverage, but for those that say that behavioral benefits are carved out.
counted_span as (
    select person, start_day, end_day
    from coverage
    where behavioral_benefit is null or behavioral_benefit
)
