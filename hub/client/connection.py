"""Requests to a hub: HTTP by the standard library, bodies streamed, answers as JSON."""

import http.client
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from schemas.record import record

SECONDS = 600
MOST_ANSWER = 64 << 20


class Unreachable(Exception):
    """The hub did not answer, or not in a way that can be read."""


@record
class Answer:
    """The status of an answer, its headers in small letters, and its JSON document."""

    status: int
    headers: Mapping[str, str]
    document: Any


def ask(
    hub: str,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str],
    body: bytes | BinaryIO | Iterable[bytes] | None = None,
) -> Answer:
    """Send one request to the hub at the address `hub`; Unreachable where there is no answer."""
    address = urlsplit(hub)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=SECONDS)
    try:
        # A hub that refuses a body answers before it has read all of it.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.request(
                method, address.path.rstrip("/") + path, body=body, headers=dict(headers)
            )
        response = connection.getresponse()
        content = response.read(MOST_ANSWER)
        document = json.loads(content) if content else None
    except ConnectionError:
        raise Unreachable("the hub cannot be reached at this address") from None
    except (OSError, http.client.HTTPException, ValueError):
        raise Unreachable("the hub did not answer as a hub does") from None
    finally:
        connection.close()
    told = {name.lower(): value for name, value in response.getheaders()}
    return Answer(status=response.status, headers=told, document=document)
