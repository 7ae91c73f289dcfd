-- title: Scores of anxiety
-- code: Score = http://loinc.org|70274-6

-- Valid GAD-7 scores; of several on one day the highest.
score as (
    select person, start_day as score_day, max(value_number) as score
    from observation
    where status in ('final', 'amended', 'corrected')
        and has_code(code, 'Score')
        and value_number is not null
    group by person, start_day
)
