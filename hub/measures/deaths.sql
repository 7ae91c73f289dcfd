-- identifier: HUB-DEATH       title: Deaths of Members, Hub Definition
-- steward: hub definition     version: 1.0.0          period: 2026        reviewed: 2026-11-26
-- goal: IV                    direction: decrease     dates needed: year
-- catalogue: further
-- basis: patient              rates: 1
-- rate: 1 | Deaths per 1,000 members | initial-population, denominator, numerator | per 1000
-- criteria of: any_span
-- criteria of: covered | covered_span
-- criteria of: covered_person
-- example: A man covered until he died on 3 March 2026 counts 1 in the denominator and 1 in the numerator.
-- known difference: a count of deaths of whatever cause, as contributors know of them; who left a plan and died later is
--     not seen. No cause is read, and nothing is adjusted.
-- known difference: a death that is known by its year or month counts where all of it lies in the period; one that is known
--     without a date does not.

-- Members: covered on at least one day of the period.
initial_population as (
    select person from covered_person
),

-- Everybody in the initial population.
denominator as (
    select person from initial_population
),

-- Deaths in the period.
numerator as (
    select denominator.person
    from denominator
    join person on person.person = denominator.person
    where in_period(person.death_day, latest_day(person.death_day, person.date_precision))
)

select
    person.person,
    '1' as rate,
    case when denominator.person is not null then 1 else 0 end as initial_population,
    case when denominator.person is not null then 1 else 0 end as denominator,
    case when numerator.person is not null then 1 else 0 end as numerator
from person
left join denominator on denominator.person = person.person
left join numerator on numerator.person = person.person
