"""Whose word counts on where a person belongs: each release says which."""

from collections.abc import Mapping
from types import MappingProxyType

NETWORK = "network"
PAYER_ROSTERS = "payer-rosters"
PRACTICE_LISTS = "practice-lists"
VISITS = "visits"

CHOICES: Mapping[str, str] = MappingProxyType(
    {
        NETWORK: "the person's choice, lists, registries, then visits",
        PAYER_ROSTERS: "the rosters of payers alone",
        PRACTICE_LISTS: "the practices' own lists alone",
        VISITS: "most primary care visits in 24 months alone",
    }
)
