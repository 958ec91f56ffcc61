"""`gouji simulate`: its flags, and the server until it is interrupted."""

import re
import signal
import socket
import subprocess
import sys

import httpx
import pytest

from evals.simulated.faults import ROW_FAULTS, Faults
from schemas.errors import UsageError
from tests.ui.conftest import Gouji
from ui.simulate import make_faults


def test_flags_become_faults() -> None:
    made = make_faults(
        ("rows=0.05", "row_dropped=0.1", "hang=0.01"),
        latency=0.5,
        seed=3,
        models=("one", "two"),
        modes="json_object",
        context=4000,
    )
    rates = {name: getattr(made, name) for name in ROW_FAULTS}
    assert rates == dict.fromkeys(ROW_FAULTS, 0.05) | {"row_dropped": 0.1}
    assert (made.hang, made.latency, made.seed, made.models) == (0.01, 0.5, 3, ("one", "two"))
    assert (made.modes, made.context) == (("json_object",), 4000)
    assert make_faults(()) == Faults()
    assert make_faults((), modes="none").modes == ()


@pytest.mark.parametrize(
    ("rates", "modes", "says"),
    [
        (("typo=0.1",), None, "typo=0.1: no such fault; write NAME=RATE with one of rows, "),
        (("hang",), None, "hang: "),
        (("hang=2",), None, "hang: "),
        ((), "grammar", "modes: "),
    ],
)
def test_a_wrong_flag_is_told(rates: tuple[str, ...], modes: str | None, says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)):
        make_faults(rates, modes=modes)


def test_help_says_that_it_is_no_model(gouji: Gouji) -> None:
    said = " ".join(gouji("simulate", "--help").output.split())
    assert "it says nothing about the accuracy of a real model" in said


def test_a_taken_port_is_told(gouji: Gouji) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        made = gouji("simulate", "--port", str(taken.getsockname()[1]))
    assert made.exit_code == 1
    assert "name another --port" in made.output


def test_it_serves_until_it_is_interrupted() -> None:
    command = [sys.executable, "-m", "ui.cli", "simulate", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            url = re.search(r"http://\S+/v1", process.stdout.readline())
            assert url is not None
            assert httpx.get(f"{url.group()}/models", timeout=30).status_code == 200
        finally:
            process.send_signal(signal.SIGINT)
        said = process.stdout.read()
        assert process.wait(timeout=30) == 0
    assert "0 requests (0 different), 0 answered, 0 faults injected" in said
