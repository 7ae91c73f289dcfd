"""The life of a submission, from the first byte to the destruction of its key.

The worker's steps are states of their own, so that it can be killed in each and go on. A worker
that finds a submission in a step starts it anew from the encrypted inbox: nothing half-done counts.
"""

from types import MappingProxyType

from policies.lifecycle.lifecycle import Lifecycle

STEPS = ("reading", "checking", "labelling", "reducing", "storing", "receipting")

_NEXT = dict(zip(("received", *STEPS), (*STEPS, "accepted"), strict=True))
_VERBS = {
    "reading": "read",
    "checking": "check",
    "labelling": "label",
    "reducing": "reduce",
    "storing": "store",
    "receipting": "receipt",
    "accepted": "accept",
}

SUBMISSION = Lifecycle(
    kind="submission",
    first="receiving",
    steps=STEPS,
    arrows=MappingProxyType(
        {
            ("receiving", "receive"): "received",
            ("receiving", "abandon"): "abandoned",
            **{(state, _VERBS[following]): following for state, following in _NEXT.items()},
            ("receipting", "try"): "tried",
            **{(state, "refuse"): "refused" for state in STEPS},
            **{(state, "restart"): "received" for state in STEPS},
            **{(state, "fail"): "failed" for state in STEPS},
            ("failed", "restart"): "received",
            ("received", "withdraw"): "withdrawn",
            ("failed", "withdraw"): "withdrawn",
            ("accepted", "withdraw"): "withdrawn",
            ("accepted", "replace"): "replaced",
            ("accepted", "quarantine"): "quarantined",
            ("replaced", "quarantine"): "quarantined",
            ("quarantined", "release"): "accepted",
            **{
                (state, "destroy"): "destroyed"
                for state in ("withdrawn", "replaced", "quarantined", "failed")
            },
        }
    ),
    allows=MappingProxyType(
        {
            "accepted": frozenset({"use", "show-receipt", "show-faults"}),
            "tried": frozenset({"show-faults"}),
            "refused": frozenset({"show-faults"}),
            "failed": frozenset({"show-faults"}),
            "replaced": frozenset({"replay", "show-receipt", "show-faults"}),
            "withdrawn": frozenset({"show-receipt"}),
            "quarantined": frozenset({"show-receipt"}),
            "destroyed": frozenset({"show-receipt", "show-certificate"}),
        }
    ),
)
