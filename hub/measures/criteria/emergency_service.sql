-- title: Emergency services
-- identifier: HUB-SHARED
-- value set: Emergency Visit | hub:emergency-visit

-- Paid emergency services: by the procedure, the revenue code or the place.
emergency_service as (
    select
        person,
        type,
        bill_type,
        service_day as visit_day,
        last_day,
        claim_last_day,
        principal_diagnosis,
        diagnosis
    from service
    where has_code(procedure, 'Emergency Visit')
        or has_code(revenue, 'Emergency Visit')
        or has_code(place_of_service, 'Emergency Visit')
)
