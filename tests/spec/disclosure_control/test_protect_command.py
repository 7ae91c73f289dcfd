"""`hub protect`: any table in, what may be shown out; the exit status is the verdict."""

import csv
import io
import json

import pytest
from rich.status import Status

from hub.cli import main

FOUR = """row,column,n
w,a,30
w,b,47
x,a,90
x,b,5
y,a,92
y,b,100
"""


@pytest.fixture
def told(tmp_path, capsys):
    """Write the files, run the command on the first, and return its status and its document."""

    def run(files, *words):
        for name, text in files.items():
            (tmp_path / name).write_text(text)
        paths = [str(tmp_path / word) if word in files else word for word in words]
        paths = [
            f"{word.split('=')[0]}={tmp_path / word.split('=')[1]}" if "=" in word else word
            for word in paths
        ]
        first = str(tmp_path / next(iter(files)))
        status = main(["protect", first, *paths, "--json"])
        return status, json.loads(capsys.readouterr().out)

    return run


def by(document, **key):
    """The cell with this key, at the total of what is not named."""
    count = key.pop("count", "n")
    for cell in document["cells"]:
        wanted = dict.fromkeys(cell["by"], "Total") | key
        if cell["by"] == wanted and cell["count"] == count:
            return cell
    raise AssertionError(key)


def test_totals_over_every_subset_are_added(told):
    status, document = told({"t.csv": FOUR}, "--by", "row,column", "--count", "n")

    assert status == 0
    assert len(document["cells"]) == 4 * 3
    assert by(document)["value"] == 364
    assert by(document, row="y")["value"] == 192


def test_a_cell_says_its_status_and_the_narrowest_interval_and_whose_it_is(told):
    _, document = told({"t.csv": FOUR}, "--by", "row,column", "--count", "n")
    cell = by(document, row="x", column="b")

    assert cell["status"] == "primary"
    assert cell["value"] is None
    assert cell["viewer"] == "outsider"
    assert cell["interval"][0] == 0
    assert cell["interval"][1] >= 11
    assert by(document, row="y", column="Total")["interval"] == [192, 192]


def test_two_counts_make_their_sum_a_cell(told):
    text = "row,met,not_met\na,30,4\nb,50,60\nc,40,50\n"
    _, document = told({"t.csv": text}, "--by", "row", "--count", "met", "--count", "not_met")

    assert by(document, row="b", count="Total")["value"] == 110
    assert by(document, row="a", count="not_met")["status"] == "primary"


def test_an_absent_row_is_a_zero_that_is_published(told):
    _, document = told(
        {"t.csv": "row,column,n\na,x,20\nb,y,30\n"}, "--by", "row,column", "--count", "n"
    )

    assert by(document, row="a", column="y")["value"] == 0


def test_a_hierarchy_adds_its_groups(told):
    files = {"t.csv": "place,n\na,20\nb,4\nc,60\n", "h.csv": "child,parent\na,north\nb,north\n"}
    _, document = told(files, "--by", "place", "--count", "n", "--hierarchy", "place=h.csv")

    assert by(document, place="b")["status"] == "primary"
    assert {cell["by"]["place"] for cell in document["cells"]} == {"a", "b", "c", "north", "Total"}


LEFT = "county,place,n\n" + "".join(
    f"{'1' if place in 'ABIJ' else '2'},{place},{n}\n"
    for place, n in zip("ABIJKLMN", (2, 2, 80, 80, 3, 3, 3, 70), strict=True)
)
RIGHT = "size,place,n\n" + "".join(
    f"{'s' if place in 'ABIJKN' else 'b'},{place},{n}\n"
    for place, n in zip("ABIJKLMN", (2, 2, 80, 80, 3, 3, 3, 70), strict=True)
)


def test_a_linked_table_is_protected_with_the_table_and_no_leak_is_between_them(told):
    files = {"t.csv": LEFT, "l.csv": RIGHT}
    alone = told(files, "--by", "county,place", "--count", "n")[1]
    status, both = told(files, "--by", "county,place", "--count", "n", "--link", "l.csv")

    assert status == 0
    assert by(both, place="K", size="Total", county="Total")["status"] == "primary"
    assert len(both["cells"]) > len(alone["cells"])
    assert all(
        cell["interval"][1] is None or cell["interval"][1] >= 11
        for cell in both["cells"]
        if cell["status"] == "primary"
    )


