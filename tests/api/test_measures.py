"""Measures over the API: what their pages say, to whoever asks."""

import pytest

from hub.measures.measure import measure_named, measures
from hub.measures.page import page

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PATH = "/api/v1/measures"
# Of the steward and of the hub, with strata, rates beside one another, dated codes, and a term.
SHOWN = ("CMS159", "HUB-FUM", "HUB-GAD7-TT", "HUB-COST")


def test_the_list_names_every_measure_and_its_rates(browser):
    told = browser.get(PATH).get_json()

    assert [each["identifier"] for each in told] == [each.identifier for each in measures()]
    assert all(each["rates"] for each in told)


def test_a_measure_is_told_as_on_its_page(browser):
    for name in SHOWN:
        told, written = browser.get(f"{PATH}/{name}").get_json(), page(measure_named(name))

        assert lines_of(told) <= set(written.splitlines())
        assert len(told["criteria"]) == written.split("## Worked")[0].count("\n- **")
        assert told["sql"] == measure_named(name).sql
        assert told["term"] == ("cost" if name == "HUB-COST" else None)


def test_a_measure_that_there_is_not_is_not_found(browser):
    answer = browser.get(f"{PATH}/CMS0")

    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def lines_of(told):
    """The lines of the page that the answer of the API comes to."""
    texts = [*told["examples"], *told["known_differences"]]
    return {
        f"# {told['title']} ({told['identifier']})",
        f"- Goal {told['goal']}: {told['goal_means']}",
        *(f"- **{each['name']}**: {each['means']}" for each in told["criteria"]),
        *(f"- {text[0].upper()}{text[1:]}" for text in texts),
        *(f"| {each['title']} | {each['oid']} | {codes(each)} |" for each in told["value_sets"]),
        *(f"- {table}: {', '.join(columns)}" for table, columns in told["reads"].items()),
        *(
            f"Stratified by {each['means']}: {', '.join(each['values'])}."
            for each in told["strata"]
        ),
        *(rate_line(each) for each in told["rates"]),
    }


def rate_line(rate):
    per = f", per {rate['per']:,}" if rate["per"] > 1 else ""
    beside = f", beside rate {rate['beside']}" if rate["beside"] else ""
    return f"{rate['rate']}. **{rate['title']}**{per}{beside}: {', '.join(rate['populations'])}"


def codes(value_set):
    if value_set["codes"] is None:
        return "the steward's list"
    words = []
    for code in value_set["codes"]:
        first = f" from {code['start']}" if code["start"] else ""
        last = f" to {code['end']}" if code["end"] else ""
        words.append(f"{code['code']}{first}{last}".replace("*", r"\*"))
    return ", ".join(words)
