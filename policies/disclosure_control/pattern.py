"""A pattern: of each cell, whether it is published, suppressed for itself, or for another."""

import numpy as np

from policies.disclosure_control.arrays import Flags, Words
from policies.disclosure_control.system import NEVER_SHOWN, System
from schemas.record import record

PUBLISHED, PRIMARY, SECONDARY, UNSHOWN = "published", "primary", "secondary", "never-shown"


@record
class Pattern:
    """The status of each cell, in the order of the system; of no use outside the analysts' room.

    A release gives primary and secondary cells the same mark.
    """

    status: Words

    @property
    def published(self) -> Flags:
        """The cells whose count is shown."""
        return np.asarray(self.status == PUBLISHED)

    @property
    def suppressed(self) -> Flags:
        """The cells that a release lists with a mark in place of the count."""
        return np.asarray((self.status == PRIMARY) | (self.status == SECONDARY))


def pattern(cells: System, *, sensitive: Flags, suppressed: Flags) -> Pattern:
    """Return the pattern in which `suppressed` cells are hidden, and `sensitive` ones primary."""
    status = np.where(suppressed, np.where(sensitive, PRIMARY, SECONDARY), PUBLISHED)
    return Pattern(status=np.where(cells.place == NEVER_SHOWN, UNSHOWN, status))
