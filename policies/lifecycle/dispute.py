"""The life of a dispute over where a person is counted, from its opening to its decision.

A decision is one of three states, for each has an effect of its own. What was decided counts until
the records that it rests on are destroyed.
"""

from types import MappingProxyType

from policies.lifecycle.lifecycle import Lifecycle

OPEN = ("opened", "under-review")
PLACING = ("decided-here", "decided-elsewhere")

DISPUTE = Lifecycle(
    kind="dispute",
    first="opened",
    arrows=MappingProxyType(
        {
            ("opened", "review"): "under-review",
            ("under-review", "decide-here"): "decided-here",
            ("under-review", "decide-elsewhere"): "decided-elsewhere",
            ("under-review", "uphold"): "upheld",
            **{(state, "withdraw"): "withdrawn" for state in OPEN},
            **{(state, "lapse"): "lapsed" for state in OPEN},
            **{(state, "end"): "ended" for state in (*OPEN, *PLACING)},
        }
    ),
    allows=MappingProxyType(
        {state: frozenset({"hear"}) for state in OPEN}
        | {state: frozenset({"place"}) for state in PLACING}
    ),
)
