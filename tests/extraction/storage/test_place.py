"""A folder by its address behaves alike on this machine, in memory and in an object store."""

import sys
from pathlib import Path
from uuid import uuid4

import pytest
from fsspec.registry import _registry

from extraction.storage.place import Place, shown, split_pattern
from schemas.errors import InputError, OutputError, UsageError


@pytest.fixture(params=["path", "file", "memory", "s3"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "s3":
        return f"{request.getfixturevalue('s3')}/{uuid4()}"
    folder = tmp_path / "文 件 100%"
    return {
        "path": str(folder),
        "file": folder.as_uri(),
        "memory": f"memory://{uuid4()}/文件",
    }[request.param]


def test_files_are_written_listed_read_and_removed(address: str, tmp_path: Path) -> None:
    place = Place(address)
    assert list(place.files()) == []
    for name in ("b/二.txt", "a.txt", "b/.hidden", ".gouji/x"):
        place.put(name, name.encode())
    source = tmp_path / "large"
    source.write_bytes(b"large")
    place.put("c/large", source)
    assert sorted(entry.name for entry in place.files()) == ["a.txt", "b/二.txt", "c/large"]
    assert [(entry.name, entry.size) for entry in place.files("b")] == [("b/二.txt", 9)]
    assert [entry.name for entry in place.matching("*/*.txt")] == ["b/二.txt"]
    assert (place.read("b/二.txt"), place.read("none")) == ("b/二.txt".encode(), None)
    assert (place.exists("a.txt"), place.exists("none")) == (True, False)
    assert (place.is_folder(), Place(f"{place.address}/a.txt").is_folder()) == (True, False)
    place.fetch("c/large", tmp_path / "fetched")
    assert (tmp_path / "fetched").read_bytes() == b"large"
    with place.opened("a.txt") as file, place.opened("none") as missing:
        assert missing is None
        assert file is not None
        assert file.read(1) == b"a"
    place.remove("a.txt")
    place.remove("a.txt")
    assert not place.exists("a.txt")


def test_a_changed_file_has_another_version(address: str) -> None:
    place = Place(address)

    def version() -> str | None:
        return next(iter(place.files())).version

    place.put("a", b"first")
    first = version()
    assert first == version() is not None
    place.put("a", b"other")
    assert version() != first


def test_what_is_not_there_is_told_in_a_sentence(address: str, tmp_path: Path) -> None:
    place = Place(address)
    place.put("a", b"")
    with pytest.raises(InputError, match=r"none\.txt: there is no such file or folder"):
        place.fetch("none.txt", tmp_path / "x")
    with pytest.raises(InputError, match="there is no such file or folder"):
        Place(f"{place.address}/none").is_folder()


def test_a_local_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    place = Place(str(tmp_path))
    place.put("a.txt", b"old")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="can't be written"):
        place.put("folder", b"new")
    with pytest.raises(OutputError):
        place.put("a.txt", tmp_path / "missing")
    assert place.read("a.txt") == b"old"
    assert {path.name for path in tmp_path.iterdir()} == {"a.txt", "folder"}


@pytest.mark.parametrize(
    "address", ["s3://name:pass-word@bucket/in", "s3://bucket/in?X-Amz-Signature=pass-word"]
)
def test_credentials_in_an_address_are_refused_and_not_told(address: str) -> None:
    with pytest.raises(UsageError) as refused:
        Place(address)
    assert "the address holds credentials" in str(refused.value)
    assert "pass-word" not in str(refused.value)
    assert "pass-word" not in shown(address)


def test_a_bucket_that_is_not_there_tells_no_secret(s3: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError) as refused:
        Place("s3://no-such-bucket/out").put("a", b"")
    assert str(refused.value).startswith("s3://no-such-bucket/out/a: ")
    assert "kept-from-everybody" not in str(refused.value)
    assert "known-to-nobody" not in str(refused.value)


def test_a_missing_extra_and_an_unknown_kind_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(_registry, "s3", raising=False)
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(UsageError, match=r"is not installed; install gouji\[s3\]"):
        Place("s3://bucket/in")
    with pytest.raises(UsageError, match="is no address that can be used"):
        Place("nonsense://bucket/in")


@pytest.mark.parametrize(
    ("argument", "cut"),
    [
        ("s3://bucket/in", ("s3://bucket/in", "")),
        ("s3://bucket/in/*/a*.txt", ("s3://bucket/in", "*/a*.txt")),
        ("in/*.txt", ("in", "*.txt")),
        ("*.txt", (".", "*.txt")),
        ("/*.txt", ("/", "*.txt")),
    ],
)
def test_a_pattern_is_cut_from_its_folder(argument: str, cut: tuple[str, str]) -> None:
    assert split_pattern(argument) == cut
