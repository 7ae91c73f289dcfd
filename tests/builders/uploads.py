"""Bodies of uploads that watch how they are read, and claims to put into them."""

import io

CANARY = "CANARY7f3a"
HEADER = "claim,person,type,status,start_day,end_day\n"


def claims(count, *, first=1, faulty=0, note=""):
    """Return a file of claims, the first `faulty` of them with a day that is none."""
    lines = [
        f"{note}c{n},token{n},professional,paid,"
        f"{'2026-13-45' if n - first < faulty else '2026-01-02'},2026-01-02\n"
        for n in range(first, first + count)
    ]
    return (HEADER + "".join(lines)).encode()


class Watched(io.RawIOBase):
    """A body that notes how much was asked for at once, and does something while it is read."""

    def __init__(self, content, *, during=lambda: None):
        self._content, self._during = io.BytesIO(content), during
        self.asked = []

    def readable(self):
        return True

    def readinto(self, target):
        self.asked.append(len(target))
        during, self._during = self._during, lambda: None
        during()
        return self._content.readinto(target)