def test_linked_tables_that_disagree_are_unreadable(told):
    files = {"t.csv": LEFT, "l.csv": RIGHT.replace("s,A,2", "s,A,5")}
    status, document = told(files, "--by", "county,place", "--count", "n", "--link", "l.csv")

    assert status == 2
    assert "error" in document


PAYERS = "practice,payer,n\n" + "".join(
    f"p{row},{payer},{n}\n"
    for row, line in enumerate(((3, 40, 60), (50, 6, 70), (80, 90, 30), (20, 25, 33)))
    for payer, n in zip("abc", line, strict=True)
)


def test_each_value_of_the_viewer_column_is_a_viewer(told):
    _, outside = told({"t.csv": PAYERS}, "--by", "practice,payer", "--count", "n")
    status, document = told(
        {"t.csv": PAYERS}, "--by", "practice,payer", "--count", "n", "--viewer", "payer"
    )

    assert status == 0
    assert document["summary"]["viewers"] == ["outsider", "a", "b", "c"]
    assert document["summary"]["secondary"] > outside["summary"]["secondary"]
    assert by(document, practice="p0", payer="a")["viewer"] in {"b", "c"}


def test_a_viewer_that_no_table_shows_knows_its_part_of_every_cell(told):
    text = "practice,payer,n\np,a,20\np,b,5\nq,a,40\nq,b,50\nr,a,60\nr,b,70\n"
    _, outside = told({"t.csv": text}, "--by", "practice", "--count", "n")
    status, document = told(
        {"t.csv": text}, "--by", "practice", "--count", "n", "--viewer", "payer"
    )

    assert outside["summary"]["published"] == 4
    assert status == 0
    # 25 people of whom payer a knows 20 would tell it that the others are 5.
    assert by(document, practice="p")["status"] != "published"
    assert "payer" not in document["cells"][0]["by"] or by(document, practice="p")


def test_few_contributors_are_protected(told):
    rows = [("few", "a", 40), ("few", "b", 40), ("two", "a", 50), ("two", "b", 50)]
    rows += [("many", name, 20) for name in "abcdef"] + [("more", name, 30) for name in "abcdef"]
    text = "practice,payer,n\n" + "".join(f"{p},{c},{n}\n" for p, c, n in rows)
    _, document = told(
        {"t.csv": text}, "--by", "practice", "--count", "n", "--contributor", "payer"
    )

    assert by(document, practice="few")["status"] == "primary"
    assert by(document, practice="many")["status"] == "published"
    assert document["summary"]["rules"]["minimum-contributors"] == "5"


BEHIND = {
    "four, a quarter each": ((25, 25, 25, 25), "primary"),
    "five, a fifth each": ((20, 20, 20, 20, 20), "published"),
    "six, one with half": ((50, 11, 11, 11, 11, 6), "primary"),
    "six, one with a quarter": ((25, 15, 15, 15, 15, 15), "published"),
}


@pytest.mark.parametrize(("held", "status"), BEHIND.values(), ids=BEHIND)
def test_each_contributor_rule_stands_alone(told, held, status):
    rows = [("p", f"c{n}", size) for n, size in enumerate(held)]
    rows += [(place, f"c{n}", 30) for place in "qr" for n in range(6)]
    text = "practice,payer,n\n" + "".join(f"{p},{c},{n}\n" for p, c, n in rows)
    words = ("--by", "practice", "--count", "n", "--contributor", "payer")
    _, document = told({"t.csv": text}, *words)

    assert by(document, practice="p")["status"] == status


def released(path):
    with path.open() as file:
        return {
            tuple(value for name, value in row.items() if name != "value"): row["value"]
            for row in csv.DictReader(file)
        }


def test_the_release_has_one_mark_and_never_says_why(told, tmp_path):
    out = tmp_path / "release.csv"
    told({"t.csv": FOUR}, "--by", "row,column", "--count", "n", "--release", str(out))
    values = set(released(out).values())

    assert {value for value in values if not value.isdigit()} == {"suppressed"}
    assert "primary" not in out.read_text()
    assert "secondary" not in out.read_text()


