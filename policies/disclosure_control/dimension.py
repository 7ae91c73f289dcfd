"""A dimension of a table: its categories, the groups they form, and their total."""

from collections.abc import Iterable, Mapping, Sequence

from schemas.record import record

TOTAL_NAME = "Total"
Edge = tuple[str, str]


class BadHierarchy(ValueError):
    """A hierarchy goes in a circle, or names a category as a group, or disagrees with another."""


@record
class Equation:
    """A group is the sum of its members; all are positions of nodes."""

    group: int
    members: tuple[int, ...]


@record
class Dimension:
    """The nodes of one column of a table: categories first, then groups, the total last.

    `reach` holds for each category the nodes that count it, itself included; `height` is 0 for a
    category and greater the coarser a node is; `equations` say how nodes add up.
    """

    name: str
    nodes: tuple[str, ...]
    categories: int
    reach: tuple[tuple[int, ...], ...]
    height: tuple[int, ...]
    equations: tuple[Equation, ...]


def dimension(
    name: str,
    categories: Iterable[str],
    *,
    hierarchies: Sequence[Sequence[Edge]] = (),
    total: bool = True,
) -> Dimension:
    """Return the dimension of these categories; each hierarchy is a list of (child, parent).

    Several hierarchies group the same categories in several ways. A category that a hierarchy
    does not name stands directly under the total. Raise BadHierarchy where one makes no sense.
    """
    trees = [_members(edges) for edges in hierarchies]
    groups = sorted({group for tree in trees for group in tree})
    named = {child for tree in trees for held in tree.values() for child in held}
    leaves = sorted((set(categories) | named) - set(groups))
    if clash := (set(categories) & set(groups)) | ({TOTAL_NAME} & set(leaves)):
        raise BadHierarchy(f"{sorted(clash)[0]} is both a category and a group")
    nodes = (*leaves, *groups, *([TOTAL_NAME] if total else []))
    place = {node: position for position, node in enumerate(nodes)}
    under = [{group: _leaves(group, tree) for group in tree} for tree in trees]
    for group in groups:
        held = [each[group] for each in under if group in each]
        if any(members != held[0] for members in held):
            raise BadHierarchy(f"{group} has other members in another hierarchy")
    equations = [
        Equation(group=place[group], members=tuple(place[child] for child in sorted(held)))
        for tree in trees
        for group, held in sorted(tree.items())
    ]
    if total:
        tops = {tuple(sorted(_tops(leaves, tree))) for tree in trees} or {tuple(leaves)}
        equations += [
            Equation(group=len(nodes) - 1, members=tuple(place[node] for node in top))
            for top in sorted(tops)
        ]
    return Dimension(
        name=name,
        nodes=nodes,
        categories=len(leaves),
        reach=tuple(_reach(leaf, under, place, total=total) for leaf in leaves),
        height=_heights(equations, len(nodes)),
        equations=tuple(equations),
    )


def _members(edges: Sequence[Edge]) -> dict[str, list[str]]:
    tree: dict[str, list[str]] = {}
    for child, parent in sorted(set(edges)):
        if parent != TOTAL_NAME:
            tree.setdefault(parent, []).append(child)
    return tree


def _leaves(group: str, tree: Mapping[str, list[str]], above: tuple[str, ...] = ()) -> set[str]:
    if group in above:
        raise BadHierarchy(f"{group} is a group of itself")
    if group not in tree:
        return {group}
    return {leaf for child in tree[group] for leaf in _leaves(child, tree, (*above, group))}


def _tops(leaves: Sequence[str], tree: Mapping[str, list[str]]) -> set[str]:
    children = [child for held in tree.values() for child in held]
    if len(children) > len(set(children)):
        # A member of two groups would count twice: only the categories themselves add up.
        return set(leaves)
    return (set(leaves) | set(tree)) - set(children)


def _reach(
    leaf: str, under: list[dict[str, set[str]]], place: Mapping[str, int], *, total: bool
) -> tuple[int, ...]:
    groups = {place[group] for tree in under for group, held in tree.items() if leaf in held}
    return (place[leaf], *sorted(groups), *([len(place) - 1] if total else []))


def _heights(equations: Sequence[Equation], size: int) -> tuple[int, ...]:
    height = [0] * size
    for _ in range(size):
        before = list(height)
        for equation in equations:
            tallest = max((height[member] for member in equation.members), default=0)
            height[equation.group] = max(height[equation.group], tallest + 1)
        if height == before:
            break
    return tuple(height)
