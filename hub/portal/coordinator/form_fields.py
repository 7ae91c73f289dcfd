"""Fields of a form as what they mean; Refused names the field that is wrong, never its value."""

from datetime import date

from werkzeug.datastructures import MultiDict

from hub.services.refusal import Refused

Form = MultiDict[str, str]


def chosen(form: Form, name: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """Return the choices made among those allowed; at least one."""
    found = tuple(each for each in form.getlist(name) if each in allowed)
    if not found:
        raise wrong(name.replace("_", " "), "need at least one choice")
    return found


def one_of(form: Form, name: str, allowed: tuple[str, ...]) -> str:
    """Return the one choice made among those allowed."""
    found = form.get(name, "")
    if found not in allowed:
        raise wrong(name, "is not chosen")
    return str(found)


def day_of(form: Form, name: str) -> date:
    """Return a day."""
    try:
        return date.fromisoformat(form.get(name, ""))
    except ValueError:
        raise wrong(f"the day under “{name.replace('_', ' ')}”", "is no day") from None


def share_of(form: Form, name: str) -> float | None:
    """Return a share that was given in per cent; None where the field is empty."""
    text = form.get(name, "").strip()
    if not text:
        return None
    try:
        share = float(text) / 100
    except ValueError:
        raise wrong(name, "is no number") from None
    if not 0 <= share <= 1:
        raise wrong(name, "is not between 0 and 100 per cent")
    return share


def number_of(form: Form, name: str, *, least: int, most: int, usual: int | None = None) -> int:
    """Return a whole number within bounds; the usual one where the field is empty."""
    text = form.get(name, "").strip()
    if not text and usual is not None:
        return usual
    if not (text.isascii() and text.isdigit()) or not least <= int(text[:20]) <= most:
        raise wrong(name.replace("_", " "), f"is no whole number from {least} to {most}")
    return int(text)


def wrong(what: str, why: str) -> Refused:
    """Return the refusal of a field."""
    return Refused(rule="bad-form", text=f"{what} {why}", status=422)