QUARTER = "row,column,n\nw,a,30\nw,b,47\nx,a,90\nx,b,65\ny,a,92\ny,b,100\n"
YEAR = "row,column,n\nw,a,33\nw,b,61\nx,a,105\nx,b,80\ny,a,112\ny,b,121\n"


@pytest.mark.parametrize("form", ["json", "csv"])
def test_what_an_earlier_output_lets_subtract_is_protected(told, tmp_path, form):
    out = tmp_path / "earlier.csv"
    words = ("--by", "row,column", "--count", "n")
    _, first = told({"q.csv": QUARTER}, *words, "--release", str(out))
    (tmp_path / "earlier.json").write_text(json.dumps(first))
    _, alone = told({"t.csv": YEAR}, *words)
    status, document = told(
        {"t.csv": YEAR}, *words, "--previous", str(tmp_path / f"earlier.{form}")
    )

    assert alone["summary"]["published"] == 12
    assert status == 0
    # 33 less 30 would tell of three people.
    assert by(document, row="w", column="a")["status"] != "published"
    assert {cell["status"] for cell in document["cells"]} == {"published", "secondary"}


def test_an_earlier_output_of_the_same_table_changes_nothing(told, tmp_path):
    words = ("--by", "row,column", "--count", "n")
    _, first = told({"t.csv": FOUR}, *words)
    (tmp_path / "earlier.json").write_text(json.dumps(first))
    status, again = told({"t.csv": FOUR}, *words, "--previous", str(tmp_path / "earlier.json"))

    assert status == 0
    assert [c["status"] for c in again["cells"]] == [c["status"] for c in first["cells"]]


def test_a_release_that_fell_may_stand_between_two_that_grew(told, tmp_path):
    words = ("--by", "row", "--count", "n")
    earlier: list[str] = []
    for name, text in (("one", "row,n\na,60\nb,25\n"), ("two", "row,n\na,40\nb,25\n")):
        more = ("--previous", *earlier) if earlier else ()
        _, document = told({"t.csv": text}, *words, *more)
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
        earlier.append(str(tmp_path / f"{name}.json"))
    status, third = told({"t.csv": "row,n\na,90\nb,65\n"}, *words, "--previous", *earlier)

    assert status == 0
    assert by(third, row="a")["value"] == 90


def test_a_leak_that_earlier_outputs_made_is_a_negative_answer_and_releases_nothing(told, tmp_path):
    words = ("--by", "row,column", "--count", "n")
    _, first = told({"q.csv": QUARTER}, *words)
    _, second = told({"t.csv": YEAR}, *words)
    for name, document in (("one.json", first), ("two.json", second)):
        (tmp_path / name).write_text(json.dumps(document))
    out = tmp_path / "release.csv"
    earlier = [str(tmp_path / "one.json"), str(tmp_path / "two.json")]
    more = YEAR.replace("33", "60")
    status, document = told({"m.csv": more}, *words, "--previous", *earlier, "--release", str(out))

    assert status == 1
    assert document["summary"]["leaks"]
    assert not out.exists()


def test_the_audit_record_names_the_system_the_rules_and_every_viewer(told):
    _, document = told(
        {"t.csv": PAYERS}, "--by", "practice,payer", "--count", "n", "--viewer", "payer", "--audit"
    )
    audit = document["audit"]

    assert len(audit["system"]) == 64
    assert audit["rules"] == {"minimum-cell-size": "11"}
    assert [viewer["viewer"] for viewer in audit["viewers"]] == ["outsider", "a", "b", "c"]
    assert all(viewer["intervals"] for viewer in audit["viewers"])


