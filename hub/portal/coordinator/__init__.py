"""Pages of the convener: participants, agreements, calendar, releases, ledger."""
