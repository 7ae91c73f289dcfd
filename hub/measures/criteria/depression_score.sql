-- title: Scores of depression
-- code: Score = http://loinc.org|44261-6
-- code: Score = http://loinc.org|89204-2

-- Valid PHQ-9 and PHQ-9M scores; of several on one day the highest.
score as (
    select person, start_day as score_day, max(value_number) as score
    from observation
    where status in ('final', 'amended', 'corrected')
        and has_code(code, 'Score')
        and value_number is not null
    group by person, start_day
)
