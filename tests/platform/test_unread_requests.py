"""A client that falls silent in the middle of a request takes no thread away for ever."""

import socket
import struct
from threading import Timer
from types import SimpleNamespace

import pytest
from gunicorn.workers.gthread import ThreadWorker

from hub.platform import unread_requests
from hub.platform.unread_requests import TacitWorker
from tests.builders.times import PATIENCE

SOON = struct.pack("ll", 0, 20_000)


@pytest.fixture
def lines():
    ours, theirs = socket.socketpair()
    # Who waits for ever shall fail, and not wait for ever.
    late = Timer(PATIENCE, theirs.shutdown, [socket.SHUT_RDWR])
    late.start()
    with ours, theirs:
        yield ours, theirs
    late.cancel()


@pytest.fixture
def worker(monkeypatch):
    monkeypatch.setattr(unread_requests, "_SILENCE", SOON)
    return TacitWorker.__new__(TacitWorker)


def test_who_says_nothing_more_is_not_waited_for(worker, lines, monkeypatch):
    """The server makes its socket wait for ever, and yet it does not."""

    def read(_worker, conn):
        conn.sock.setblocking(True)
        return [conn.sock.recv(4), conn.sock.recv(4)]

    monkeypatch.setattr(ThreadWorker, "handle", read)
    lines[1].sendall(b"GET ")

    with pytest.raises(BlockingIOError):
        worker.handle(SimpleNamespace(sock=lines[0]))


def test_who_reads_nothing_is_not_waited_for_either(worker, lines, monkeypatch):
    monkeypatch.setattr(ThreadWorker, "handle", lambda _, conn: conn.sock.sendall(bytes(1 << 22)))

    with pytest.raises(BlockingIOError):
        worker.handle(SimpleNamespace(sock=lines[0]))
