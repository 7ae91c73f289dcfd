-- title: Monitoring by score in blocks of four months
-- identifier: HUB-SHARED
-- value set: Outpatient Visit | hub:outpatient-visit
-- value set: Behavioral Service | hub:behavioral-service
-- value set: Bipolar or Psychotic Disorder | hub:bipolar-or-psychotic-disorder

-- Blocks of four months, from the first day of the period on.
block as (
    select
        person,
        birth_day,
        date_precision,
        over_89,
        latest_day(death_day, date_precision) as death_day,
        1 as block,
        period_start() as first_day,
        plus_days(plus_months(period_start(), 4), -1) as last_day
    from person
    union all
    select
        person,
        birth_day,
        date_precision,
        over_89,
        latest_day(death_day, date_precision) as death_day,
        2 as block,
        plus_months(period_start(), 4) as first_day,
        plus_days(plus_months(period_start(), 8), -1) as last_day
    from person
    union all
    select
        person,
        birth_day,
        date_precision,
        over_89,
        latest_day(death_day, date_precision) as death_day,
        3 as block,
        plus_months(period_start(), 8) as first_day,
        plus_days(plus_months(period_start(), 12), -1) as last_day
    from person
),

-- Those that are whole.
whole_block as (
    select person, birth_day, date_precision, over_89, death_day, block, first_day, last_day
    from block
    where last_day <= period_end()
),

-- Of persons aged 12 or more on the first day of the block.
block_of_person as (
    select person, block, first_day, last_day, death_day
    from whole_block
    where age_on(latest_day(birth_day, date_precision), over_89, first_day) >= 12
),

-- Conditions that hold from onset to abatement, and on while they are active.
prevailing_condition as (
    select person, latest_day(start_day, date_precision) as onset_day, abatement_day
    from condition
    where has_code(code, 'Treated Condition')
        and (
            verification_status is null
            or verification_status not in ('refuted', 'entered-in-error')
        )
        and (
            abatement_day is not null
            or clinical_status in ('active', 'recurrence', 'relapse')
        )
),

-- Visits for the condition: finished outpatient and behavioral visits while it holds.
visit_for_condition as (
    select distinct encounter.person, encounter.start_day as visit_day
    from encounter
    join prevailing_condition on prevailing_condition.person = encounter.person
    where encounter.status = 'finished'
        and (
            has_code_on(encounter.type, 'Outpatient Visit', encounter.start_day)
            or has_code_on(encounter.type, 'Behavioral Service', encounter.start_day)
        )
        and (
            prevailing_condition.onset_day is null
            or prevailing_condition.onset_day <= encounter.start_day
        )
        and (
            prevailing_condition.abatement_day is null
            or prevailing_condition.abatement_day >= encounter.start_day
        )
),

-- On the list of a registry, with a score of 10 or more by then.
enrolled as (
    select
        attribution.person,
        attribution.start_day,
        attribution.end_day,
        min(score.score_day) as elevated_day
    from attribution
    join score on score.person = attribution.person
    where attribution.method = 'registry' and score.score >= 10
    group by attribution.person, attribution.start_day, attribution.end_day
),

-- In treatment during a block: with a visit for the condition, or enrolled in a registry on one of its days.
initial_population as (
    select
        block_of_person.person,
        block_of_person.block,
        block_of_person.first_day,
        block_of_person.last_day,
        block_of_person.death_day
    from block_of_person
    join visit_for_condition on visit_for_condition.person = block_of_person.person
    where visit_for_condition.visit_day
            between block_of_person.first_day and block_of_person.last_day
    union
    select
        block_of_person.person,
        block_of_person.block,
        block_of_person.first_day,
        block_of_person.last_day,
        block_of_person.death_day
    from block_of_person
    join enrolled on enrolled.person = block_of_person.person
    where enrolled.elevated_day <= block_of_person.last_day
        and enrolled.start_day <= block_of_person.last_day
        and (enrolled.end_day is null or enrolled.end_day >= block_of_person.first_day)
),

-- Who died, or had a bipolar or psychotic disorder, by the end of the block.
excluded_person as (
    select person, latest_day(start_day, date_precision) as since_day
    from condition
    where has_code(code, 'Bipolar or Psychotic Disorder')
        and (
            verification_status is null
            or verification_status not in ('refuted', 'entered-in-error')
        )
),

denominator_exclusion as (
    select person, block
    from initial_population
    where death_day <= last_day
    union
    select initial_population.person, initial_population.block
    from initial_population
    join excluded_person on excluded_person.person = initial_population.person
    where excluded_person.since_day is null
        or excluded_person.since_day <= initial_population.last_day
),

-- With a score in the block.
numerator as (
    select distinct initial_population.person, initial_population.block
    from initial_population
    join score on score.person = initial_population.person
    where score.score_day between initial_population.first_day and initial_population.last_day
),

-- Whoever is excluded is not in the numerator.
scored as (
    select
        initial_population.person,
        cast(initial_population.block as text) as rate,
        case when denominator_exclusion.person is not null then 1 else 0 end as excluded,
        case
            when denominator_exclusion.person is not null then 0
            when numerator.person is not null then 1
            else 0
        end as met
    from initial_population
    left join denominator_exclusion
        on denominator_exclusion.person = initial_population.person
        and denominator_exclusion.block = initial_population.block
    left join numerator
        on numerator.person = initial_population.person
        and numerator.block = initial_population.block
)
