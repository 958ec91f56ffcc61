import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from prompts.examples import FOLDER, ExampleStore, example_id
from schemas.errors import EndpointError, UsageError
from schemas.settings import Settings
from tests.prompts.pieces import example, piece

OTHER = "f" * 64


def store(folder: Path) -> ExampleStore:
    return ExampleStore(folder / FOLDER)


def ids(examples: tuple[object, ...]) -> list[str]:
    return [found.id for found in examples]  # type: ignore[attr-defined]


def test_an_empty_store_is_asked_without_making_it(tmp_path: Path) -> None:
    assert store(tmp_path).list() == store(tmp_path).similar(piece(), 2, OTHER) == ()
    assert list(tmp_path.iterdir()) == []


def test_examples_survive_reopening_in_another_process(tmp_path: Path) -> None:
    store(tmp_path).add(example("one"))
    code = (
        "import sys; from pathlib import Path; from prompts.examples import ExampleStore;"
        "print([e.id for e in ExampleStore(Path(sys.argv[1])).list()])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / FOLDER)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "['one']"
    assert store(tmp_path).list() == (example("one"),)


def test_adding_twice_is_adding_once_and_removing_removes(tmp_path: Path) -> None:
    kept = store(tmp_path)
    kept.add(example("one"))
    kept.add(example("one"))
    kept.add(example("two", title="支出预算总表"))
    assert sorted(ids(kept.list())) == ["one", "two"]
    kept.remove("one")
    assert ids(store(tmp_path).list()) == ["two"]
    with pytest.raises(UsageError, match="no example one"):
        kept.remove("one")


def test_no_example_is_of_the_same_document_or_of_another_kind(tmp_path: Path) -> None:
    kept = store(tmp_path)
    kept.add(example("same document", sha256="b" * 64))
    kept.add(example("another kind", kind="indicators"))
    kept.add(example("good"))
    assert ids(kept.similar(piece(), 5, "b" * 64)) == ["good"]
    unknown = piece(candidates=("table",))
    assert sorted(ids(kept.similar(unknown, 5, "b" * 64))) == ["another kind", "good"]
    assert kept.similar(piece(), 0, OTHER) == ()


def test_examples_are_like_the_piece_and_unlike_each_other(tmp_path: Path) -> None:
    kept = store(tmp_path)
    for number in range(8):
        kept.add(example(f"like {number}", title=f"{2016 + number}年支出总表"))
    kept.add(example("variant", title="部门支出预算总表"))
    kept.add(example("far", title="国有资本经营预算执行情况说明"))
    found = ids(kept.similar(piece(title="2024年支出总表"), 2, OTHER))
    assert len(found) == 2
    assert sum(name.startswith("like") for name in found) == 1
    assert "variant" in found


def test_embeddings_of_an_endpoint_search_the_same_examples(tmp_path: Path) -> None:
    store(tmp_path).add(example("a", title="支出总表"))
    store(tmp_path).add(example("b", title="长"))
    asked: list[str] = []

    def embed(texts: object) -> list[list[float]]:
        asked.extend(texts)  # type: ignore[call-overload]
        return [[float(len(text)), 1.0] for text in texts]  # type: ignore[attr-defined]

    settings = Settings(_env_file=None, embeddings="an-embedding-model")
    kept = ExampleStore.of(settings, tmp_path, embed)
    assert sorted(ids(kept.similar(piece(), 5, OTHER))) == ["a", "b"]
    assert len(asked) == 3
    store(tmp_path).remove("a")
    assert ids(kept.similar(piece(), 5, OTHER)) == ["b"]
    plain = ExampleStore.of(Settings(_env_file=None), tmp_path, embed)
    assert ids(plain.similar(piece(), 5, OTHER)) == ["b"]
    assert len(asked) == 4


def test_many_threads_may_ask_at_once(tmp_path: Path) -> None:
    store(tmp_path).add(example("one"))
    shared = store(tmp_path)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: ids(shared.similar(piece(), 2, OTHER)), range(40)))
    assert found == [["one"]] * 40


def test_a_damaged_folder_is_told_in_one_sentence(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / "chroma.sqlite3").write_bytes(b"no database" * 500)
    with pytest.raises(UsageError, match="example store can't be read"):
        ExampleStore(damaged).list()
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(UsageError, match="example store can't be read"):
        ExampleStore(tmp_path / "file").similar(piece(), 2, OTHER)
    with pytest.raises(UsageError, match="need a place"):
        ExampleStore(None)


def test_a_server_that_is_down_is_told_in_one_sentence() -> None:
    with pytest.raises(EndpointError, match=r"127\.0\.0\.1 does not answer") as told:
        ExampleStore(None, url="http://127.0.0.1:9").list()
    assert told.value.lasting


def test_an_id_is_made_of_the_content() -> None:
    assert example_id("a", "k", "t") == example_id("a", "k", "t") != example_id("a", "k", "u")
    assert len(example_id("a", "k", "t")) == 12
