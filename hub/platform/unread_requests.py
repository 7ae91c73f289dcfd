"""Requests that the server cannot read at all: a problem, as everywhere, and no word of theirs."""

import json
import socket
import struct
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from gunicorn.http import errors
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from schemas.problem import Problem

# Whatever else cannot be read is a bad request.
STATUSES = MappingProxyType(
    {
        errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
        errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
        errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
        errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    }
)


# How long a thread waits for the next byte of a request, or for room for the next of an answer.
SILENCE_SECONDS = 60
_SILENCE = struct.pack("ll", SILENCE_SECONDS, 0)


class TacitWorker(ThreadWorker):  # type: ignore[misc]
    """Answers what cannot be read without saying it again, and waits for nobody without an end."""

    def handle(self, conn: Any) -> Any:
        """Answer on a connection; one that falls silent gives its thread back."""
        # Asked of the kernel: the server makes a socket wait for ever whenever it takes it up.
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            conn.sock.setsockopt(socket.SOL_SOCKET, option, _SILENCE)
        return super().handle(conn)

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        """Write a problem where the request is at fault; else do as the server does."""
        if not isinstance(exc, errors.ParseException):
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("a request could not be read")
        try:
            write_nonblock(client, refusal(exc))
        except OSError:
            self.log.debug("nobody waits for the answer")


def refusal(failure: errors.ParseException) -> bytes:
    """Return the answer to a request that cannot be read, as it goes over the line."""
    status = STATUSES.get(type(failure), HTTPStatus.BAD_REQUEST)
    kind = status.phrase.lower().replace(" ", "-")
    problem = Problem(type=kind, title="the request cannot be read", status=status)
    body = json.dumps(problem.document()).encode()
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\n"
        "Connection: close\r\n"
        "Content-Type: application/problem+json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
