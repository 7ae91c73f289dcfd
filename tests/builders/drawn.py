"""What a chart tells, read back from its picture: marks stand where its own axes say."""

import re
from xml.etree import ElementTree

from hub.publication.charts.drawing import SIZE

NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?%?")


class Drawn:
    """A chart, taken apart; a place in pixels is read as `across(x)` or `upwards(y)`."""

    def __init__(self, svg):
        self.root = ElementTree.fromstring(svg)
        self.words = [_words(each) for each in self._all("text")]
        numbers = [each for each in self.words if NUMBER.fullmatch(each["told"])]
        lowest = max((each["y"] for each in numbers), default=None)
        self.across = _axis([(n["x"], n["told"]) for n in numbers if n["y"] == lowest])
        self.upwards = _axis([(n["y"], n["told"]) for n in numbers if n["anchor"] == "end"])

    def points(self):
        """Return the points: (x, y, colour)."""
        return [
            (float(each.get("cx")), float(each.get("cy")), each.get("fill"))
            for each in self._all("circle")
        ]

    def diamonds(self):
        """Return the middles of the points that are not like the others: (x, y)."""
        found = [_places(each) for each in self._all("polygon")]
        return [(four[0][0], four[1][1]) for four in found if len(four) == 4]

    def lines(self, color):
        """Return the lines of a colour, each with its points."""
        return [_places(each) for each in self._all("polyline") if each.get("stroke") == color]

    def bars(self, color):
        """Return the ends of the bars of a colour, with their heights: (left, right, y)."""
        boxes = [each for each in self._all("rect") if each.get("fill") == color]
        parts = [[float(box.get(n)) for n in ("x", "width", "y", "height")] for box in boxes]
        return [(x, x + width, y + height / 2) for x, width, y, height in parts]

    def rows(self, color):
        """Return, name by name, where its point stands and between what its range lies, if drawn."""
        points = {round(y): x for x, y, _ in self.points()}
        ranges = {round(line[0][1]): line for line in self.lines(color) if line[0][1] == line[1][1]}
        rows = {}
        for each in self.words:
            if each["anchor"] == "end":
                point, line = points.get(round(each["y"])), ranges.get(round(each["y"]))
                ends = line and tuple(self.across(x) for x, _ in line)
                rows[each["told"]] = (None if point is None else self.across(point), ends)
        return rows

    def _all(self, name):
        return self.root.iter("{http://www.w3.org/2000/svg}" + name)


def _words(element):
    size = int(element.get("font-size") or SIZE)
    return {
        "told": element.text,
        "x": float(element.get("x")),
        "y": round(float(element.get("y")) - 0.35 * size, 2),
        "anchor": element.get("text-anchor"),
        "size": size,
    }


def _places(element):
    pairs = (pair.split(",") for pair in element.get("points").split())
    return [(float(x), float(y)) for x, y in pairs]


def _axis(told):
    """Return the reading of an axis, by its first and its last number; None where there is none."""
    if len(told) < 2:
        return None
    (start, low), (end, high) = [(place, _number(words)) for place, words in (told[0], told[-1])]
    return lambda place: low + (place - start) / (end - start) * (high - low)


def _number(words):
    value = float(words.replace(",", "").rstrip("%"))
    return value / 100 if words.endswith("%") else value
