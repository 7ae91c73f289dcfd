-- identifier: HUB-CCP         title: Process of Collaborative Care, Hub Definition
-- steward: hub definition     version: 1.1.0          period: 2026        reviewed: 2026-11-27
-- goal: I                     direction: increase     dates needed: day
-- catalogue: further
-- basis: patient              rates: 7
-- rate: 1 | Contacts a month of enrollment | initial-population, denominator, numerator | counts events
-- rate: 2 | Months of enrollment with a contact | initial-population, denominator, numerator | counts episodes
-- rate: 3 | Persons enrolled for 70 days with a later PHQ-9 | initial-population, denominator, numerator
-- rate: 4 | Improved after 70 days: PHQ-9 below 10 or at most half | initial-population, denominator, numerator | beside 3
-- rate: 5 | Unimproved after 70 days with a psychiatric review | initial-population, denominator, numerator | beside 3
-- rate: 6 | Unimproved after 70 days with a change of treatment | initial-population, denominator, numerator | beside 3
-- rate: 7 | Days of enrollment on which the last PHQ-9 was at most 90 days old | initial-population, denominator, numerator | counts episodes
-- criteria of: depression_score
-- code: Contact = urn:reset-hub:registry-event|contact
-- code: Psychiatric review = urn:reset-hub:registry-event|psychiatric-review
-- code: Change of treatment = urn:reset-hub:registry-event|treatment-change
-- code: Discharge = urn:reset-hub:registry-event|discharge
-- example: A woman is enrolled from 10 January to 20 May 2026, with a PHQ-9 of 16 on 10 January and of 12 on 20 April, contacts
--     on 10 and 24 January and 3 February, and a psychiatric review on 22 April. She counts 3 of 5 in rate 1, 2 of 5 in
--     rate 2, 1 of 1 in rate 3, 0 of 1 in rate 4 (12 is neither below 10 nor half of 16), 1 of 1 in rate 5, 0 of 1 in rate 6,
--     and 122 of 131 in rate 7: of the hundred days before 20 April the last nine are more than 90 days from a score.
-- known difference: a hub definition, after the clinics' reports of New York's Medicaid programme: not audited, and not
--     comparable with its published rates.
-- known difference: contacts, reviews and changes are those that a registry notes; a registry that keeps only the last of them
--     shows at most one. Those on one day are one.
-- known difference: improvement is told by the last PHQ-9 of the enrollment and of the period against the first one; both
--     reviews and changes count from the first day of enrollment on.
-- known difference: each enrollment begins anew, with scores, reviews and 70 days of its own; those that overlap or follow
--     one another without a day between, as on the lists of two practices, are one. A person's months and days are
--     those of all enrollments that reach into the period; in rates 3 to 6 the last one counts that is 70 days old in it.

-- A discharge ends an enrollment that has no last day.
discharge as (
    select person, start_day as discharge_day
    from observation
    where has_code(code, 'Discharge')
),

-- The person is on a registry's list, until the end of the period at most.
listed as (
    select
        attribution.person,
        attribution.start_day as first_day,
        least(attribution.end_day, min(discharge.discharge_day), period_end()) as last_day
    from attribution
    left join discharge
        on discharge.person = attribution.person
        and discharge.discharge_day >= attribution.start_day
    where attribution.method = 'registry' and attribution.start_day <= period_end()
    group by attribution.person, attribution.start_day, attribution.end_day
),

-- Lists that overlap or follow one another without a day between are one enrollment.
listed_in_order as (
    select
        person,
        first_day,
        last_day,
        max(last_day) over (
            partition by person order by first_day
            rows between unbounded preceding and 1 preceding
        ) as listed_through
    from listed
),

listed_numbered as (
    select
        person,
        first_day,
        last_day,
        sum(case when first_day <= plus_days(listed_through, 1) then 0 else 1 end) over (
            partition by person order by first_day
            rows between unbounded preceding and current row
        ) as enrollment
    from listed_in_order
),

enrollment as (
    select person, min(first_day) as first_day, max(last_day) as last_day
    from listed_numbered
    group by person, enrollment
),

-- Enrollments that reach into the period.
initial_population as (
    select
        person,
        first_day,
        greatest(first_day, period_start()) as first_day_in_period,
        last_day
    from enrollment
    where last_day >= period_start()
),

-- Days with a contact, a review or a change of treatment.
contact as (
    select distinct person, start_day as contact_day
    from encounter
    where status = 'finished' and has_code(type, 'Contact')
),

review as (
    select person, start_day as review_day
    from encounter
    where status = 'finished' and has_code(type, 'Psychiatric review')
),

change as (
    select person, start_day as change_day
    from observation
    where has_code(code, 'Change of treatment')
),

contacts_of_enrollment as (
    select
        initial_population.person,
        initial_population.first_day,
        count(*) as contacts,
        count(distinct month_index(contact.contact_day)) as months
    from initial_population
    join contact on contact.person = initial_population.person
    where contact.contact_day
            between initial_population.first_day_in_period and initial_population.last_day
    group by initial_population.person, initial_population.first_day
),

