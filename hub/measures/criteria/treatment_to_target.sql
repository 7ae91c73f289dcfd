-- title: Treatment to target
-- identifier: HUB-SHARED
-- value set: Bipolar or Psychotic Disorder | hub:bipolar-or-psychotic-disorder

-- The index: the first score of 10 or more, and each later one that is 425 days or more (fourteen months) after the last
-- index.
first_score as (
    select person, first_per_days(day_list(score_day), 425) as first_days
    from score
    where score >= 10
    group by person
),

-- Of persons aged 12 or more on that day.
index_score as (
    select score.person, score.score_day as index_day, score.score as index_value
    from score
    join first_score on first_score.person = score.person
    join person on person.person = score.person
    where is_among(score.score_day, first_score.first_days)
        and age_on(
            latest_day(person.birth_day, person.date_precision), person.over_89, score.score_day
        ) >= 12
),

-- When each index is looked at again: six months later, 30 days more or less; twelve months later, 60 days more or less;
-- and from 70 to 160 days later.
assessment_period as (
    select
        person,
        index_value,
        0 as before_rate,
        plus_days(plus_months(index_day, 6), -30) as first_day,
        plus_days(plus_months(index_day, 6), 30) as last_day
    from index_score
    union all
    select
        person,
        index_value,
        4 as before_rate,
        plus_days(plus_months(index_day, 12), -60) as first_day,
        plus_days(plus_months(index_day, 12), 60) as last_day
    from index_score
    union all
    select
        person,
        index_value,
        8 as before_rate,
        plus_days(index_day, 70) as first_day,
        plus_days(index_day, 160) as last_day
    from index_score
),

-- An index counts in the period in which its time for another look ends; no two of a person's end on one day.
initial_population as (
    select person, index_value, before_rate, first_day, last_day
    from assessment_period
    where in_period(last_day, last_day)
),

-- Who died, or had a bipolar or psychotic disorder, by the end of that time.
excluded_person as (
    select person, latest_day(death_day, date_precision) as since_day
    from person
    where death_day is not null
    union all
    select person, latest_day(start_day, date_precision) as since_day
    from condition
    where has_code(code, 'Bipolar or Psychotic Disorder')
        and (
            verification_status is null
            or verification_status not in ('refuted', 'entered-in-error')
        )
),

denominator_exclusion as (
    select distinct initial_population.person, initial_population.last_day
    from initial_population
    join excluded_person on excluded_person.person = initial_population.person
    where excluded_person.since_day is null
        or excluded_person.since_day <= initial_population.last_day
),

-- The last score in that time.
follow_up_day as (
    select
        initial_population.person,
        initial_population.last_day,
        max(score.score_day) as score_day
    from initial_population
    join score on score.person = initial_population.person
    where score.score_day between initial_population.first_day and initial_population.last_day
    group by initial_population.person, initial_population.last_day
),

-- Each index with its follow-up: whether there is a score, below 5, at most half of the index, and below 10 or at most half.
followed_up as (
    select
        initial_population.person,
        initial_population.before_rate,
        initial_population.index_value,
        case when denominator_exclusion.person is not null then 1 else 0 end as excluded,
        case when score.person is not null then 1 else 0 end as known,
        case when score.score < 5 then 1 else 0 end as remission,
        case when score.score <= initial_population.index_value * 0.5 then 1 else 0 end as response,
        case
            when score.score < 10 then 1
            when score.score <= initial_population.index_value * 0.5 then 1
            else 0
        end as improvement
    from initial_population
    left join denominator_exclusion
        on denominator_exclusion.person = initial_population.person
        and denominator_exclusion.last_day = initial_population.last_day
    left join follow_up_day
        on follow_up_day.person = initial_population.person
        and follow_up_day.last_day = initial_population.last_day
    left join score
        on score.person = follow_up_day.person and score.score_day = follow_up_day.score_day
),

-- By form of the rate: whoever is excluded is not in the numerator; without a score nothing is said of the outcome.
counted as (
    select person, before_rate + 1 as rate, index_value, 1 as denominator, excluded, known as met
    from followed_up
    union all
    select person, before_rate + 2 as rate, index_value, known as denominator,
        known * excluded as excluded, remission as met
    from followed_up
    union all
    select person, before_rate + 3 as rate, index_value, known as denominator,
        known * excluded as excluded, response as met
    from followed_up
    union all
    select person, before_rate + 4 as rate, index_value, known as denominator,
        known * excluded as excluded, improvement as met
    from followed_up
),

-- The severity of a person is that of the index score; in a longer period that of the highest.
summed as (
    select
        person,
        cast(rate as text) as rate,
        max(index_value) as index_value,
        count(*) as initial_population,
        sum(denominator) as denominator,
        sum(excluded) as denominator_exclusion,
        sum((1 - excluded) * met) as numerator
    from counted
    group by person, rate
)
