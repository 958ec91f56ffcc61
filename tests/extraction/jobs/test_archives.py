"""Archives from strangers: bombs, links, lies about sizes, names that climb."""

import gzip
import io
import random
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extraction.jobs.archives import ArchiveLimits, Entry, Refused, entries_of
from extraction.jobs.filenames import clean_name
from schemas.errors import GoujiError, InputError, OversizeError, UnknownFormatError
from tests.zipping import zipped

LIMITS = ArchiveLimits(entries=20, entry_bytes=2_000_000, all_bytes=3_000_000)


def tarred(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", format=tarfile.PAX_FORMAT) as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def taken(content: bytes, name: str, folder: Path, limits: ArchiveLimits = LIMITS) -> list[str]:
    """What became of each entry: its content, or the sentence that refuses it."""
    found = []
    for entry in entries_of(io.BytesIO(content), name, limits):
        if isinstance(entry, Refused):
            found.append(f"{entry.name}: {entry.detail}")
            continue
        assert isinstance(entry, Entry)
        try:
            entry.write(folder / "entry")
            found.append(f"{entry.name}={(folder / 'entry').read_bytes().decode('latin-1')}")
        except GoujiError as error:
            if type(error).__name__ == "ArchiveLimitError":
                raise
            found.append(f"{entry.name}: {error}")
    return found


def test_documents_come_out_whole_and_what_packers_add_is_left_out(tmp_path: Path) -> None:
    files = {"a/1.txt": b"one", "__MACOSX/a/._1.txt": b"x", ".DS_Store": b"x", "b/2.md": b"two"}
    assert taken(zipped(files), "x.ZIP", tmp_path) == ["a/1.txt=one", "b/2.md=two"]
    members = [(tarfile.TarInfo(name), content) for name, content in files.items()]
    assert taken(tarred(*members), "x.tar.gz", tmp_path) == ["a/1.txt=one", "b/2.md=two"]


def test_names_of_chinese_windows_are_read(tmp_path: Path) -> None:
    raw = "部门预算.txt".encode("gbk")
    content = zipped({"x" * len(raw): b"one"}).replace(b"x" * len(raw), raw)
    assert taken(content, "x.zip", tmp_path) == ["部门预算.txt=one"]


def test_links_devices_and_locked_entries_are_refused_by_themselves(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("good.txt", "one")
    assert taken(buffer.getvalue(), "x.zip", tmp_path) == [
        "link.txt: it is a link or a device; pack the file itself",
        "good.txt=one",
    ]
    symbolic, hard = tarfile.TarInfo("s.txt"), tarfile.TarInfo("h.txt")
    symbolic.type, symbolic.linkname = tarfile.SYMTYPE, "/etc/passwd"
    hard.type, hard.linkname = tarfile.LNKTYPE, "../../etc/passwd"
    good = tarfile.TarInfo("good.txt")
    found = taken(tarred((symbolic, b""), (hard, b""), (good, b"one")), "x.tgz", tmp_path)
    assert [line.partition(":")[0] for line in found] == ["s.txt", "h.txt", "good.txt=one"]


def test_an_entry_that_is_too_large_is_refused_and_the_others_go_on(tmp_path: Path) -> None:
    found = taken(zipped({"a.txt": b"0" * 2_000_001, "b.txt": b"one"}), "x.zip", tmp_path)
    assert found == ["a.txt: it is larger than 2000000 bytes; send a smaller one", "b.txt=one"]


def test_a_bomb_ends_the_archive(tmp_path: Path) -> None:
    bomb = zipped({f"{n}.txt": b"0" * 1_900_000 for n in range(3)})
    with pytest.raises(OversizeError, match="unpacks to more"):
        taken(bomb, "x.zip", tmp_path)
    with pytest.raises(OversizeError, match="more than 20 entries"):
        taken(zipped({f"{n}.txt": b"" for n in range(21)}), "x.zip", tmp_path)
    # Passing over what is no document unpacks it too.
    skipped = tarfile.TarInfo(".hidden")
    with pytest.raises(OversizeError, match="unpacks to more"):
        taken(tarred((skipped, b"0" * 4_000_000)), "x.tgz", tmp_path)


def test_a_ratio_that_no_document_has_is_refused(tmp_path: Path) -> None:
    limits = ArchiveLimits(entries=5, entry_bytes=10**9, all_bytes=10**9)
    found = taken(zipped({"a.txt": b"0" * 17_000_000}), "x.zip", tmp_path, limits)
    assert found == ["a.txt: it unpacks to more than 200 times its size; send it by itself"]


def test_a_header_that_claims_much_takes_no_memory(tmp_path: Path) -> None:
    header = tarfile.TarInfo("PaxHeader")
    header.type, header.size = tarfile.XHDTYPE, 2**32
    block = header.tobuf(tarfile.USTAR_FORMAT)
    with pytest.raises(OversizeError, match="table of contents"):
        taken(gzip.compress(block + b"0" * 5_000_000), "x.tgz", tmp_path)
    with pytest.raises(OversizeError, match="table of contents"):
        taken(zipped({f"{n}" + "x" * 60_000: b"" for n in range(20)}), "x.zip", tmp_path)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), tar=st.booleans())
def test_a_damaged_archive_is_told_of_or_still_right(tmp_path: Path, seed: int, tar: bool) -> None:
    draw = random.Random(seed)
    content = bytearray(
        tarred(*((tarfile.TarInfo(f"{n}.txt"), b"text" * n) for n in range(5)))
        if tar
        else zipped({f"{n}.txt": b"text" * n for n in range(5)})
    )
    for _ in range(draw.randint(1, 8)):
        content[draw.randrange(len(content))] = draw.randrange(256)
    if draw.random() < 0.3:
        del content[draw.randrange(len(content)) :]
    try:
        taken(bytes(content), "x.tgz" if tar else "x.zip", tmp_path)
    except GoujiError:
        return


@pytest.mark.parametrize(
    ("given_name", "clean"),
    [
        ("../../etc/x.PDF", "x.PDF"),
        ("C:\\fakepath\\预算 表.txt", "预算 表.txt"),
        ("a\r\nSet-Cookie: b.md", "a Set-Cookie: b.md"),
        ("\u202efdp.gpj.txt", "fdp.gpj.txt"),
        ("<script>.html", "<script>.html"),
        ("预" * 300 + ".pdf", "预" * 66 + ".pdf"),
    ],
)
def test_a_name_is_a_label(given_name: str, clean: str) -> None:
    assert clean_name(given_name) == clean


@pytest.mark.parametrize(
    "bad", ["", ".", "..", "/", ".pdf", "...pdf", "x", "x.exe", "x.pdf/", "\0"]
)
def test_a_name_without_stem_or_known_suffix_is_refused(bad: str) -> None:
    with pytest.raises(UnknownFormatError):
        clean_name(bad)


@given(st.text(max_size=80))
def test_a_clean_name_never_leaves_its_folder(text: str) -> None:
    try:
        name = clean_name(text + ".txt")
    except InputError:
        return
    assert Path(name).name == name
    assert name.isprintable() and len(name.encode()) <= 240
