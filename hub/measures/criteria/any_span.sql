-- title: Spans of any coverage

-- Spans of coverage, of whatever benefits.
counted_span as (
    select person, start_day, end_day from coverage
)
