"""What goes wrong at an endpoint, in one sentence with its cure, and whether to try again."""

import re
from dataclasses import dataclass

from extraction.models.port import NoPicturesError, UnsupportedModeError
from schemas.errors import AnswerError, EndpointError, GoujiError, UsageError

_AGAIN = frozenset({408, 409, 425, 429})
_OF_PICTURES = frozenset({400, 404, 415, 422, 500, 501})
"""Where a model takes no pictures: some servers call it an error of theirs, or find no model."""
_LONGEST = 200
_LONGEST_WAIT = 600.0
"""Seconds: an endpoint that wants more rest than this is told of, not waited for."""

_TOO_LONG = re.compile(
    r"context.?(length|window|size)|maximum context|too many (input )?tokens|prompt is too long"
    r"|reduce the length|input.{0,20}too (long|large)|exceeds? the (available|maximum)",
    re.IGNORECASE,
)
_UNSUPPORTED = re.compile(
    r"response_format|json_schema|json_object|json mode|structured.?output|guided|grammar"
    r"|\btools?\b|tool_choice|tool.?call|function.?call|\bfunctions?\b",
    re.IGNORECASE,
)
_NO_PICTURES = re.compile(
    r"image_url.{0,80}(expected|only|support)|(expected|unknown|invalid|support).{0,60}image_url"
    r"|(not|n't|no|only|missing).{0,60}(images?\b|multi-?modal|vision|pictures?)"
    r"|(images?|vision).{0,40}(not|n't|only).{0,20}(support|accept|allow|enabled)"
    r"|at most 0 image",
    re.IGNORECASE | re.DOTALL,
)
_BAD_PICTURE = re.compile(r"too (small|large|big|many)|valid image|process|decode", re.IGNORECASE)
_NO_CREDIT = re.compile(r"insufficient.?(quota|balance|credit)|billing|arrears", re.IGNORECASE)
_NO_MODEL = re.compile(
    r"model.{0,120}(not (be )?(found|exist|available)|does(n't| not) exist|unknown|no access)"
    r"|(unknown|invalid|no such|unsupported) model|not found.{0,40}model|model_not_found"
    r"|pull.{0,20}model",
    re.IGNORECASE | re.DOTALL,
)
_NO_TLS = re.compile(r"wrong.version.number|record layer|http request", re.IGNORECASE)
_TLS = re.compile(r"certificate|ssl|tls", re.IGNORECASE)
_PROXY = re.compile(r"proxy", re.IGNORECASE)
_NAME = re.compile(
    r"name or service|getaddrinfo|nodename|name resolution|resolve|no address", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Place:
    """Whom we speak with: the host of the URL, the model, and whether a key is sent."""

    host: str
    model: str
    has_key: bool


class PassingError(Exception):
    """Something that may pass: the endpoint is busy, or a connection broke.

    ``told`` is the error for the person where it does not pass, ``after`` the seconds that the
    endpoint asks to wait, ``slow`` is set where it gave no answer in time, ``busy`` where it was
    asked for too much at once.
    """

    def __init__(
        self,
        told: GoujiError,
        *,
        after: float | None = None,
        slow: bool = False,
        busy: bool = False,
    ) -> None:
        super().__init__(str(told))
        self.told = told
        self.after = after
        self.slow = slow
        self.busy = busy


class ParameterError(Exception):
    """The model does not take ``parameter`` of the request; another spelling of it may do."""

    def __init__(self, parameter: str) -> None:
        super().__init__(parameter)
        self.parameter = parameter


def of_status(
    status: int, code: str, said: str, after: float | None, place: Place
) -> GoujiError | PassingError | ParameterError:
    """The error for an HTTP status, the code and the message in its body (free of secrets).

    ``after`` is the header Retry-After in seconds.
    """
    words = f"{code} {said}"
    if status in (401, 403):
        return _refused_key(status, place)
    if status == 407:
        return _unreachable("the proxy asks for a password", place)
    if status == 402 or (status == 429 and _NO_CREDIT.search(words)):
        return EndpointError(
            f"{place.host}: the account has no credit left; top it up, or use another "
            "GOUJI_API_KEY",
            lasting=True,
        )
    if status in _OF_PICTURES and _NO_PICTURES.search(words) and not _BAD_PICTURE.search(words):
        return NoPicturesError(
            f"{place.host}: {place.model} takes no pictures; leave out --vision, or choose a "
            "GOUJI_MODEL that does"
        )
    if status in _AGAIN or status >= 500:
        return _busy(status, said, after, place)
    if status == 413 or _TOO_LONG.search(words):
        return AnswerError(
            f"{place.host}: the request is longer than the context of {place.model}; set a "
            "smaller GOUJI_PIECE_TOKENS or GOUJI_ANSWER_TOKENS, or choose a model with a larger "
            "context",
            too_large=True,
        )
    if _NO_MODEL.search(words):
        return EndpointError(
            f"{place.host} has no model {place.model}; set GOUJI_MODEL to one of its models, which "
            "gouji doctor lists",
            lasting=True,
        )
    if status in (404, 405):
        return EndpointError(
            f"{place.host} has nothing at this address; GOUJI_BASE_URL must be the part before "
            "/chat/completions, which often ends in /v1",
            lasting=True,
        )
    return _refused(status, said, words, place)


def _refused(status: int, said: str, words: str, place: Place) -> GoujiError | ParameterError:
    for parameter in ("max_tokens", "temperature"):
        if re.search(rf"\b{parameter}\b", words) and _not_taken(words):
            return ParameterError(parameter)
    if _UNSUPPORTED.search(words) or status == 501:
        return UnsupportedModeError(shortened(said))
    return EndpointError(
        f"{place.host} refuses the request ({status}: {shortened(said)}); run gouji doctor",
        lasting=False,
    )


def _not_taken(words: str) -> bool:
    return bool(re.search(r"not support|unsupported|unrecognized|instead", words, re.IGNORECASE))


def _refused_key(status: int, place: Place) -> UsageError:
    if not place.has_key:
        return UsageError(
            f"{place.host} asks for a key and none is set; set GOUJI_API_KEY in the environment or "
            "in .env"
        )
    if status == 403:
        return UsageError(
            f"{place.host} does not let this key use {place.model}; allow it there, or set another "
            "GOUJI_API_KEY"
        )
    return UsageError(f"{place.host} does not know the key; set the right GOUJI_API_KEY")


def _busy(status: int, said: str, after: float | None, place: Place) -> GoujiError | PassingError:
    if after is not None and after > _LONGEST_WAIT:
        return EndpointError(
            f"{place.host} asks to wait {after / 60:.0f} minutes ({status}); run again then, what "
            "is done is kept",
            lasting=True,
        )
    why = "is busy" if status == 429 else "fails"
    cure = "; set a smaller GOUJI_CONCURRENCY" if status == 429 else ", what is done is kept"
    told = EndpointError(
        f"{place.host} {why} and asking again did not help ({status}: {shortened(said)}); run "
        f"again later{cure}",
        lasting=status in (429, 502, 503, 504),
    )
    return PassingError(told, after=after, busy=status in (429, 503))


def of_connection(reasons: str, place: Place) -> GoujiError | PassingError:
    """The error for a connection that did not come about or broke, from all that is said of it."""
    if _NO_TLS.search(reasons):
        return EndpointError(
            f"{place.host} does not speak TLS; GOUJI_BASE_URL must begin with http:// there",
            lasting=True,
        )
    if _TLS.search(reasons):
        return _unreachable("its certificate can't be verified", place, "SSL_CERT_FILE")
    if _PROXY.search(reasons):
        return _unreachable("the proxy refuses", place)
    if _NAME.search(reasons):
        why = "there is no such host, or no network"
    elif re.search("refused", reasons, re.IGNORECASE):
        why = "nothing listens there"
    else:
        why = "the connection broke"
    return PassingError(
        EndpointError(
            f"{place.host} can't be reached ({why}); check GOUJI_BASE_URL and the network",
            lasting=True,
        )
    )


def of_silence(seconds: float, place: Place) -> PassingError:
    """The error for an endpoint that gives no answer within so many seconds."""
    told = EndpointError(
        f"{place.host} gave no answer within {seconds:g} seconds; set a larger "
        "GOUJI_REQUEST_SECONDS or a smaller GOUJI_PIECE_TOKENS",
    )
    return PassingError(told, slow=True)


def of_strange_answer(said: str, place: Place) -> EndpointError:
    """The error for an answer that is no chat completion, such as a page for browsers."""
    return EndpointError(
        f"{place.host} answers with something else than a completion ({shortened(said)}); check "
        "GOUJI_BASE_URL, which often ends in /v1",
        lasting=True,
    )


def shortened(said: str) -> str:
    """What an endpoint says, on one line and not at length."""
    words = " ".join(said.split())
    return words if len(words) <= _LONGEST else words[:_LONGEST] + "…"


def _unreachable(why: str, place: Place, name: str = "HTTPS_PROXY and NO_PROXY") -> EndpointError:
    return EndpointError(f"{place.host} can't be reached ({why}); set {name}", lasting=True)