-- Scores of an enrollment, from 14 days before it on; how long each was the last one, at most 90 days after it.
score_of_enrollment as (
    select
        initial_population.person,
        initial_population.first_day,
        initial_population.first_day_in_period,
        score.score_day,
        score.score,
        least(
            plus_days(score.score_day, 90),
            initial_population.last_day,
            plus_days(
                min(score.score_day) over (
                    partition by initial_population.person, initial_population.first_day
                    order by score.score_day
                    rows between 1 following and 1 following
                ),
                -1
            )
        ) as fresh_until
    from initial_population
    join score on score.person = initial_population.person
    where score.score_day >= plus_days(initial_population.first_day, -14)
        and score.score_day <= initial_population.last_day
),

fresh_days_of_enrollment as (
    select
        person,
        first_day,
        sum(
            days_between(greatest(score_day, first_day_in_period), fresh_until) + 1
        ) as days
    from score_of_enrollment
    where fresh_until >= first_day_in_period
    group by person, first_day
),

-- The last enrollment of a person of which the seventieth day is in the period.
enrolled_for_70_days as (
    select person, max(first_day) as first_day, max(last_day) as last_day
    from initial_population
    where plus_days(first_day, 70) <= last_day and plus_days(first_day, 70) >= period_start()
    group by person
),

-- The first and the last score of that enrollment.
first_and_last as (
    select
        score_of_enrollment.person,
        min(score_of_enrollment.score_day) as first_score_day,
        max(score_of_enrollment.score_day) as last_score_day
    from score_of_enrollment
    join enrolled_for_70_days
        on enrolled_for_70_days.person = score_of_enrollment.person
        and enrolled_for_70_days.first_day = score_of_enrollment.first_day
    group by score_of_enrollment.person
),

-- Improved: the last score is below 10, or at most half of the first one. A first score alone says nothing.
improvement as (
    select
        first_and_last.person,
        case when later.score is not null then 1 else 0 end as known,
        case
            when later.score < 10 then 1
            when later.score <= earlier.score * 0.5 then 1
            else 0
        end as improved
    from first_and_last
    join score as earlier
        on earlier.person = first_and_last.person
        and earlier.score_day = first_and_last.first_score_day
    left join score as later
        on later.person = first_and_last.person
        and later.score_day = first_and_last.last_score_day
        and later.score_day > first_and_last.first_score_day
),

reviewed as (
    select distinct enrolled_for_70_days.person
    from enrolled_for_70_days
    join review on review.person = enrolled_for_70_days.person
    where review.review_day between enrolled_for_70_days.first_day and enrolled_for_70_days.last_day
),

changed as (
    select distinct enrolled_for_70_days.person
    from enrolled_for_70_days
    join change on change.person = enrolled_for_70_days.person
    where change.change_day between enrolled_for_70_days.first_day and enrolled_for_70_days.last_day
),

-- The months and days of an enrollment in the period.
enrollment_in_period as (
    select
        initial_population.person,
        month_index(initial_population.last_day)
        - month_index(initial_population.first_day_in_period) + 1 as months,
        days_between(initial_population.first_day_in_period, initial_population.last_day) + 1 as days,
        coalesce(contacts_of_enrollment.contacts, 0) as contacts,
        coalesce(contacts_of_enrollment.months, 0) as months_with_contact,
        coalesce(fresh_days_of_enrollment.days, 0) as fresh_days
    from initial_population
    left join contacts_of_enrollment
        on contacts_of_enrollment.person = initial_population.person
        and contacts_of_enrollment.first_day = initial_population.first_day
    left join fresh_days_of_enrollment
        on fresh_days_of_enrollment.person = initial_population.person
        and fresh_days_of_enrollment.first_day = initial_population.first_day
),

enrolled_person as (
    select
        person,
        sum(months) as months,
        sum(days) as days,
        sum(contacts) as contacts,
        sum(months_with_contact) as months_with_contact,
        sum(fresh_days) as fresh_days
    from enrollment_in_period
    group by person
),

-- By rate, what each person counts.
counted as (
    select person, '1' as rate, months as denominator, contacts as met from enrolled_person
    union all
    select person, '2' as rate, months as denominator, months_with_contact as met
    from enrolled_person
    union all
    select
        enrolled_for_70_days.person,
        '3' as rate,
        1 as denominator,
        coalesce(improvement.known, 0) as met
    from enrolled_for_70_days
    left join improvement on improvement.person = enrolled_for_70_days.person
    union all
    select person, '4' as rate, known as denominator, improved as met from improvement
    union all
    select
        improvement.person,
        '5' as rate,
        improvement.known * (1 - improvement.improved) as denominator,
        case when reviewed.person is not null then 1 else 0 end as met
    from improvement
    left join reviewed on reviewed.person = improvement.person
    union all
    select
        improvement.person,
        '6' as rate,
        improvement.known * (1 - improvement.improved) as denominator,
        case when changed.person is not null then 1 else 0 end as met
    from improvement
    left join changed on changed.person = improvement.person
    union all
    select person, '7' as rate, days as denominator, fresh_days as met from enrolled_person
),

rate_of_person as (
    select person, '1' as rate from person
    union all
    select person, '2' as rate from person
    union all
    select person, '3' as rate from person
    union all
    select person, '4' as rate from person
    union all
    select person, '5' as rate from person
    union all
    select person, '6' as rate from person
    union all
    select person, '7' as rate from person
)

select
    rate_of_person.person,
    rate_of_person.rate,
    case when counted.person is not null then 1 else 0 end as initial_population,
    coalesce(counted.denominator, 0) as denominator,
    case when counted.denominator > 0 then counted.met else 0 end as numerator
from rate_of_person
left join counted
    on counted.person = rate_of_person.person and counted.rate = rate_of_person.rate
