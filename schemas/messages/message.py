"""What all messages have in common: members that are not known are refused, and never repeated."""

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, pre_load, validate

ID = validate.Regexp(r"^[0-9a-z][0-9a-z-]{0,63}\Z", error="no id")
WORD = validate.Regexp(r"^[A-Za-z][A-Za-z0-9_-]{0,63}\Z", error="no word")
# No control character, and no half of a pair: what a database keeps and a page shows.
LINE = validate.And(
    validate.Length(min=1, max=200),
    validate.Regexp(r"^[^\x00-\x1f\x7f\ud800-\udfff]*\Z", error="more than a line"),
)


class Message(Schema):
    """A message whose unknown members are refused without naming them: a name may be a value."""

    class Meta:
        """Unknown members are looked for before the fields are read."""

        unknown = EXCLUDE

    @pre_load
    def refuse_unknown(self, given: Any, **_: Any) -> Any:
        """Refuse a member that no field knows."""
        if isinstance(given, Mapping):
            known = {field.data_key or name for name, field in self.load_fields.items()}
            if set(given) - known:
                raise ValidationError("a member is not known")
        return given
