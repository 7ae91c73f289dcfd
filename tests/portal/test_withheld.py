"""The bars of what was withheld: one for each citation."""

from hub.portal.privacy.withheld import by_citation


def test_reasons_under_one_citation_are_one_bar():
    rules = [
        {"citation": "42 CFR 2.31(c)", "records": 22},
        {"citation": "42 CFR 2.31(a)(5)", "records": 30},
        {"citation": "42 CFR 2.31(c)", "records": 16},
        {"citation": "42 CFR 2.13(a)", "records": 0},
    ]

    assert by_citation(rules) == [("42 CFR 2.31(c)", 38), ("42 CFR 2.31(a)(5)", 30)]