WRONG = {
    "a part of a person": ("row,n\na,4.5\n", ("--by", "row", "--count", "n")),
    "more than people there are": ("row,n\na,1000000000\n", ("--by", "row", "--count", "n")),
    "no count at all": ("row,n\na,\n", ("--by", "row", "--count", "n")),
    "a column named twice": ("row,n\na,4\n", ("--by", "row,row", "--count", "n")),
    "two columns of one name": ("row,row,n\na,b,4\n", ("--by", "row", "--count", "n")),
    "a count named twice": ("row,n\na,4\n", ("--by", "row", "--count", "n", "n")),
    "counts that are categories": ("row,n\na,4\n", ("--by", "row,n", "--count", "n")),
    "counts that are viewers": ("row,n\na,4\n", ("--by", "row", "--count", "n", "--viewer", "n")),
    "a name that is taken": ("window,n\na,4\n", ("--by", "window", "--count", "n")),
    "a count named as totals are": ("row,Total\na,4\n", ("--by", "row", "--count", "Total")),
    "a column that starts with a line": ("_row,n\na,4\n", ("--by", "_row", "--count", "n")),
    "no such column": ("row,n\na,1\n", ("--by", "rows", "--count", "n")),
    "not a number": ("row,n\na,many\n", ("--by", "row", "--count", "n")),
    "below zero": ("row,n\na,-4\n", ("--by", "row", "--count", "n")),
    "a total among inner cells": ("row,n\na,4\nTotal,4\n", ("--by", "row", "--count", "n")),
    "no count column": ("row,n\na,4\n", ("--by", "row")),
    "no such file": ("row,n\na,4\n", ("--by", "row", "--count", "n", "--link", "nowhere.csv")),
    "a hierarchy of no column": (
        "row,n\na,4\n",
        ("--by", "row", "--count", "n", "--hierarchy", "x=t.csv"),
    ),
    "before any rule": ("row,n\na,4\n", ("--by", "row", "--count", "n", "--on", "2001-01-01")),
    "not a hierarchy": ("row,n\na,4\n", ("--by", "row", "--count", "n", "--hierarchy", "row")),
    "no column of categories": ("row,n\na,4\n", ("--by", ",", "--count", "n")),
}


SPELLINGS = {
    "commas": ("--by", "row,column", "--count", "n"),
    "spaces": ("--by", "row", "column", "--count", "n"),
    "again": ("--by", "row", "--by", "column", "--count", "n"),
}


@pytest.mark.parametrize("words", SPELLINGS.values(), ids=SPELLINGS)
def test_columns_are_named_in_any_usual_way(told, words):
    assert told({"t.csv": FOUR}, *words)[1] == told({"t.csv": FOUR}, *SPELLINGS["commas"])[1]


def test_the_table_may_come_last(tmp_path, capsys):
    (tmp_path / "t.csv").write_text(FOUR)
    words = ["--by", "row", "column", "--count", "n", str(tmp_path / "t.csv"), "--json"]

    assert main(["protect", *words]) == 0
    assert len(json.loads(capsys.readouterr().out)["cells"]) == 12

    assert main(["protect", "--by", "row", "--count", "n", "--json"]) == 2


ODD = {
    "a count column of the name count": ("row,count\na,30\nb,7\nc,50\n", "count"),
    "rows of one combination": ("row,n\na,10\na,20\nb,7\nc,50\n", "n"),
    "spaces around counts": ("row,n\na, 30 \nb,7\nc,50\n", "n"),
    "a mark of the byte order": ("\ufeffrow,n\na,30\nb,7\nc,50\n", "n"),
    "lines of Windows": ("row,n\r\na,30\r\nb,7\r\nc,50\r\n", "n"),
}


@pytest.mark.parametrize(("text", "count"), ODD.values(), ids=ODD)
def test_odd_tables_are_read(told, text, count):
    status, document = told({"t.csv": text}, "--by", "row", "--count", count)

    assert status == 0
    assert by(document, row="b", count=count)["status"] == "primary"
    assert by(document, row="Total", count=count)["value"] == 87


def test_blank_and_foreign_categories_are_categories(told):
    text = "row,n\n,30\nZürich 東,7\nc,50\n"
    _, document = told({"t.csv": text}, "--by", "row", "--count", "n")

    assert {cell["by"]["row"] for cell in document["cells"]} == {"", "Zürich 東", "c", "Total"}


def test_a_name_may_hold_a_comma(told):
    text = '"place, of work",n\na,30\nb,3\nc,44\n'
    status, document = told({"t.csv": text}, "--by", "place, of work", "--count", "n")

    assert status == 0
    assert by(document, **{"place, of work": "c"})["value"] == 44


def test_a_blank_category_of_an_earlier_public_table_is_no_total(told, tmp_path):
    files = {"t.csv": "row,n\n,20\na,30\nb,44\n"}
    words = ("--by", "row", "--count", "n")
    told(files, *words, "--release", str(tmp_path / "out.csv"))
    status, document = told(files, *words, "--previous", str(tmp_path / "out.csv"))

    assert status == 0
    assert by(document, row="")["value"] == 20
    assert by(document)["value"] == 94


