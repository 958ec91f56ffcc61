"""Image and compose file name what there is: commands, options, settings, volumes, folders."""

import re
from typing import Any

import pytest
import typer

from schemas.settings import Settings
from tests.packaging.image import (
    ROOT,
    compose,
    copied,
    environment,
    instructions,
    listed,
    services_of_the_image,
)
from ui.cli import app

SETTINGS = {f"GOUJI_{name.upper()}" for name in Settings.model_fields}
SECRET = re.compile(r"PASSWORD|KEY|SECRET|TOKEN")
PROGRAMS = {"gouji", "chroma", "dask"}


def parsed(words: list[str]) -> None:
    """Let the command that the words call read its options; fails where there is no such thing."""
    command: Any = typer.main.get_command(app)
    context = command.make_context("gouji", list(words))
    while hasattr(command, "resolve_command"):
        rest = [*context._protected_args, *context.args]
        name, command, rest = command.resolve_command(context, rest)
        context = command.make_context(name, rest, parent=context)


@pytest.mark.parametrize("name", services_of_the_image())
def test_a_service_calls_a_command_that_there_is(name: str) -> None:
    program, *words = services_of_the_image()[name]["command"]
    assert program in PROGRAMS
    if program == "gouji":
        parsed(words)


def test_the_image_calls_a_command_that_there_is() -> None:
    (call,) = [listed(each.text) for each in instructions() if each.name == "CMD"]
    assert call[0] == "gouji"
    parsed(call[1:])


def test_a_wrong_command_would_be_seen() -> None:
    for words in (["serves"], ["cluster", "worker"], ["extract", "a", "--out", "b", "--no-such"]):
        with pytest.raises(Exception, match=r"No such|Missing"):
            parsed(words)


def named_variables() -> set[str]:
    given = {
        name for each in services_of_the_image().values() for name in each.get("environment", {})
    }
    built = {n for each in instructions() if each.name == "ENV" for n, _ in environment(each.text)}
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return given | built | set(re.findall(r"^#?(\w+)=", text, re.MULTILINE))


def test_every_variable_is_a_setting() -> None:
    variables = {name for name in named_variables() if name.startswith("GOUJI_")}
    assert variables - SETTINGS == set()
    assert {"GOUJI_DATABASE", "GOUJI_CHROMA_URL", "GOUJI_DATA"} <= variables


def test_no_secret_is_written_down() -> None:
    for service in compose()["services"].values():
        for name, value in service.get("environment", {}).items():
            if SECRET.search(name):
                assert str(value).startswith("${"), name
            assert not re.search(r"://\w+:[^$@]+@", str(value)), name
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    found = re.findall(r"^#?(\w+)=(.*)$", example, re.MULTILINE)
    secrets = {name: value for name, value in found if SECRET.search(name)}
    assert set(secrets.values()) <= {"", "any", "change-me"}


def test_services_lean_on_what_there_is() -> None:
    file = compose()
    services: dict[str, Any] = file["services"]
    for service in services.values():
        assert set(service.get("depends_on", {})) <= services.keys()
        volumes = {volume.partition(":")[0] for volume in service.get("volumes", [])}
        assert volumes <= file["volumes"].keys()
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:"), "open to this machine alone"
            assert "healthcheck" in service
        for name, how in service.get("depends_on", {}).items():
            healthy = how["condition"] == "service_healthy"
            assert not healthy or "healthcheck" in services[name]
    assert {"app", "worker", "review", "postgres", "chroma", "vllm"} <= services.keys()
    assert services["vllm"]["profiles"] == ["vllm"]


def test_the_image_is_pinned_and_nobody_is_root_in_it() -> None:
    lines = instructions()
    (install,) = [each.text for each in lines if " pip install" in each.text]
    assert "--constraint requirements.lock" in install
    users = [each.text for each in lines if each.name == "USER"]
    assert users
    assert users[-1] != "root"
    assert lines.index(("USER", users[-1])) < lines.index(
        next(each for each in lines if each.name == "CMD")
    )


def test_what_is_copied_is_there_and_let_through() -> None:
    let = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    for each in instructions():
        found = copied(each.text) if each.name == "COPY" else None
        for source in found[0] if found else ():
            assert (ROOT / source).exists()
            assert source in let
