"""The chapter of the rule book on consents: what one, several and revoked ones come to."""

from collections.abc import Iterable, Iterator, Mapping

from policies.consent.consent import Consent
from policies.consent.judge import judge
from policies.consent.revocation import revoked_with_copies
from policies.consent.several import Strategy, combined, newest_first
from policies.consent.terms import Question
from tests.builders.facts import NOW
from tests.spec.consent import test_judge, test_revocation, test_several

INTRODUCTION = """## Consents

What the consents of one person come to for one question, as the rules above ask for it. By
deny-overrides any no counts; by most-recent the last word that speaks of the question.
"""
HOLDERS = ("payer", "program", "clinic")


def chapter() -> str:
    """Return the chapter as Markdown; every answer is computed while it is made."""
    return "\n".join(
        [
            INTRODUCTION,
            *_table("One consent (42 CFR 2.31)", "case | comes to", _alone()),
            *_table(
                "Several consents",
                "case | deny-overrides | most-recent",
                _several(test_several.CASES),
            ),
            *_table(
                "Copies of a consent, one of them revoked (42 CFR 2.31(c))",
                "case | deny-overrides | most-recent",
                _several(test_revocation.DOCUMENTS),
            ),
            *_table(
                "Whom a revocation binds (42 CFR 2.31(c), 2.33(a))",
                "case | the payer's rows | the program's | those of one who sent nothing",
                _bound(),
            ),
        ]
    )


def _table(title: str, head: str, rows: Iterable[Iterable[str]]) -> list[str]:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    rule = "|".join("---" for _ in head.split(" | "))
    return [f"### {title}\n", f"| {head} |", f"|{rule}|", *lines, ""]


def _alone() -> Iterator[tuple[str, ...]]:
    for title, (given, asked, _) in test_judge.CASES.items():
        yield title, _come_to([given], asked, Strategy.DENY_OVERRIDES)


def _several(cases: Mapping[str, tuple[list[Consent], str, str]]) -> Iterator[tuple[str, ...]]:
    for title, (given, *_) in cases.items():
        yield title, *(_come_to(given, test_revocation.ASKED, strategy) for strategy in Strategy)


def _bound() -> Iterator[tuple[str, ...]]:
    for title, (rows, *_) in test_revocation.CASES.items():
        yield title, *(test_revocation.stands(rows, whose)[0] for whose in HOLDERS)


def _come_to(given: Iterable[Consent], asked: Question, strategy: Strategy) -> str:
    known = revoked_with_copies(list(given), NOW)
    return combined(newest_first(judge(one, asked) for one in known), strategy).title
