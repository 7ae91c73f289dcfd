"""A problem as RFC 9457 describes it: what went wrong, in plain words, naming no person."""

from schemas.record import record


@record
class Problem:
    """`type` is a short name under which the documentation explains it; `status` an HTTP status."""

    type: str
    title: str
    status: int = 422
    detail: str = ""

    def document(self) -> dict[str, str | int]:
        """Return the problem as the members of a JSON object."""
        document: dict[str, str | int] = {"type": self.type, "title": self.title}
        document["status"] = self.status
        return document | ({"detail": self.detail} if self.detail else {})