def test_a_column_that_only_says_who_stands_behind_is_no_part_of_the_output(told, tmp_path):
    rows = "".join(f"{place},{who},{n}\n" for place in "ab" for who, n in (("x", 20), ("y", 30)))
    files = {"t.csv": f"row,who,n\n{rows}"}
    words = ("--by", "row", "--count", "n", "--viewer", "who")
    _, document = told(files, *words, "--release", str(tmp_path / "out.csv"))
    (tmp_path / "first.json").write_text(json.dumps(document))
    status, again = told(files, *words, "--previous", str(tmp_path / "first.json"))

    assert [cell["by"] for cell in document["cells"]] == [
        {"row": "a"},
        {"row": "b"},
        {"row": "Total"},
    ]
    assert (tmp_path / "out.csv").read_text().splitlines()[0] == "row,count,value"
    assert status == 0
    assert again["cells"] == document["cells"]


def test_a_viewer_learns_of_no_few_who_left_when_it_takes_its_own_change_away(told, tmp_path):
    """In w 13 fewer are counted, 4 fewer of payer a: 9 fewer of everyone else."""
    rest = "x,a,80\nx,b,90\nx,c,70\ny,a,60\ny,b,75\ny,c,95\n"
    words = ("--by", "row", "--count", "n", "--viewer", "who")
    _, first = told({"t.csv": f"row,who,n\nw,a,40\nw,b,60\nw,c,60\n{rest}"}, *words)
    (tmp_path / "first.json").write_text(json.dumps(first))
    files = {"u.csv": f"row,who,n\nw,a,36\nw,b,100\nw,c,11\n{rest}"}
    plain = ("--by", "row", "--count", "n")
    _, outside = told(files, *plain, "--previous", str(tmp_path / "first.json"))
    status, inside = told(files, *words, "--previous", str(tmp_path / "first.json"))

    assert status == 0
    assert by(first, row="w")["value"] == 160
    assert by(outside, row="w")["value"] == 147
    assert by(inside, row="w")["value"] is None


def test_where_as_many_came_as_left_a_viewer_who_brought_them_is_left_in_doubt(told, tmp_path):
    """In w as many are counted as before, 5 more of payer a: 5 fewer of everyone else."""
    rest = "x,a,80\nx,b,90\nx,c,70\ny,a,60\ny,b,75\ny,c,95\n"
    words = ("--by", "row,who", "--count", "n", "--viewer", "who")
    _, first = told({"t.csv": f"row,who,n\nw,a,40\nw,b,60\nw,c,60\n{rest}"}, *words)
    (tmp_path / "first.json").write_text(json.dumps(first))
    files = {"u.csv": f"row,who,n\nw,a,45\nw,b,100\nw,c,15\n{rest}"}
    status, inside = told(files, *words, "--previous", str(tmp_path / "first.json"))

    assert status == 0
    assert by(first, row="w")["value"] == 160
    assert by(inside, row="w")["value"] is None
    assert by(inside, row="w", who="a")["value"] is None


BROUGHT = "row,who,n\n" + "".join(
    f"{row},{who},{n}\n"
    for row, line in {"w": (30, 40, 35), "v": (50, 60, 70), "u": (40, 45, 80)}.items()
    for who, n in zip("xyz", line, strict=True)
)
GREW = BROUGHT.replace("v,x,50\nv,y,60\nv,z,70", "v,x,70\nv,y,90\nv,z,100").replace(
    "u,x,40\nu,y,45\nu,z,80", "u,x,60\nu,y,70\nu,z,110"
)
# In w 57 more are counted: 50 of x and 7 of everyone else; or 105, of whom x brought 50.
FEW = GREW.replace("w,x,30\nw,y,40", "w,x,80\nw,y,47")
MANY = GREW.replace("w,x,30\nw,y,40\nw,z,35", "w,x,80\nw,y,70\nw,z,60")
BROUGHT_BEFORE = {
    "few others, nothing held": (FEW, False, {"u": None, "v": None, "w": None, "Total": None}),
    "few others, all held": (FEW, True, {"u": None, "v": 260, "w": None, "Total": 662}),
    "many others, nothing held": (MANY, False, {"u": None, "v": None, "w": 210, "Total": None}),
    "many others, all held": (MANY, True, {"u": 240, "v": 260, "w": 210, "Total": 710}),
}


