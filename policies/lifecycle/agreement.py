"""The life of an agreement; its states are worked out from its facts, see agreement/state.py.

An amendment voids the signatures at once. A renewal does not: the text that holds goes on holding
to its last day, and the renewed one takes its place when every party has signed it.
"""

from types import MappingProxyType

from policies.lifecycle.lifecycle import Lifecycle

AGREEMENT = Lifecycle(
    kind="agreement",
    first="draft",
    arrows=MappingProxyType(
        {
            ("draft", "amend"): "draft",
            ("draft", "sign"): "partly-signed",
            ("draft", "sign-last"): "signed",
            ("draft", "terminate"): "terminated",
            ("partly-signed", "sign"): "partly-signed",
            ("partly-signed", "amend"): "draft",
            ("partly-signed", "sign-last"): "signed",
            ("partly-signed", "terminate"): "terminated",
            ("signed", "amend"): "draft",
            ("signed", "begin"): "active",
            ("signed", "terminate"): "terminated",
            ("active", "amend"): "draft",
            ("active", "renew"): "active",
            ("active", "suspend"): "suspended",
            ("active", "expire"): "expired",
            ("active", "terminate"): "terminated",
            ("suspended", "renew"): "suspended",
            ("suspended", "resume"): "active",
            ("suspended", "expire"): "expired",
            ("suspended", "terminate"): "terminated",
            ("expired", "renew"): "active",
            ("expired", "terminate"): "terminated",
            ("expired", "close"): "closed",
            ("terminated", "close"): "closed",
        }
    ),
    allows=MappingProxyType(
        {
            "draft": frozenset({"edit"}),
            "partly-signed": frozenset({"edit"}),
            "active": frozenset({"hand-in", "use"}),
            "expired": frozenset({"destroy"}),
            "terminated": frozenset({"destroy"}),
        }
    ),
)
