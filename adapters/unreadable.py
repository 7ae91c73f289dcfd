"""The rules that say that something cannot be read at all, rather than what is wrong with it."""

from adapters.archive_account import REMEDIES
from adapters.fhir.decoding import JSON
from adapters.unknown import RULE

RULES = frozenset({RULE, JSON, *REMEDIES})
