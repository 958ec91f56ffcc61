"""An endpoint on loopback that is busy, broken, strange or gone."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from extraction.models.endpoint import Endpoint, base_url
from extraction.models.faults import PassingError, Place, of_connection, of_status
from extraction.models.live import OpenAICompleter
from extraction.models.port import Body, UnsupportedModeError, body_key
from schemas.errors import AnswerError, EndpointError, GoujiError, UsageError
from schemas.settings import Settings
from tests.extraction.models.tiny_server import Sent, TinyServer, completion, failed, serving

BODY = {"model": "m", "messages": [{"role": "user", "content": "hello"}], "max_tokens": 9}
OK = Sent(body=completion("well"))
SECRET = "sk-very-secret"
PLACE = Place("api.example.cn", "qwen-plus", True)


def settings_for(server: TinyServer, **more: Any) -> Settings:
    given = {"model": "m", "base_url": server.url, "api_key": SECRET, **more}
    return Settings(**given)


def complete(server: TinyServer, bodies: int = 1, **more: Any) -> list[Body]:
    async def ask() -> list[Body]:
        completer = OpenAICompleter(settings_for(server, **more))
        try:
            return await asyncio.gather(
                *(completer.complete({**BODY, "n": n}) for n in range(bodies))
            )
        finally:
            await completer.endpoint.close()

    return asyncio.run(ask())


def first_then(*first: Sent) -> Callable[..., Sent]:
    return lambda path, body, number: first[number] if number < len(first) else OK


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extraction.models.live._FIRST_WAIT", 0.01)


def test_the_body_arrives_as_it_is_with_the_key_in_the_header() -> None:
    with serving(first_then()) as server:
        found = complete(server)[0]
    assert found["choices"][0]["message"]["content"] == "well"
    assert server.asked == [{**BODY, "n": 0}]
    assert server.headers[0]["authorization"] == f"bearer {SECRET}"


@pytest.mark.parametrize(
    "broken",
    [
        failed(429, "slow down"),
        failed(500, "oops"),
        failed(503, "overloaded"),
        Sent(408, {}),
        Sent(cut=True),
        Sent(200, "not json at all", {"content-type": "application/json"}, cut=True),
    ],
)
def test_what_passes_is_sent_again(broken: Sent) -> None:
    with serving(first_then(broken, broken)) as server:
        complete(server)
    assert len(server.asked) == 3
    # An endpoint that honours it charges the three but once.
    assert {each["idempotency-key"] for each in server.headers} == {body_key({**BODY, "n": 0})}


def test_the_time_that_the_endpoint_asks_for_is_waited() -> None:
    busy = Sent(429, {}, {"Retry-After": "0.4"})
    with serving(first_then(busy)) as server:
        started = time.monotonic()
        complete(server)
        assert 0.4 <= time.monotonic() - started < 3
    assert len(server.asked) == 2


def test_a_long_rest_is_told_of_not_waited_for() -> None:
    with (
        serving(lambda *_: Sent(429, {}, {"Retry-After": "7200"})) as server,
        pytest.raises(EndpointError, match="wait 120 minutes"),
    ):
        complete(server)
    assert len(server.asked) == 1


def test_it_is_sent_so_often_and_then_told_and_nothing_more_is_sent() -> None:
    async def ask(server: TinyServer) -> None:
        completer = OpenAICompleter(settings_for(server, attempts=3))
        for _ in range(2):
            with pytest.raises(EndpointError, match="asking again did not help") as raised:
                await completer.complete(BODY)
            assert raised.value.lasting
        await completer.endpoint.close()

    with serving(lambda *_: failed(503, "down")) as server:
        asyncio.run(ask(server))
    assert len(server.asked) == 3


def test_silence_is_not_waited_for_for_ever() -> None:
    with (
        serving(lambda *_: Sent(body=OK.body, after=5)) as server,
        pytest.raises(EndpointError, match=r"no answer within 0\.2 seconds"),
    ):
        complete(server, request_seconds=0.2)
    assert len(server.asked) == 2


def test_no_more_than_so_many_are_under_way() -> None:
    with serving(lambda *_: Sent(body=OK.body, after=0.05)) as server:
        complete(server, bodies=20, concurrency=5)
    assert server.most_in_flight == 5
    assert len(server.asked) == 20


def test_an_endpoint_that_takes_few_at_a_time_is_asked_fewer_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("extraction.models.slots._SETTLING", 0.03)

    def handler(path: str, body: dict[str, Any], number: int) -> Sent:
        return failed(429, "slow down") if server.in_flight > 3 else Sent(body=OK.body, after=0.02)

    with serving(handler) as server:
        found = complete(server, bodies=60, concurrency=30)
    assert len(found) == 60
    assert len(server.asked) < 60 * 3


@pytest.mark.parametrize(
    ("sent", "error", "told"),
    [
        (failed(401, f"Incorrect API key provided: {SECRET}"), UsageError, "does not know the key"),
        (failed(403, "no"), UsageError, "does not let this key"),
        (failed(402, "Insufficient Balance"), EndpointError, "no credit left"),
        (failed(429, "x", code="insufficient_quota"), EndpointError, "no credit left"),
        (failed(404, "The model `m` does not exist"), EndpointError, "has no model m"),
        (failed(404, "Not Found"), EndpointError, "nothing at this address"),
        (Sent(404, "<html>"), EndpointError, "nothing at this address"),
        (failed(400, "maximum context length is 4096"), AnswerError, "longer than the context"),
        (failed(400, "response_format json_schema: no"), UnsupportedModeError, "json_schema"),
        (failed(400, f"bad thing {SECRET}"), EndpointError, "refuses the request"),
        (Sent(200, "<html>a page</html>"), EndpointError, "something else than a completion"),
        (Sent(200, {"error": {"message": "odd"}}), EndpointError, "odd"),
        (Sent(200, [1, 2]), EndpointError, "something else"),
    ],
)  # fmt: skip
def test_what_does_not_pass_is_one_sentence_without_the_key(
    sent: Sent, error: type[GoujiError], told: str
) -> None:
    with (
        serving(lambda *_: sent) as server,
        pytest.raises(error, match=told) as raised,
    ):
        complete(server)
    assert len(server.asked) == 1
    assert SECRET not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_key_that_is_missing_is_asked_for() -> None:
    with (
        serving(lambda *_: failed(401, "no")) as server,
        pytest.raises(UsageError, match="none is set; set GOUJI_API_KEY"),
    ):
        complete(server, api_key="")


def test_nothing_listens() -> None:
    with serving(first_then()) as server:
        gone = server
    with pytest.raises(EndpointError, match="nothing listens there") as raised:
        complete(gone, attempts=2)
    assert raised.value.lasting


def test_parameters_that_a_model_does_not_take_are_spelled_otherwise() -> None:
    def handler(path: str, body: dict[str, Any], number: int) -> Sent:
        if "max_tokens" in body:
            return failed(
                400, "'max_tokens' is not supported, use 'max_completion_tokens' instead."
            )
        if "temperature" in body:
            return failed(400, "Unsupported value: 'temperature' does not support 0")
        return OK

    async def ask(server: TinyServer) -> None:
        completer = OpenAICompleter(settings_for(server))
        for _ in range(2):
            await completer.complete({**BODY, "temperature": 0})
        await completer.endpoint.close()

    with serving(handler) as server:
        asyncio.run(ask(server))
    assert len(server.asked) == 4
    assert server.answered[-1]["max_completion_tokens"] == 9


def test_embeddings_come_in_the_order_of_their_texts() -> None:
    rows = [{"index": 1, "embedding": [0, 1]}, {"index": 0, "embedding": [1, 0]}]

    async def ask(server: TinyServer) -> list[list[float]]:
        completer = OpenAICompleter(settings_for(server))
        try:
            return await completer.embed(["a", "b"], "e")
        finally:
            await completer.endpoint.close()

    with serving(lambda *_: Sent(body={"data": rows})) as server:
        assert asyncio.run(ask(server)) == [[1.0, 0.0], [0.0, 1.0]]
    with (
        serving(lambda *_: Sent(body={"data": rows[:1]})) as server,
        pytest.raises(EndpointError, match="GOUJI_EMBEDDINGS"),
    ):
        asyncio.run(ask(server))


def test_openai_is_not_asked_without_a_key() -> None:
    with pytest.raises(UsageError, match="no key is set"):
        Endpoint(Settings(model="m"))


@pytest.mark.parametrize("url", ["foo", "ftp://x/v1", "http://", "http://[x/v1"])
def test_a_url_that_is_none_is_one_sentence(url: str) -> None:
    with pytest.raises(UsageError, match="GOUJI_BASE_URL is no URL"):
        base_url(Settings(base_url=url))


def test_the_path_of_the_chat_may_stand_in_the_url() -> None:
    assert base_url(Settings(base_url="http://h/v1/chat/completions/")) == "http://h/v1"


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        ("ConnectError [SSL: CERTIFICATE_VERIFY_FAILED] self-signed", "certificate"),
        ("ConnectError [SSL: WRONG_VERSION_NUMBER]", "does not speak TLS"),
        ("ProxyError 403 Forbidden", "proxy"),
        ("ConnectError [Errno -2] Name or service not known", "no such host"),
        ("ReadError", "the connection broke"),
    ],
)
def test_why_a_connection_does_not_come_about(reasons: str, told: str) -> None:
    assert told in str(of_connection(reasons, PLACE))


def test_a_busy_endpoint_passes() -> None:
    error = of_status(429, "rate_limit", "slow down", 3.0, PLACE)
    assert isinstance(error, PassingError)
    assert error.after == 3.0
