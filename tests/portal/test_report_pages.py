"""Reports as pages: what figures mean, how complete claims are, how much practices can use."""

import pytest

ONE_PAGE = {
    "a practice": ("practice-large", "CMS159", [
        "If you performed like the benchmark of 33%, 38 more patients",
        "Inside the funnel", "Nothing but chance is seen", "Groups of patients in the region",
        "Ethnicity: Male",
    ]),
    "a payer": ("payer", "CMS2", ["Your report", "Harbor Medical Group and Partners"]),
    "the convener": ("convener", "CMS2", ["Practices of every size", "5 comparisons were made"]),
    "a purchaser": ("purchaser", "CMS159", ["The region", "Over time"]),
}  # fmt: skip


@pytest.mark.parametrize(("login", "measure", "words"), ONE_PAGE.values(), ids=ONE_PAGE)
def test_whoever_reads_a_report_finds_each_measure_on_a_page_of_its_own(
    signed_in, login, measure, words
):
    text = signed_in(login).get(f"/measures/{measure}/1").text.replace("&#39;", "'")

    assert [each for each in words if each not in text] == []


def test_the_convener_is_told_what_has_changed_and_how_complete_each_payers_claims_are(signed_in):
    page = signed_in("convener").get("/region").text.replace("&#39;", "'")

    assert "the region's rate has moved up from what was usual, which is good" in page
    assert "of the claims of this period 90 to 95% have arrived" in page
    assert "Paid through 31 January 2027; of this period 90 to 95% of the claims" in page
    assert "Clinicians who feel burned out" in page
    assert "too few answers or practices" in page


def test_a_payer_reads_its_own_claims_by_month_and_a_practice_no_payers(signed_in):
    payer = signed_in("payer").get("/reports").text
    practice = signed_in("practice-large").get("/measures").text

    assert "Share of a month's claims that has arrived, Evergreen Health" in payer
    assert ">961<" in payer
    assert "claims paid through 31 January 2027, complete to 90 to 95%" in practice
    assert "Evergreen Health" not in practice


def test_the_convener_sees_how_much_of_each_measure_practices_can_use_and_why_not_more(
    signed_in, made
):
    page = signed_in("convener").get(f"/releases/{made['release']}").text
    table = page.split("Statements by measure")[1].split("</table>")[0]
    rows = [row for row in table.split("<tr>") if "Screening for depression" in row]
    reasons = page.split("Reasons by practice and measure")[1].split("</table>")[0]

    # Two practices: a count, and a range.
    assert [part.split("<")[0] for part in rows[0].split('<td class="number">')[1:]] == [
        "2", "1", "1", "0", "0", "0", "0", "100%",
    ]  # fmt: skip
    assert "deciles, benchmark" in rows[0]
    assert "Birch Street Practice" in reasons
    assert "so few patients" in reasons
