-- identifier: HUB-PHQ9-FU12   title: Depression Follow-Up Score at Twelve Months
-- steward: hub definition     version: 1.0.0          period: 2026        reviewed: 2026-11-26
-- goal: I                     direction: increase     dates needed: day
-- basis: patient              rates: 1                beside: CMS159
-- rate: 1 | Any PHQ-9 twelve months after a score above 9 | initial-population, denominator, denominator-exclusion, numerator
-- stratum: age | 12-17, 18+ | age on the day of the index score
-- criteria of: depression_remission | denominator_exclusion
-- example: A man of 45 with major depression scores 14 on the PHQ-9 at a visit on 25 February 2025: the index. His
--     assessment period runs from 27 December 2025 to 26 April 2026. He scores 12 on 19 February 2026: he counts in
--     the initial population, the denominator and the numerator, in the stratum 18+, though he is not in remission.
--     Had he no score until 27 April, he would not be in the numerator.
-- known difference: persons, exclusions and the assessment period are those of CMS159, criterion for criterion, so the
--     two rates have one denominator: whoever is in the numerator of CMS159 is in this one.
-- known difference: an assessment without a score is no follow-up.

-- A score of whatever height in the measure assessment period.
numerator as (
    select distinct denominator.person
    from denominator
    join depression_assessment on depression_assessment.person = denominator.person
    where depression_assessment.value_number is not null
        and depression_assessment.start_day
            between denominator.assessment_first_day and denominator.assessment_last_day
),

-- Who is excluded is not in the numerator.
scored as (
    select
        denominator.person,
        denominator.least_age,
        denominator.most_age,
        case when denominator_exclusion.person is not null then 1 else 0 end as excluded,
        case
            when denominator_exclusion.person is not null then 0
            when numerator.person is not null then 1
            else 0
        end as met
    from denominator
    left join denominator_exclusion on denominator_exclusion.person = denominator.person
    left join numerator on numerator.person = denominator.person
)

select
    person.person,
    '1' as rate,
    case when scored.person is not null then 1 else 0 end as initial_population,
    case when scored.person is not null then 1 else 0 end as denominator,
    coalesce(scored.excluded, 0) as denominator_exclusion,
    coalesce(scored.met, 0) as numerator,
    case
        when scored.most_age <= 17 then '12-17'
        when scored.least_age >= 18 then '18+'
    end as age
from person
left join scored on scored.person = person.person
