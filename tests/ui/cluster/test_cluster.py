"""Documents on a cluster of two processes: each done once, whatever happens to the workers."""

import json
import os
import signal
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any
from uuid import uuid4

import dask
import pyarrow.dataset as ds
import pytest
from distributed import Client, LocalCluster

from extraction.storage.place import Place
from schemas.errors import BusyError
from tests.ui.cluster.conftest import small_document
from tests.ui.conftest import Gouji
from ui.cluster.engine import AHEAD, Engine, connected


def results_of(place: Place) -> dict[str, Any]:
    """Every result by its name, but the seconds that it took."""
    found = {}
    for entry in place.files("results"):
        content = json.loads(place.read(entry.name) or b"")
        content["run"].pop("seconds")
        found[entry.name.removeprefix("results/")] = content
    return found


def cells_of(out: Path) -> dict[str, int]:
    """Rows of the data set by document."""
    paths = ds.dataset(out / "cells", partitioning="hive").to_table(["path"])["path"].to_pylist()
    return {path: paths.count(path) for path in paths}


def printed_cells(result: dict[str, Any]) -> int:
    return sum(len(row["cells"]) for table in result["tables"] for row in table["rows"])


def test_an_object_store_is_read_and_written_and_a_second_run_skips(
    gouji: Gouji, cluster: LocalCluster, s3: str, texts: Path, tmp_path: Path
) -> None:
    store = Place(f"{s3}/{uuid4()}")
    for path in texts.rglob("*.*"):
        store.put(f"in/{path.relative_to(texts)}", path)
    places = (f"{store.address}/in", "--out", f"{store.address}/out")
    run = gouji("extract", *places, "--cluster", cluster.scheduler_address)
    assert (run.exit_code, run.stderr) == (0, "")
    out = Place(f"{store.address}/out")
    results = results_of(out)
    assert results.keys() == {"a.json", "b.json", "older/a.json"}

    files = set(out.files())
    again = gouji("extract", *places, "--cluster", cluster.scheduler_address)
    assert again.stdout.splitlines()[1].split()[:4] == ["3", "0", "3", "0"]
    assert again.stdout.splitlines()[1].split()[4:] == run.stdout.splitlines()[1].split()[4:]
    assert set(out.files()) == files, "nothing was written again"

    store.put("in/a.txt", small_document(7).encode())
    assert gouji("extract", *places, "--cluster", cluster.scheduler_address).exit_code == 0
    changed = {entry.name for entry in set(out.files()) - files}
    assert sorted(name.partition("/")[0] for name in changed) == ["cells", "parts", "results"]
    for entry in out.files("cells"):
        out.fetch(entry.name, Path(tmp_path, entry.name.replace("/", "-")))
    merged = ds.dataset(sorted(tmp_path.glob("cells-*"))).to_table()
    values = {row["value"] for row in merged.to_pylist() if row["path"] == "a.txt"}
    assert {"8.00", "7.00"} <= values
    assert "3.00" not in values, "no row of the earlier document is left"


def test_a_result_is_that_of_a_run_without_a_cluster_and_others_outlive_a_bad_one(
    gouji: Gouji, cluster: LocalCluster, texts: Path, tmp_path: Path
) -> None:
    (texts / "empty.txt").touch()
    (texts / "b.txt").touch()
    out = tmp_path / "out"
    run = gouji("extract", texts, "--out", out, "--cluster", cluster.scheduler_address)
    assert run.exit_code == 1
    assert sorted(run.stderr.splitlines()) == [
        f"gouji: {texts}/b.txt: has the same name as {texts}/b.md, so both results would be "
        "b.json; extract it into another folder",
        f"gouji: {texts}/empty.txt: is empty (0 bytes); check how it was made",
    ]
    gouji("extract", texts / "older", "--out", tmp_path / "alone")
    alone = json.loads((tmp_path / "alone" / "a.json").read_text(encoding="utf-8"))
    alone["run"].pop("seconds")
    assert results_of(Place(str(out)))["older/a.json"] == alone
    assert cells_of(out)["older/a.txt"] == printed_cells(alone)


def test_the_scheduler_holds_a_window_of_the_work(cluster: LocalCluster) -> None:
    taken = 0

    def items() -> Any:
        nonlocal taken
        for taken in range(1, 101):
            yield -taken

    with Client(cluster, set_as_default=False) as client:
        done = 0
        for _ in Engine(client, "here").done(abs, items()):
            assert taken - done <= AHEAD * 2
            done += 1
    assert done == 100


def test_a_scheduler_that_goes_away_ends_the_run_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ui.cluster.engine._LOOK_SECONDS", 0.2)
    with (
        dask.config.set({"distributed.comm.timeouts.connect": "500ms"}),
        LocalCluster(
            n_workers=1,
            processes=False,
            host="127.0.0.1",
            protocol="tcp",
            dashboard_address="127.0.0.1:0",
        ) as short_lived,
        connected(short_lived.scheduler_address) as engine,
    ):
        capfd.readouterr()
        done = engine.done(sleep, [0.1] * 50)
        assert next(done).failure == ""
        short_lived.sync(short_lived.scheduler.close)
        with pytest.raises(BusyError, match="what is done is kept"):
            list(done)
        assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("tcp://127.0.0.1:1", "tcp://127.0.0.1:1: no scheduler answers"),
        ("local:0", "--cluster 'local:0': is no cluster; write local:4, or the address"),
        ("somewhere", "--cluster 'somewhere': is no cluster; write local:4, or the address"),
    ],
)
def test_a_cluster_that_is_not_there_is_told(
    gouji: Gouji, texts: Path, monkeypatch: pytest.MonkeyPatch, address: str, sentence: str
) -> None:
    monkeypatch.setattr("ui.cluster.engine._CONNECT_SECONDS", 0.2)
    run = gouji("extract", texts, "--out", texts.parent / "out", "--cluster", address)
    assert run.exit_code == 1
    assert run.stderr.startswith(f"gouji: {sentence}")
    assert run.stderr.count("\n") == 1


def test_a_killed_worker_loses_no_document_and_doubles_none(
    gouji: Gouji, cluster: LocalCluster, samples: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    killed = []

    def kill() -> None:
        while not list(out.glob("results/*.json")):
            sleep(0.02)
        killed.append(next(iter(cluster.workers.values())).pid)
        os.kill(killed[0], signal.SIGKILL)

    killer = Thread(target=kill, daemon=True)
    killer.start()
    run = gouji("extract", samples, "--out", out, "--cluster", cluster.scheduler_address)
    killer.join(1)
    assert killed
    assert (run.exit_code, run.stderr) == (0, "")
    results = results_of(Place(str(out)))
    assert results.keys() == {f"{number}.json" for number in range(4)}
    assert cells_of(out) == {f"{n}.md": printed_cells(results[f"{n}.json"]) for n in range(4)}
    assert len(list(out.glob("parts/*/*"))) == 4
    assert not list(out.rglob("*.part"))


def test_what_kills_its_worker_is_given_up_and_said(cluster: LocalCluster) -> None:
    with Client(cluster, set_as_default=False) as client:
        (done,) = Engine(client, "here").done(os._exit, [1])
    assert done.failure == "its worker died each time it was tried; look at its memory"
