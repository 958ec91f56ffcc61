"""One tree of errors, split by who must act."""

import inspect

import pytest

from schemas import errors
from schemas.errors import (
    DefectError,
    EmptyInputError,
    EncodingError,
    GoujiError,
    InputError,
    OutputError,
    OversizeError,
    UnknownFormatError,
    UsageError,
    VerificationError,
)

CLASSES = [c for _, c in inspect.getmembers(errors, inspect.isclass)]


@pytest.mark.parametrize("error", CLASSES, ids=lambda c: c.__name__)
def test_every_error_has_the_one_root_and_says_who_must_act(error: type[Exception]) -> None:
    assert issubclass(error, GoujiError)
    assert error.__name__.endswith("Error")
    assert error.__doc__


@pytest.mark.parametrize(
    "error", [UnknownFormatError, EncodingError, EmptyInputError, OversizeError]
)
def test_what_is_wrong_with_a_document_is_an_input_error(error: type[GoujiError]) -> None:
    assert issubclass(error, InputError)


def test_those_who_must_act_are_told_apart() -> None:
    groups = (InputError, UsageError, OutputError, VerificationError, DefectError)
    for one in groups:
        assert [other for other in groups if issubclass(one, other)] == [one]
    assert not issubclass(GoujiError, ValueError)


def test_a_message_is_kept_whole() -> None:
    assert str(UsageError("a.py: no such file; name one.")) == "a.py: no such file; name one."
