"""What a run learns of an endpoint: tokens and modes; and the loop on which it asks."""

import asyncio
import threading
from pathlib import Path

import pytest

from extraction.models.dispatcher import Dispatcher
from extraction.models.modes import Modes
from extraction.models.slots import Slots
from extraction.models.tokens import TokenEstimate, raw_tokens
from extraction.models.usage import Usage, UsageCounts
from extraction.records.answers import AnswerStore
from schemas.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(model="m", base_url="http://h/v1", data=tmp_path)


def test_an_estimate_grows_with_the_text() -> None:
    estimate = TokenEstimate()
    assert estimate.tokens("") == 0
    assert estimate.tokens("支") == 1
    row = "r1 | c1: 2010301 | c2: 行政运行 | c3: 8,158,525.32\n"
    assert 20 <= estimate.tokens(row) <= 45
    assert estimate.tokens(row * 10) == pytest.approx(10 * estimate.tokens(row), rel=0.05)
    assert TokenEstimate(2.0).tokens(row) == pytest.approx(2 * estimate.tokens(row), abs=1)


def test_what_was_learned_counts_from_the_next_run(settings: Settings, tmp_path: Path) -> None:
    store = AnswerStore(tmp_path)
    estimate = TokenEstimate.load(settings)
    estimate.learn(10_000.0, 13_000)
    assert estimate.factor == 1.0
    estimate.save(settings, store)
    assert TokenEstimate.load(settings).factor == 1.3
    assert TokenEstimate.load(settings.model_copy(update={"model": "n"})).factor == 1.0


def test_a_document_keeps_the_estimate_that_cut_it_first(
    settings: Settings, tmp_path: Path
) -> None:
    store = AnswerStore(tmp_path)
    assert TokenEstimate.load(settings, "sha").factor == 1.0
    estimate = TokenEstimate()
    estimate.learn(10_000.0, 13_000)
    estimate.save(settings, store)
    assert TokenEstimate.load(settings, "sha").factor == 1.0
    assert TokenEstimate.load(settings, "other").factor == 1.3


def test_little_or_nonsense_teaches_little(settings: Settings, tmp_path: Path) -> None:
    store = AnswerStore(tmp_path)
    little, wild = TokenEstimate(), TokenEstimate()
    little.learn(1.0, 100)
    little.save(settings, store)
    assert TokenEstimate.load(settings).factor == 1.0
    wild.learn(1.0, 100_000)
    wild.save(settings, store)
    assert TokenEstimate.load(settings).factor == 2.5


def test_raw_tokens_weigh_characters_by_kind() -> None:
    assert raw_tokens("政府办公") > raw_tokens("2024") > raw_tokens("abcd")


def test_the_mode_that_was_taken_is_remembered_for_url_and_model(
    settings: Settings, tmp_path: Path
) -> None:
    store = AnswerStore(tmp_path)
    modes = Modes(settings, store)
    assert modes.current == "json_schema"
    assert modes.refused("json_schema") == "tools"
    assert modes.refused("json_schema") == "tools"  # another request that was under way
    modes.took("tools")
    assert Modes(settings, store).current == "tools"
    assert Modes(settings.model_copy(update={"model": "n"}), store).current == "json_schema"
    assert Modes(settings.model_copy(update={"mode": "json"}), store).current == "json"
    assert modes.refused("tools") == "json"
    assert modes.refused("json") is None


def test_threads_share_one_loop() -> None:
    async def where() -> int:
        await asyncio.sleep(0)
        return threading.get_ident()

    with Dispatcher() as dispatcher:
        found: list[int] = []
        threads = [
            threading.Thread(target=lambda: found.append(dispatcher.run(where()))) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert threading.get_ident() not in found
    dispatcher.close()


def test_what_a_coroutine_raises_comes_to_who_waits() -> None:
    async def fail() -> None:
        raise KeyError("x")

    with Dispatcher() as dispatcher, pytest.raises(KeyError):
        dispatcher.run(fail())


def test_closing_cancels_what_still_runs() -> None:
    cancelled = threading.Event()

    async def long() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    async def start() -> None:
        tasks.append(asyncio.create_task(long()))
        await asyncio.sleep(0)

    tasks: list[asyncio.Task[None]] = []
    with Dispatcher() as dispatcher:
        dispatcher.run(start())
    assert cancelled.is_set()


def test_a_tally_is_kept_by_model_and_added_up() -> None:
    usage = Usage()
    usage.add("a", UsageCounts(requests=1, tokens_in=10))
    usage.add("a", UsageCounts(cached=2, tokens_cached=7))
    usage.add("b", UsageCounts(requests=1, tokens_out=5))
    assert usage.by_model()["a"] == UsageCounts(requests=1, cached=2, tokens_in=10, tokens_cached=7)
    assert usage.total() == UsageCounts(
        requests=2, cached=2, tokens_in=10, tokens_out=5, tokens_cached=7
    )


def test_slots_let_in_so_many_and_fewer_while_the_endpoint_is_busy() -> None:
    async def most_at_once(slots: Slots, tasks: int) -> int:
        inside = most = 0

        async def one() -> None:
            nonlocal inside, most
            async with slots:
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0)
                inside -= 1

        await asyncio.gather(*(one() for _ in range(tasks)))
        return most

    async def go() -> None:
        slots = Slots(8)
        assert await most_at_once(slots, 50) == 8
        async with slots, slots, slots, slots:
            slots.busy()
            slots.busy()  # too soon to say anything new
        assert await most_at_once(slots, 50) == 2
        for _ in range(400):
            slots.answered()
        assert await most_at_once(slots, 50) == 8

    asyncio.run(go())


def test_a_slot_is_not_lost_where_the_one_who_waits_is_cancelled() -> None:
    async def go() -> None:
        slots = Slots(1)

        async def hold() -> None:
            async with slots:
                await asyncio.sleep(0.01)

        tasks = [asyncio.create_task(hold()) for _ in range(6)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.wait_for(hold(), 1)

    asyncio.run(go())
