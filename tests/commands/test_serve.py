"""`hub keys`, `hub migrate` and `hub serve`, from nothing to an answer, as an operator types them."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from hub.cli import main
from tests.builders.ports import free_port
from tests.builders.postgresql import OWNER
from tests.builders.times import PATIENCE

HUB = (sys.executable, "-c", "from hub.cli import main; raise SystemExit(main())")


@pytest.fixture
def told(tmp_path, capsys):
    """The settings of a new hub, with the keys that `hub keys` made."""
    assert main(["keys", str(tmp_path / "keys")]) == 0
    keys = dict(line.split("=", 1) for line in capsys.readouterr().out.splitlines())
    port = free_port()
    metrics = tmp_path / "metrics.token"
    metrics.write_text("token-of-the-test")
    metrics.chmod(0o600)
    return keys | {
        "HUB_STATE": str(tmp_path / "state"),
        "HUB_URL": f"http://localhost:{port}",
        "HUB_BIND": f"127.0.0.1:{port}",
        "HUB_WORKERS": "2",
        "HUB_METRICS_TOKEN_FILE": str(metrics),
    }


def test_keys_are_not_made_twice(tmp_path, capsys):
    assert main(["keys", str(tmp_path)]) == 0
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}

    assert main(["keys", str(tmp_path)]) == 2
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert all(path.suffix == ".pub" or path.stat().st_mode & 0o077 == 0 for path in before)


def test_a_hub_that_lacks_settings_says_all_of_them_and_does_not_start(tmp_path):
    ended = _hub("serve", {"HUB_STATE": str(tmp_path)})

    assert ended.returncode == 2
    for name in ("HUB_URL", "HUB_MASTER_KEY_FILE", "HUB_LEDGER_KEY_FILE", "HUB_SECRETS_KEY_FILE"):
        assert f"{name} is not set" in ended.stderr


CANARY = "JaneDoe"
UNREADABLE = {
    "no request at all": (f"{CANARY}\r\n\r\n", 400),
    "a blank in the address": (f"GET /{CANARY} x HTTP/1.1\r\n\r\n", 400),
    "a header that is none": (f"GET / HTTP/1.1\r\n{CANARY} x: 1\r\n\r\n", 400),
    "a length that is none": (f"POST / HTTP/1.1\r\nContent-Length: {CANARY}\r\n\r\n", 400),
    "an endless address": (f"GET /{CANARY * 2000} HTTP/1.1\r\n\r\n", 414),
    "endless headers": (f"GET / HTTP/1.1\r\nX: {CANARY * 2000}\r\n\r\n", 431),
}


@pytest.mark.slow
def test_a_hub_is_made_served_and_ended(told, tmp_path):
    assert _hub("migrate", told).returncode == 0
    assert _hub("migrate", told).returncode == 0
    with (tmp_path / "log").open("wb") as log:
        served = subprocess.Popen([*HUB, "serve"], env=_environment(told), stderr=log)
    try:
        _wait_for(served, told["HUB_URL"] + "/readyz")
        for _ in range(20):
            assert _status(told["HUB_URL"] + "/healthz") == 200
        assert _status(told["HUB_URL"] + "/api/v1/submissions") == 401
        unread = {name: _answer(told, request) for name, (request, _) in UNREADABLE.items()}
        counted = _counted(told)
    finally:
        served.send_signal(signal.SIGTERM)
        served.wait(PATIENCE)
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]

    assert served.returncode == 0
    assert {name: status for name, (status, _) in unread.items()} == {
        name: status for name, (_, status) in UNREADABLE.items()
    }
    assert all("application/problem+json" in said for _, said in unread.values())
    assert CANARY not in str(unread) + str(lines)
    # Two processes answered, and their counters were added up.
    assert 'hub_requests_total{endpoint="health.Live",method="GET",status="200"} 20.0' in counted
    assert sum(line["event"] == "request-answered" for line in lines) >= 22


@pytest.mark.postgresql
def test_on_postgresql_the_owner_migrates_and_another_serves(told, postgresql_server):
    postgresql_server.command("postgres", f"create database served owner {OWNER}")
    settings = told | {
        "HUB_DATABASE_URL": postgresql_server.url("served", role="hub"),
        "HUB_OWNER_DATABASE_URL": postgresql_server.url("served", role=OWNER),
    }

    assert _hub("migrate", settings).returncode == 0

    as_owner = settings | {"HUB_DATABASE_URL": settings["HUB_OWNER_DATABASE_URL"]}
    refused = _hub("serve", as_owner)

    assert refused.returncode == 2
    assert "owns tables of the hub" in refused.stderr
    assert _hub("ledger", settings, "verify").returncode == 0


def _hub(command, settings, *words):
    return subprocess.run(
        [*HUB, command, *words],
        env=_environment(settings),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def _environment(settings):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}  # noqa: TID251
    return kept | settings


def _wait_for(served, address):
    for _ in range(4 * PATIENCE):
        assert served.poll() is None, "it ended before it answered"
        try:
            if _status(address) == 200:
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.25)
    pytest.fail("the hub did not answer in time")


def _status(address):
    try:
        with urlopen(address, timeout=PATIENCE) as answer:
            return answer.status
    except HTTPError as refused:
        return refused.code


def _answer(told, request):
    """Return the status and all the words of the answer to a request as it goes over the line."""
    host, port = told["HUB_BIND"].split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as line:
        line.sendall(request.encode())
        said = line.makefile("rb").read().decode()
    return int(said.split()[1]), said


def _counted(told):
    asked = Request(
        told["HUB_URL"] + "/metrics", headers={"Authorization": "Bearer token-of-the-test"}
    )
    with urlopen(asked, timeout=PATIENCE) as answer:
        return answer.read().decode()
