"""The life of a release, from its snapshot to its publication and what follows."""

from types import MappingProxyType

from policies.lifecycle.lifecycle import Lifecycle

RELEASE = Lifecycle(
    kind="release",
    first="draft",
    steps=("computing", "protecting"),
    arrows=MappingProxyType(
        {
            ("draft", "snapshot"): "frozen",
            ("frozen", "compute"): "computing",
            ("computing", "protect"): "protecting",
            ("protecting", "preview"): "previewed",
            ("computing", "restart"): "frozen",
            ("protecting", "restart"): "frozen",
            ("computing", "fail"): "failed",
            ("protecting", "fail"): "failed",
            ("failed", "restart"): "frozen",
            ("failed", "discard"): "discarded",
            ("draft", "discard"): "discarded",
            ("frozen", "discard"): "discarded",
            ("previewed", "reject"): "draft",
            ("previewed", "approve"): "approved",
            ("approved", "reject"): "draft",
            ("approved", "sign"): "signed",
            ("signed", "publish"): "published",
            ("published", "correct"): "corrected",
            ("published", "withdraw"): "withdrawn",
            ("corrected", "withdraw"): "withdrawn",
        }
    ),
    allows=MappingProxyType(
        {
            "previewed": frozenset({"review"}),
            "approved": frozenset({"review"}),
            "signed": frozenset({"review", "verify"}),
            "published": frozenset({"read", "verify", "replay"}),
            "corrected": frozenset({"verify", "replay"}),
            "withdrawn": frozenset({"verify"}),
        }
    ),
)
