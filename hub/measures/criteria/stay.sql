-- title: Inpatient stays
-- identifier: HUB-SHARED
-- value set: Inpatient Stay | hub:inpatient-stay

-- Claims of a stay: by the type of bill, or by a paid line for room and board.
room_and_board as (
    select distinct contributor, person, claim
    from service
    where has_code(revenue, 'Inpatient Stay')
),

inpatient_claim as (
    select
        claim_in_force.person,
        coalesce(claim_in_force.admission_day, claim_in_force.start_day) as admitted_day,
        coalesce(
            claim_in_force.discharge_day, claim_in_force.end_day, claim_in_force.start_day
        ) as discharged_day,
        claim_in_force.principal_diagnosis,
        claim_in_force.diagnosis
    from claim_in_force
    left join room_and_board
        on room_and_board.contributor = claim_in_force.contributor
        and room_and_board.person = claim_in_force.person
        and room_and_board.claim = claim_in_force.claim
    where has_code(claim_in_force.bill_type, 'Inpatient Stay')
        or room_and_board.claim is not null
),

-- Claims whose days overlap, as of interim bills and of transfers on the day of discharge, are one stay.
claim_in_order as (
    select
        person,
        admitted_day,
        discharged_day,
        principal_diagnosis,
        diagnosis,
        max(discharged_day) over (
            partition by person order by admitted_day, discharged_day
            rows between unbounded preceding and 1 preceding
        ) as in_hospital_before
    from inpatient_claim
),

stay_claim as (
    select
        person,
        admitted_day,
        discharged_day,
        principal_diagnosis,
        diagnosis,
        sum(case when admitted_day <= in_hospital_before then 0 else 1 end) over (
            partition by person order by admitted_day, discharged_day
            rows between unbounded preceding and current row
        ) as stay
    from claim_in_order
),

stay as (
    select person, stay, min(admitted_day) as admitted_day, max(discharged_day) as discharged_day
    from stay_claim
    group by person, stay
)
