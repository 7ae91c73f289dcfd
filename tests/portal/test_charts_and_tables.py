"""No chart shows other numbers than the table beneath it: both are read back from the page."""

import re
from html import unescape
from operator import itemgetter

import pytest

from hub.publication.charts.drawing import GOOD, OWN, PEERS, POOR, QUIET
from tests.builders.drawn import Drawn

CARD = re.compile(r'<(article|section) class="card".*?</\1>', re.S)
NUMBERS = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")
RATE = re.compile(r"\(([\d.]+)%\)")
# Half of what a table rounds to, and the width of a line.
NEAR = 0.55


def cards(client, path):
    """Return the charts of each card of a page, and the rows of its tables by their headings."""
    for found in CARD.finditer(client.get(path).text):
        charts = [Drawn(svg) for svg in re.findall(r"<svg.*?</svg>", found[0], re.S)]
        if charts:
            yield charts, rows(found[0])


def rows(html):
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in html.split("<tr>")[1:]]
    return [[unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells]


def numbers(cell):
    return [float(number.replace(",", "")) for number in NUMBERS.findall(cell)]


def shown(ends):
    return pytest.approx([100 * end for end in ends], abs=NEAR)


ROWS = {
    "a payer's practices": ("payer", "/reports", 3),
    "a payer's practices of one measure": ("payer", "/measures/CMS2/1", 3),
    "the lines of a purchaser": ("purchaser", "/region", 3),
    "all practices, for the convener": ("convener", "/region", 6),
}


@pytest.mark.parametrize(("login", "path", "expected"), ROWS.values(), ids=ROWS)
def test_rows_are_drawn_as_their_table_tells_them(signed_in, login, path, expected):
    (drawn, *_), table = next(cards(signed_in(login), path))
    told = {name: cells for name, *cells in table}
    read = drawn.rows(PEERS)

    for name, (rate, ends) in read.items():
        words, *_, extent = told[name]
        in_words = RATE.search(words)
        assert (rate is None) == (in_words is None)
        assert in_words is None or 100 * rate == pytest.approx(float(in_words[1]), abs=NEAR)
        assert numbers(extent) == (shown(ends) if ends else [])
    assert len(read) == expected


PRACTICES = {
    "of more is better": ("/measures/CMS2/1", "Own"),
    "of few who are scored": ("/measures/CMS159/1", "Own"),
}


@pytest.mark.parametrize(("path", "heading"), PRACTICES.values(), ids=PRACTICES)
def test_the_own_line_among_peers_is_drawn_as_its_table_tells_it(signed_in, path, heading):
    (drawn, *_), table = next(cards(signed_in("practice-large"), path))
    (own,) = [cells for name, *cells in table if name == heading]
    ((x, _, _),), (line,) = drawn.points(), drawn.lines(OWN)

    assert 100 * drawn.across(x) == pytest.approx(float(RATE.search(own[0])[1]), abs=NEAR)
    assert numbers(own[-1]) == shown([drawn.across(end) for end, _ in line])


FUNNELS = {"a practice": "practice-large", "the convener": "convener"}


@pytest.mark.parametrize("login", FUNNELS.values(), ids=FUNNELS)
def test_each_point_of_a_funnel_is_a_row_of_its_table(signed_in, login):
    path = "/measures/CMS159/1" if login == "practice-large" else "/measures/CMS2/1"
    found = list(cards(signed_in(login), path))
    ((drawn, *_), table), *_ = [part for part in found if any("Limits, 95%" in r for r in part[1])]
    told = sorted(numbers(row[1]) + numbers(row[2]) for row in table[1:])
    read = sorted([drawn.across(x), 100 * drawn.upwards(y)] for x, y, _ in drawn.points())

    assert len(read) == len(told) >= 1
    assert read == [[pytest.approx(n, abs=1), pytest.approx(r, abs=NEAR)] for n, r in told]


def test_each_gap_between_groups_is_a_row_of_its_table(signed_in):
    found = list(cards(signed_in("practice-large"), "/measures/CMS159/1"))
    ((drawn, *_), table), *_ = [part for part in found if part[1] and part[1][0][0] == "Group"]
    read = {name: row for c in (GOOD, POOR, QUIET) for name, row in drawn.rows(c).items() if row[1]}

    assert {name: [gap, *ends] for name, (gap, ends) in read.items()} == {
        row[0]: pytest.approx(numbers(row[2]), abs=0.1) for row in table[1:]
    }


def test_what_an_attacker_could_work_out_is_drawn_as_its_table_tells_it(signed_in):
    page = signed_in("privacy").get("/attack").text
    drawn, table = Drawn(re.search(r"<svg.*?</svg>", page, re.S)[0]), rows(page)
    legend, other = drawn.bars(GOOD)[0], drawn.bars(POOR)[0]
    bars = [bar for c in (GOOD, POOR) for bar in drawn.bars(c) if bar not in (legend, other)]
    marks = [*bars, *((x, x, y) for x, y in drawn.diamonds())]
    read = [
        [drawn.across(left), drawn.across(right)]
        for left, right, _ in sorted(marks, key=itemgetter(2))
    ]

    told = [numbers(cell) for row in table[1:] for cell in row[2:4]]

    # A range without an end reaches beyond all that have one.
    assert [ends[: len(known)] for ends, known in zip(read, told, strict=True)] == [
        pytest.approx(known, abs=0.1) for known in told
    ]
    assert len(drawn.diamonds()) == sum(1 for known in told if len(set(known)) < len(known))
