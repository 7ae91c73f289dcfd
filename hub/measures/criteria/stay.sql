-- title: Inpatient stays
-- identifier: HUB-SHARED
-- value set: Inpatient Stay | hub:inpatient-stay
-- code: Still a Patient = https://www.nubc.org/CodeSystem/PatDischargeStatus|30

-- Claims of a stay: by the type of bill, which tells a hospital from a nursing facility; where none is told, by a paid
-- line for room and board.
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
        case when has_code(claim_in_force.discharge_status, 'Still a Patient') then 1 else 0 end as goes_on,
        claim_in_force.principal_diagnosis,
        claim_in_force.diagnosis
    from claim_in_force
    left join room_and_board
        on room_and_board.contributor = claim_in_force.contributor
        and room_and_board.person = claim_in_force.person
        and room_and_board.claim = claim_in_force.claim
    where has_code(claim_in_force.bill_type, 'Inpatient Stay')
        or (
            room_and_board.claim is not null
            and not has_any_code(claim_in_force.bill_type)
        )
),

-- Claims whose days overlap, as of transfers on the day of discharge, are one stay; and so are interim bills: one
-- that says that its person is still a patient, and one that begins on the day after it.
claim_in_order as (
    select
        person,
        admitted_day,
        discharged_day,
        goes_on,
        principal_diagnosis,
        diagnosis,
        max(plus_days(discharged_day, goes_on)) over (
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
        plus_days(discharged_day, goes_on) as in_hospital_through,
        principal_diagnosis,
        diagnosis,
        sum(case when admitted_day <= in_hospital_before then 0 else 1 end) over (
            partition by person order by admitted_day, discharged_day
            rows between unbounded preceding and current row
        ) as stay
    from claim_in_order
),

-- A stay of which the last bill says that its person is still a patient has no day of discharge.
stay as (
    select
        person,
        stay,
        min(admitted_day) as admitted_day,
        case
            when max(in_hospital_through) = max(discharged_day) then max(discharged_day)
        end as discharged_day
    from stay_claim
    group by person, stay
)
