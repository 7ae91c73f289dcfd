"""Patient: a person."""

from collections.abc import Iterable, Sequence
from itertools import chain

from msgspec import Raw, Struct

from adapters.fhir.datatypes import ABSENT, Address
from adapters.fhir.extensions import extensions_of
from adapters.fhir.fields.codes import codes
from adapters.fhir.fields.plain import flag, text
from adapters.fhir.fields.reference import key
from adapters.fhir.fields.time import day, time
from adapters.fhir.layout import Layout
from adapters.fhir.resource import Resource
from adapters.fhir.rows import Extended, Of
from adapters.fhir.surplus import EVERYWHERE, IDENTIFIER, Spare, Words, inside, names, raw, whole
from schemas.code_system import LANGUAGE, RACE_ETHNICITY
from schemas.records.person import PERSON

PAST = frozenset({"old", "temp", "billing"})
NO_ADDRESS = Address()


class Communication(Struct, frozen=True, gc=False):
    """A language that the person speaks."""

    language: Raw = ABSENT
    preferred: bool = False


class Patient(Resource, tag="Patient"):
    """A person, as far as the tables and the identifier gate look."""

    gender: str | None = None
    birth_date: str | None = None
    deceased_boolean: bool | None = None
    deceased_date_time: str | None = None
    address: tuple[Address, ...] = ()
    communication: tuple[Communication, ...] = ()
    name: Raw = ABSENT
    telecom: Raw = ABSENT
    photo: Raw = ABSENT
    contact: Raw = ABSENT
    link: Raw = ABSENT


def _sex(patient: Patient) -> str | None:
    return patient.gender or extensions_of(patient.extension).sex


def _language(spoken: tuple[Communication, ...]) -> Raw:
    """Return the preferred language, or the only one."""
    preferred = [found for found in spoken if found.preferred] or list(spoken)
    return preferred[0].language if len(preferred) == 1 else ABSENT


def _zip5(addresses: tuple[Address, ...]) -> str | None:
    code = _postal_code(addresses)
    return code[:5] if len(code) >= 5 and code[:5].isdecimal() else None


def _zip3(addresses: tuple[Address, ...]) -> str | None:
    code = _postal_code(addresses)
    return code[:3] if len(code) >= 3 and code[:3].isdecimal() else None


def _postal_code(addresses: tuple[Address, ...]) -> str:
    homes = [found for found in addresses if found.use not in PAST]
    return ((homes[0] if homes else NO_ADDRESS).postal_code or "").strip()


def _deceased(patient: Patient) -> bool | None:
    return True if patient.deceased_date_time else patient.deceased_boolean


def _lines(given: Sequence[tuple[Address, ...]]) -> Iterable[str | None]:
    for address in chain.from_iterable(given):
        yield from (address.text, *address.line, address.district)


def _cities(given: Sequence[tuple[Address, ...]]) -> Iterable[str | None]:
    return (address.city for address in chain.from_iterable(given))


def _long_postal_codes(given: Sequence[tuple[Address, ...]]) -> Iterable[str | None]:
    """Postal codes that say more than the five digits which the table takes."""
    postal_codes = (address.postal_code or "" for address in chain.from_iterable(given))
    return (code for code in postal_codes if len(code.strip()) > 5)


def _of_addresses(given: Sequence[tuple[Address, ...]]) -> Iterable[str]:
    for address in chain.from_iterable(given):
        for _, words in extensions_of(address.extension).surplus:
            yield words


def _address(part: str, words: Words) -> Spare:
    return Spare(path=f"address.{part}", at="address", words=words, nothing=())


RESOURCE = Patient
LAYOUTS = (
    Layout(
        resource=Patient,
        table=PERSON,
        fields=(
            key("person"),
            day("birth_day", "birth_date"),
            text("sex", _sex, path="gender"),
            codes(
                "race",
                Extended("race"),
                path="extension(us-core-race)",
                system=RACE_ETHNICITY,
            ),
            codes(
                "ethnicity",
                Extended("ethnicity"),
                path="extension(us-core-ethnicity)",
                system=RACE_ETHNICITY,
            ),
            codes(
                "language",
                Of("communication", _language),
                path="communication.language",
                system=LANGUAGE,
            ),
            text("zip3", Of("address", _zip3), path="address.postalCode"),
            text("zip5", Of("address", _zip5), path="address.postalCode"),
            flag("deceased", _deceased, path="deceased[x]"),
            time("death", "deceased_date_time"),
        ),
        spares=(
            *EVERYWHERE,
            IDENTIFIER,
            Spare(path="name", at="name", words=names, nothing=ABSENT),
            Spare(path="telecom", at="telecom", words=names, nothing=ABSENT),
            whole("photo", "photo"),
            raw("contact", "contact"),
            inside("link", "link", "display"),
            _address("line", _lines),
            _address("city", _cities),
            _address("postalCode", _long_postal_codes),
            _address("extension", _of_addresses),
        ),
    ),
)
