"""The life of an agreement; its states are worked out from its facts, see agreement/state.py."""

from types import MappingProxyType

from policies.lifecycle.lifecycle import Lifecycle

AGREEMENT = Lifecycle(
    kind="agreement",
    first="draft",
    arrows=MappingProxyType(
        {
            ("draft", "sign"): "partly-signed",
            ("draft", "sign-last"): "signed",
            ("partly-signed", "sign"): "partly-signed",
            ("partly-signed", "amend"): "draft",
            ("partly-signed", "sign-last"): "signed",
            ("signed", "amend"): "draft",
            ("signed", "begin"): "active",
            ("signed", "terminate"): "terminated",
            ("active", "amend"): "draft",
            ("active", "suspend"): "suspended",
            ("active", "expire"): "expired",
            ("active", "terminate"): "terminated",
            ("suspended", "resume"): "active",
            ("suspended", "expire"): "expired",
            ("suspended", "terminate"): "terminated",
            ("expired", "renew"): "draft",
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
