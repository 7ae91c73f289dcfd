"""Minimum necessary: only the columns that a purpose needs, each with its clause."""

from datetime import date

import pytest

from policies.agreement.minimum_necessary import needed_columns, needs, permitted_columns
from schemas.records import TABLES
from tests.builders.facts import TODAY, agreement


@pytest.mark.parametrize("table", TABLES)
def test_somebody_decided_on_every_column_of(table):
    for need in needs():
        needed, dropped = need.needed[table], need.dropped.get(table, frozenset())

        assert needed | dropped == set(TABLES[table].names)
        assert not needed & dropped


def test_quality_improvement_needs_no_zip_code_of_five_digits():
    columns = permitted_columns(agreement(), "person", "HQUALIMP", on=TODAY)

    assert "zip3" in columns
    assert "zip5" not in columns


def test_each_column_rests_on_a_clause():
    columns = permitted_columns(agreement(), "claim_line", "PERFMSR", on=TODAY)

    assert set(columns.values()) == {"agreement A1: purpose HOPERAT, data class claims"}


def test_an_agreement_narrows_a_table():
    narrow = agreement(columns={"claim_line": frozenset({"claim", "person", "charged_amount"})})

    columns = permitted_columns(narrow, "claim_line", "PERFMSR", on=TODAY)

    # It cannot widen it: nobody wrote down that the purpose needs charges.
    assert set(columns) == {"claim", "person"}
    assert all(clause.endswith("columns of claim_line") for clause in columns.values())


@pytest.mark.parametrize("table", ["claim", "claim_line"])
@pytest.mark.parametrize("cost", [True, False])
def test_amounts_are_kept_only_under_the_term_of_cost(table, cost):
    columns = permitted_columns(agreement(cost=cost), table, "HQUALIMP", on=TODAY)

    assert ({"allowed_amount", "paid_amount"} <= set(columns)) is cost
    assert ("allowed_amount" in columns or "paid_amount" in columns) is cost
    assert "charged_amount" not in columns


def test_a_table_that_the_agreement_does_not_cover_has_no_columns():
    assert not permitted_columns(agreement(), "practice_survey", "PERFMSR", on=TODAY)


def test_a_purpose_that_the_agreement_does_not_cover_has_no_columns():
    assert not permitted_columns(agreement(), "claim", "HRESCH", on=TODAY)


def test_a_purpose_whose_needs_nobody_wrote_down_has_no_columns():
    research = agreement(purposes=frozenset({"HRESCH"}))

    assert not permitted_columns(research, "claim", "HRESCH", on=TODAY)


def test_before_the_list_there_is_no_need():
    assert not needed_columns("claim", "HOPERAT", on=date(1999, 12, 31))
