"""What was answered once is not asked again, whatever happened in between."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from extraction.models.cache import CachedCompleter
from extraction.models.port import CACHED, Body, body_key
from extraction.models.recorded import RecordedCompleter
from extraction.records.answers import AnswerStore
from schemas.errors import EndpointError, OutputError, PendingError
from tests.extraction.models.tiny_server import Sent, completion, serving

BODY = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}
REQUESTS = 40


class Slow:
    """A completer that takes its time and counts."""

    def __init__(self, error: Exception | None = None) -> None:
        self.asked = 0
        self.error = error

    async def complete(self, body: Body) -> Body:
        self.asked += 1
        await asyncio.sleep(0.02)
        if self.error is not None:
            raise self.error
        return completion(f"answer {self.asked}")


@pytest.fixture
def store(tmp_path: Path) -> AnswerStore:
    return AnswerStore(tmp_path)


def test_the_same_body_has_the_same_key_whatever_its_order() -> None:
    assert body_key({"a": 1, "b": "二"}) == body_key({"b": "二", "a": 1})
    assert body_key({"a": 1}) != body_key({"a": 2})


def test_the_second_time_it_comes_from_the_store(store: AnswerStore, tmp_path: Path) -> None:
    slow = Slow()
    first = asyncio.run(CachedCompleter(slow, store).complete(BODY))
    store.close()
    again = AnswerStore(tmp_path)
    second = asyncio.run(CachedCompleter(slow, again).complete(BODY))
    assert slow.asked == 1
    assert CACHED not in first
    assert second == {**first, CACHED: True}
    assert again.body(body_key(BODY)) == BODY


def test_one_that_is_under_way_is_waited_for(store: AnswerStore) -> None:
    slow = Slow()
    cached = CachedCompleter(slow, store)

    async def ask() -> list[Body]:
        return await asyncio.gather(*(cached.complete(BODY) for _ in range(5)))

    found = asyncio.run(ask())
    assert slow.asked == 1
    assert [bool(one.get(CACHED)) for one in found].count(False) == 1


def test_what_nobody_waits_for_any_more_is_stored_all_the_same(store: AnswerStore) -> None:
    cached = CachedCompleter(Slow(), store)

    async def ask() -> None:
        waiting = asyncio.create_task(cached.complete(BODY))
        await asyncio.sleep(0.005)
        waiting.cancel()
        await asyncio.sleep(0.1)

    asyncio.run(ask())
    assert store.completion(body_key(BODY)) is not None


def test_an_error_is_not_stored(store: AnswerStore) -> None:
    slow = Slow(EndpointError("down"))
    cached = CachedCompleter(slow, store)
    for _ in range(2):
        with pytest.raises(EndpointError):
            asyncio.run(cached.complete(BODY))
    assert slow.asked == 2


def test_pictures_are_kept_as_their_hash(store: AnswerStore) -> None:
    url = "data:image/png;base64,AAAA"
    body = {"messages": [{"content": [{"type": "image_url", "image_url": {"url": url}}]}]}
    store.keep("k", body, completion("x"), (1, 2))
    kept = store.body("k")
    assert kept is not None
    assert kept["messages"][0]["content"][0]["image_url"]["url"].startswith("sha256:")


def test_a_recording_notes_what_it_can_not_answer(store: AnswerStore) -> None:
    recorded = RecordedCompleter(store)
    with pytest.raises(PendingError, match="gouji batch write"):
        asyncio.run(recorded.complete(BODY))
    assert recorded.pending == {body_key(BODY): BODY}
    store.keep(body_key(BODY), BODY, completion("x"), (1, 2))
    assert asyncio.run(recorded.complete(BODY))[CACHED]


def test_a_folder_that_can_not_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="choose another --data"):
        AnswerStore(tmp_path / "file")


ASKING = f"""
import asyncio, sys
from pathlib import Path
from extraction.models.opening import open_live
from extraction.records.answers import AnswerStore
from schemas.settings import Settings
settings = Settings(model="m", base_url=sys.argv[1], concurrency=4)
store = AnswerStore(Path(sys.argv[2]))
opened = open_live(settings, store)
async def ask():
    bodies = [{{"model": "m", "messages": [{{"role": "user", "content": str(n)}}]}}
              for n in range({REQUESTS})]
    await asyncio.gather(*(opened.completer.complete(body) for body in bodies))
opened.run(ask())
opened.close()
"""


@pytest.mark.parametrize("answered_before", [1, 13, 30])
def test_a_run_that_is_killed_pays_for_nothing_twice(tmp_path: Path, answered_before: int) -> None:
    with serving(lambda *_: Sent(body=completion("ok"), after=0.02)) as server:
        command = [sys.executable, "-c", ASKING, server.url, str(tmp_path)]
        run = subprocess.Popen(command)
        while len(server.answered) < answered_before:
            assert run.poll() is None
            time.sleep(0.001)
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
        store = AnswerStore(tmp_path)
        arrived = [body for body in server.asked if store.completion(body_key(body)) is not None]
        assert subprocess.run(command, check=False).returncode == 0
        times = Counter(body_key(body) for body in server.asked)
    assert len(times) == REQUESTS
    assert len(arrived) >= answered_before - 4
    assert {times[body_key(body)] for body in arrived} <= {1}
    assert sum(times.values()) <= REQUESTS + 4
