"""The pages of disputes without a browser: who sees what where there is little to see."""

import pytest

from tests.portal.test_access import csrf_of


def test_a_practice_whose_tokens_do_not_link_reads_what_it_needs(signed_in):
    client = signed_in("practice-large")
    page = client.get("/attribution").text
    asked = client.post("/attribution/ask", data={"csrf": csrf_of(page), "token": "tok-1"})

    assert "This needs an agreement in force" in page
    assert "Where is this patient counted?" not in page
    assert asked.status_code == 409
    assert "tok-1" not in asked.text


@pytest.mark.parametrize(
    ("login", "path", "words"),
    [
        ("practice-large", "/attribution", "A dispute that you open appears here"),
        ("payer", "/hearings", "Nobody disputes where a member on your roster is counted."),
        ("convener", "/disputes", "No practice disputes where a patient"),
        ("practice-large", "/measures", "Ask where a patient is counted"),
        ("practice-large", "/measures", "Large Clinic: 20 to 25%"),
        ("payer", "/reports", "About 15 decided disputes bear on it."),
    ],
)
def test_each_party_has_its_page(signed_in, made, login, path, words):
    assert words in signed_in(login).get(path).text


@pytest.mark.parametrize(
    ("login", "path", "form"),
    [
        ("practice-large", "/attribution/none/withdraw", {}),
        ("payer", "/hearings/none/answer", {"answer": "confirm"}),
        ("convener", "/disputes/none/review", {}),
        ("convener", "/disputes/none/decide", {"outcome": "upheld"}),
    ],
)
def test_what_is_not_there_is_not_decided(signed_in, made, login, path, form):
    client = signed_in(login)
    home = {"practice-large": "/attribution", "payer": "/submissions/new", "convener": "/calendar"}
    csrf = csrf_of(client.get(home[login]).text)

    assert client.post(path, data=form | {"csrf": csrf}).status_code == 404