@pytest.mark.parametrize(("text", "held", "shown"), BROUGHT_BEFORE.values(), ids=BROUGHT_BEFORE)
def test_what_a_viewer_may_have_brought_is_in_doubt_unless_the_earlier_table_says(
    told, tmp_path, text, held, shown
):
    words = ("--by", "row", "--count", "n", "--viewer", "who")
    _, first = told({"one.csv": BROUGHT}, *words)
    (tmp_path / "first.json").write_text(json.dumps(first))
    before = ("--previous-table", str(tmp_path / "one.csv")) if held else ()
    status, later = told(
        {"two.csv": text}, *words, "--previous", str(tmp_path / "first.json"), *before
    )

    assert status == 0
    assert {cell["by"]["row"]: cell["value"] for cell in later["cells"]} == shown


WRONG_BEFORE = {
    "of another run": (("--previous", "first.json", "--previous-table", "two.csv"), "is not that"),
    "one too few": (("--previous", "first.json", "first.json", "--previous-table", "one.csv"), "each"),
    "of no run": (("--previous-table", "one.csv"), "give one --previous-table for each"),
    "a linked one of nothing": (
        ("--previous", "first.json", "--previous-table", "one.csv", "--previous-link", "one.csv"),
        "give one --previous-link for each --link",
    ),
    "of other columns": (("--previous", "first.json", "--previous-table", "o.csv"), "missing"),
}  # fmt: skip


@pytest.mark.parametrize(("more", "words"), WRONG_BEFORE.values(), ids=WRONG_BEFORE)
def test_an_earlier_table_goes_with_its_run(told, tmp_path, more, words):
    plain = ("--by", "row", "--count", "n", "--viewer", "who")
    _, first = told({"one.csv": BROUGHT}, *plain)
    (tmp_path / "first.json").write_text(json.dumps(first))
    (tmp_path / "o.csv").write_text("row,n\nw,105\n")
    paths = [word if word.startswith("-") else str(tmp_path / word) for word in more]
    status, document = told({"two.csv": FEW}, *plain, *paths)

    assert status == 2
    assert words in document["error"]["title"]


def kinds(lines):
    """A table by kind that shares its lines by payer with that by row."""
    return "kind,who,n\n" + "".join(
        f"{kind},{who},{n}\n"
        for kind, line in lines.items()
        for who, n in zip("xyz", line, strict=True)
    )


# Of each kind many of others came; of the second, beside 80 of x, in the other case 8 of others.
KINDS = kinds({"a": (60, 70, 85), "b": (60, 75, 100)})
LINKED_BEFORE = {
    "many others, nothing held": ({"a": (80, 110, 125), "b": (130, 120, 145)}, False, [None, 395]),
    "many others, all held": ({"a": (80, 110, 125), "b": (130, 120, 145)}, True, [315, 395]),
    "few others, all held": ({"a": (70, 152, 165), "b": (140, 78, 105)}, True, [None, None]),
}


@pytest.mark.parametrize(("lines", "held", "shown"), LINKED_BEFORE.values(), ids=LINKED_BEFORE)
def test_what_was_linked_with_an_earlier_table_is_held_too(told, tmp_path, lines, held, shown):
    words = ("--by", "row", "--count", "n", "--viewer", "who", "--link")
    _, first = told({"one.csv": BROUGHT, "kinds.csv": KINDS}, *words, "kinds.csv")
    (tmp_path / "first.json").write_text(json.dumps(first))
    before = ["--previous", "first.json", "--previous-table", "one.csv"]
    before += ["--previous-link", "kinds.csv"] if held else []
    paths = [word if word.startswith("-") else str(tmp_path / word) for word in before]
    status, later = told({"two.csv": MANY, "more.csv": kinds(lines)}, *words, "more.csv", *paths)

    assert status == 0
    assert [by(later, kind=name)["value"] for name in lines] == shown


