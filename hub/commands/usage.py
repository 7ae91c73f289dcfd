"""Input that a command cannot read, or words that it does not know: exit status 2."""

from schemas.problem import Problem


class Unreadable(Exception):
    """The command cannot begin: the problem says why, and shows no value of a person."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.title)
        self.problem = problem
