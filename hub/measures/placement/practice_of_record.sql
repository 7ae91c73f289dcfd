-- title: Practice of record   version: 1.1.1          reviewed: 2026-11-27
-- dates needed: year
-- value set: Primary Care Visit | hub:primary-care-visit

-- A person has one practice in a period. What lists say comes first: the person's own choice, then rosters, then
-- registries, then what senders computed. Of several, the practice with the most days on a list in the period, then
-- the one listed last, then the first by its key. A draft counts for nobody.
with listed_or_open as (
    select
        person,
        practice,
        coalesce(payer, contributor) as lister,
        case
            when method = 'chosen' then 1
            when method = 'registry' then 3
            when method = 'plurality' then 4
            else 2
        end as priority,
        greatest(start_day, period_start()) as first_day,
        least(end_day, period_end()) as last_day,
        case when status = 'final' then 1 else 0 end as agreed
    from attribution
    where (status is null or status <> 'draft')
        and (start_day is null or start_day <= period_end())
        and (end_day is null or end_day >= period_start())
),

-- What one lister has agreed to finally takes the place of what it has told of the same person before.
listed_and_agreed as (
    select
        *,
        max(agreed) over (partition by person, priority, lister) as settled
    from listed_or_open
),

listed as (
    select person, practice, lister, priority, first_day, last_day
    from listed_and_agreed
    where agreed = settled
),

-- Rosters that come month by month add up, a day that is told again does not; those of several payers do not.
listed_in_order as (
    select
        person,
        practice,
        lister,
        priority,
        first_day,
        last_day,
        max(last_day) over (
            partition by person, practice, lister order by first_day
            rows between unbounded preceding and 1 preceding
        ) as told_through
    from listed
),

listed_by_lister as (
    select
        person,
        practice,
        lister,
        min(priority) as priority,
        sum(
            greatest(
                days_between(greatest(first_day, plus_days(told_through, 1)), last_day) + 1, 0
            )
        ) as days,
        max(last_day) as last_day
    from listed_in_order
    group by person, practice, lister
),

listed_practice as (
    select
        person,
        practice,
        min(priority) as priority,
        max(days) as days,
        max(last_day) as last_day
    from listed_by_lister
    group by person, practice
),

-- Who is on no list belongs where most of his or her primary care visits were in the 24 months to the end of the
-- period; of practices with as many, to the one visited last, then to the first by its key.
primary_care_practice as (
    select distinct practice
    from practice
    where kind = 'primary-care'
),

primary_care_clinician as (
    select distinct practice, provider
    from provider
    where primary_care
),

claim_replaced as (
    select distinct contributor, replaces as claim
    from claim
    where replaces <> claim and status <> 'pending'
),

claim_taken_back as (
    select distinct contributor, claim
    from claim
    where status = 'reversed' or frequency = 'void'
),

claim_in_force as (
    select distinct
        claim.contributor,
        claim.person,
        claim.claim,
        claim.start_day,
        claim.practice,
        claim.provider
    from claim
    left join claim_replaced
        on claim_replaced.contributor = claim.contributor and claim_replaced.claim = claim.claim
    left join claim_taken_back
        on claim_taken_back.contributor = claim.contributor and claim_taken_back.claim = claim.claim
    where claim.status = 'paid'
        and claim_replaced.claim is null
        and claim_taken_back.claim is null
),

visit as (
    select person, practice, provider, start_day as visit_day
    from encounter
    where status = 'finished' and has_code(type, 'Primary Care Visit')
    union all
    select
        line.person,
        coalesce(line.practice, claim_in_force.practice) as practice,
        coalesce(line.provider, claim_in_force.provider) as provider,
        coalesce(line.start_day, claim_in_force.start_day) as visit_day
    from claim_line as line
    join claim_in_force
        on claim_in_force.contributor = line.contributor
        and claim_in_force.claim = line.claim
        and claim_in_force.person = line.person
    where (line.status is null or line.status = 'paid')
        and has_code(line.procedure, 'Primary Care Visit')
),

-- A visit that the practice and the payer both report is one: a day at a practice.
primary_care_visit as (
    select distinct visit.person, visit.practice, visit.visit_day
    from visit
    left join primary_care_practice on primary_care_practice.practice = visit.practice
    left join primary_care_clinician
        on primary_care_clinician.practice = visit.practice
        and primary_care_clinician.provider = visit.provider
    where visit.visit_day > plus_months(period_end(), -24)
        and visit.visit_day <= period_end()
        and (
            primary_care_practice.practice is not null
            or primary_care_clinician.practice is not null
        )
),

visited_practice as (
    select
        person,
        practice,
        5 as priority,
        count(*) as days,
        max(visit_day) as last_day
    from primary_care_visit
    group by person, practice
),

candidate as (
    select person, practice, priority, days, last_day from listed_practice
    union all
    select person, practice, priority, days, last_day from visited_practice
),

ranked as (
    select
        person,
        practice,
        priority,
        row_number() over (
            partition by person
            order by priority, days desc nulls last, last_day desc nulls last, practice
        ) as place
    from candidate
)

select
    person,
    practice,
    case
        when priority = 1 then 'chosen'
        when priority = 2 then 'roster'
        when priority = 3 then 'registry'
        else 'plurality'
    end as method
from ranked
where place = 1