def test_groups_of_a_hierarchy_are_no_viewers(told):
    files = {"t.csv": PAYERS, "h.csv": "child,parent\na,blue\nb,blue\nc,\n"}
    words = ("--by", "practice,payer", "--count", "n", "--viewer", "payer")
    _, document = told(files, *words, "--hierarchy", "payer=h.csv")

    assert document["summary"]["viewers"] == ["outsider", "a", "b", "c"]


def test_a_group_of_one_child_is_as_secret_as_the_child(told):
    files = {"t.csv": "place,n\na,4\nb,40\nc,60\n", "h.csv": "child,parent\na,alone\n"}
    _, document = told(files, "--by", "place", "--count", "n", "--hierarchy", "place=h.csv")

    assert by(document, place="a")["status"] == "primary"
    assert by(document, place="alone")["status"] == "primary"


def test_an_earlier_output_that_does_not_add_up_is_unreadable(told, tmp_path):
    (tmp_path / "p.csv").write_text("row,column,count,value\nw,a,n,44\nw,b,n,4\nw,Total,n,45\n")
    status, document = told(
        {"t.csv": FOUR}, "--by", "row,column", "--count", "n", "--previous", str(tmp_path / "p.csv")
    )

    assert status == 2
    assert document["error"]["title"] == "an earlier run does not add up"


def test_a_table_without_rows_is_a_total_of_nobody(told):
    status, document = told({"t.csv": "row,n\n"}, "--by", "row", "--count", "n")

    assert status == 0
    assert [cell["value"] for cell in document["cells"]] == [0]


@pytest.mark.parametrize(("text", "words"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_read_is_a_problem_without_a_value(told, text, words):
    status, document = told({"t.csv": text}, *words)

    assert status == 2
    assert set(document) == {"error"}
    assert "did not foresee" not in document["error"]["title"]
    assert "many" not in json.dumps(document)


EARLIER = {
    "a part of a person": '{"cells": [{"by": {"row": "w", "column": "a"}, "count": "n", '
    '"status": "published", "value": 30.7}]}',
    "a word for a count": '{"cells": [{"by": {"row": "w", "column": "a"}, "count": "n", '
    '"status": "published", "value": true}]}',
    "more than people there are": "row,column,count,value\nw,a,n,99999999999999999999\n",
    "a digit that is no number": "row,column,count,value\nw,a,n,²\n",
}


@pytest.mark.parametrize("text", EARLIER.values(), ids=EARLIER)
def test_an_earlier_output_that_holds_no_counts_is_unreadable(told, tmp_path, text):
    (tmp_path / "p").write_text(text)
    words = ("--by", "row,column", "--count", "n", "--previous", str(tmp_path / "p"))
    status, document = told({"t.csv": FOUR}, *words)

    assert status == 2
    assert document["error"]["title"].startswith("an earlier run")
    assert "30.7" not in json.dumps(document)


def test_a_viewer_behind_every_row_is_left_in_no_doubt_of_itself(told, tmp_path):
    words = ("--by", "row,column", "--count", "n", "--viewer", "row")
    first, document = told({"t.csv": "row,column,n\nw,a,3\nw,b,4\n"}, *words)
    (tmp_path / "first.json").write_text(json.dumps(document))
    files = {"u.csv": "row,column,n\nw,a,3\nw,b,9\n"}
    second, _ = told(files, *words, "--previous", str(tmp_path / "first.json"))

    assert (first, second) == (0, 0)


def test_without_json_it_says_so_in_words(tmp_path, capsys):
    (tmp_path / "t.csv").write_text(FOUR)

    assert main(["protect", str(tmp_path / "t.csv"), "--by", "row,column", "--count", "n"]) == 0
    assert "no leak found" in io.StringIO(capsys.readouterr().out).read()


@pytest.mark.parametrize("terminal", [True, False])
def test_a_terminal_shows_what_is_done_and_nothing_else_does(
    tmp_path, capsys, monkeypatch, terminal
):
    monkeypatch.setenv("TTY_COMPATIBLE", str(int(terminal)))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(Status, "update", lambda _status, words: shown.append(words))
    shown = []
    (tmp_path / "t.csv").write_text(FOUR)

    main(["protect", str(tmp_path / "t.csv"), "--by", "row,column", "--count", "n"])

    assert shown[-1] == "auditing the whole"
    assert ("protecting the table" in capsys.readouterr().err) is terminal
