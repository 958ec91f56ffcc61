"""What a worker does with a document, in this process."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extraction.export.parts import bucket_of, merged_name, part_name
from extraction.storage.place import Place
from schemas.settings import Settings
from ui.cluster.documents import Assignment, Bucket, Told, extract_remote, merge_bucket
from ui.cluster.planning import RemoteDocument, planned
from ui.cluster.travelling import orders


def extracted(texts: Path, out: Path, name: str = "a.txt", *, force: bool = False) -> Told:
    given = orders(str(out), Settings(), force=force)
    return extract_remote(Assignment(RemoteDocument(texts.as_uri(), name), given))


def test_a_document_done_twice_is_one_result_of_the_same_content(
    texts: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    result, part = out / "results" / "a.json", out / part_name("a")
    first = extracted(texts, out)
    before = json.loads(result.read_text(encoding="utf-8")), part.read_bytes()
    second = extracted(texts, out, force=True)
    after = json.loads(result.read_text(encoding="utf-8")), part.read_bytes()
    for content, _ in (before, after):
        content["run"].pop("seconds")
    assert before == after
    assert (first.state, second.state) == ("extracted", "extracted")
    assert len([path for path in out.rglob("*") if path.is_file()]) == 2


def test_a_result_that_is_not_whole_is_made_anew(texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    def states() -> str:
        return extracted(texts, out).state

    assert [states(), states()] == ["extracted", "unchanged"]
    (out / "results" / "a.json").unlink()
    assert [states(), states()] == ["extracted", "unchanged"]
    (out / part_name("a")).write_bytes(b"torn")
    assert [states(), states()] == ["extracted", "unchanged"]
    (out / part_name("a")).unlink()
    assert [states(), states()] == ["extracted", "unchanged"]


def test_the_result_of_another_document_is_replaced_by_force_alone(
    texts: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    extracted(texts, out)
    (texts / "a.txt").rename(texts / "a.md")
    refused = extracted(texts, out, "a.md")
    assert refused.state == "failed"
    assert f": {out}/results/a.json holds the result of a.txt; choose" in refused.sentence
    assert extracted(texts, out, "a.md", force=True).state == "extracted"


def test_a_bucket_is_merged_again_only_when_a_part_has_changed(texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    extracted(texts, out)
    bucket = Bucket(str(out), bucket_of("a"))
    merged = out / merged_name(bucket.number)
    assert merge_bucket(bucket) == ""
    before = merged.stat()
    assert merge_bucket(bucket) == ""
    assert merged.stat() == before
    (texts / "a.txt").write_text("no table here", encoding="utf-8")
    extracted(texts, out)
    assert merge_bucket(bucket) == ""
    assert pq.read_metadata(merged).num_rows == 0
    (out / part_name("a")).write_bytes(b"torn")
    assert merge_bucket(bucket).endswith(
        f"{out / part_name('a')}: is no part of a result; remove it and run again"
    )


def test_what_goes_wrong_names_the_document_and_not_where_it_was_fetched_to(
    texts: Path, tmp_path: Path
) -> None:
    (texts / "a.txt").write_bytes(b"")
    told = extracted(texts, tmp_path / "out")
    assert (told.state, told.sentence) == (
        "failed",
        f"{texts}/a.txt: is empty (0 bytes); check how it was made",
    )
    gone = extracted(texts, tmp_path / "out", "none.txt")
    assert gone.sentence == f"{texts}/none.txt: there is no such file or folder"


def test_page_images_are_among_the_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from schemas.document import Document
    from schemas.page import Page
    from tests.extraction.export.worked_example import document

    def extract(path: Path, settings: Settings, *_: object) -> Document:
        from extraction.records.store import PageStore

        assert settings.database is None, "images are not shared, so their readings are not"
        digest = PageStore(settings.data or path).keep_file(b"a picture")
        page = Page(number=1, width=1, height=1, image=digest)
        made = document(path.name)
        return made.model_copy(update={"pages": (page,)})

    monkeypatch.setattr("extraction.pipeline.extract", extract)
    monkeypatch.setenv("GOUJI_DATABASE", f"sqlite:///{tmp_path / 'shared.sqlite3'}")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(b"%PDF")
    assert extracted(tmp_path / "in", tmp_path / "out", "a.pdf").state == "extracted"
    (image,) = Place(str(tmp_path / "out" / ".gouji" / "files")).files()
    assert image.size == len(b"a picture")


def test_planning_keeps_the_tree_and_tells_of_what_leads_nowhere(
    texts: Path, tmp_path: Path
) -> None:
    (texts / "notes.csv").touch()
    (texts / "older" / ".hidden.txt").touch()
    (tmp_path / "bare").mkdir()
    found = planned([str(texts), str(texts / "b.md"), str(tmp_path / "bare"), f"{texts}/*.pdf"])
    assert [document.target for document in found.documents] == ["a", "b", "older/a"]
    assert [str(problem).partition(": ")[2][:30] for problem in found.problems] == [
        "the folder holds no document (",
        "no file matches",
    ]
    pattern = planned([f"{texts}/*/*.txt"]).documents
    assert [document.name for document in pattern] == ["older/a.txt"]
    assert planned([f"{texts}/old*"]).documents == pattern
    assert pattern[0].shown == f"{texts}/older/a.txt"
