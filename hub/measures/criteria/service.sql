-- title: Paid services of claims in force

-- A claim is undone once it is taken back, voided, or replaced by one that is adjudicated. Keys are a contributor's.
claim_undone as (
    select contributor, replaces as claim
    from claim
    where replaces <> claim and status <> 'pending'
    union
    select contributor, claim
    from claim
    where status = 'reversed' or frequency = 'void'
),

-- A claim is in force when it is paid and not undone.
claim_in_force as (
    select
        claim.contributor,
        claim.person,
        claim.claim,
        claim.type,
        claim.bill_type,
        claim.start_day,
        claim.end_day,
        claim.admission_day,
        claim.discharge_day,
        claim.discharge_status,
        claim.principal_diagnosis,
        claim.diagnosis,
        claim.in_network,
        claim.practice,
        claim.provider
    from claim
    left join claim_undone
        on claim_undone.contributor = claim.contributor and claim_undone.claim = claim.claim
    where claim.status = 'paid' and claim_undone.claim is null
),

-- Paid lines of such claims; what the line does not say, its claim does.
service as (
    select
        line.contributor,
        line.person,
        line.claim,
        line.line,
        claim_in_force.type,
        claim_in_force.bill_type,
        coalesce(line.start_day, claim_in_force.start_day) as service_day,
        coalesce(
            line.end_day, line.start_day, claim_in_force.end_day, claim_in_force.start_day
        ) as last_day,
        claim_in_force.end_day as claim_last_day,
        line.procedure,
        line.modifier,
        line.revenue,
        line.place_of_service,
        line.drug,
        line.allowed_amount,
        coalesce(line.in_network, claim_in_force.in_network) as in_network,
        coalesce(line.practice, claim_in_force.practice) as practice,
        coalesce(line.provider, claim_in_force.provider) as provider,
        claim_in_force.principal_diagnosis,
        claim_in_force.diagnosis
    from claim_line as line
    join claim_in_force
        on claim_in_force.contributor = line.contributor
        and claim_in_force.claim = line.claim
        and claim_in_force.person = line.person
    where line.status is null or line.status = 'paid'
)
