"""Values of a person in the spellings in which records carry them; none may be written down."""

CANARIES = (
    *("Zebulon Quackenbush", "Quackenbush", "zebulon@example.test", "+1 503 555 0147"),
    *("078-05-1120", "078051120", "1EG4TE5MK73", "1957-08-09", "19570809", "97035-1234"),
    *("Larch Lane 12", "A0012345", "0a1b2c3d" * 8),
)
