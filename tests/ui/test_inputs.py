import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.errors import EmptyInputError, InputError, UsageError
from ui.inputs import Job, expand, plan


def make(*files: Path) -> None:
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")


def test_a_folder_is_walked_in_order_and_only_documents_are_taken(tmp_path: Path) -> None:
    names = ["b.txt", "a.TXT", "sub/c.md", "sub/deep/d.html", "x.json", ".hidden.txt", ".git/e.txt"]
    make(*(tmp_path / name for name in names))
    files, problems = expand([str(tmp_path)])
    found = [file.relative_to(tmp_path).as_posix() for file in files]
    assert found == ["a.TXT", "b.txt", "sub/c.md", "sub/deep/d.html"]
    assert problems == ()


def test_a_named_file_is_taken_whatever_its_suffix(tmp_path: Path) -> None:
    make(tmp_path / "a.dat")
    assert expand([str(tmp_path / "a.dat")]).files == (tmp_path / "a.dat",)


def test_a_pattern_matches_files_at_any_depth(tmp_path: Path) -> None:
    make(tmp_path / "2025" / "a.txt", tmp_path / "2026" / "b.txt", tmp_path / "2026" / "c.md")
    assert len(expand([str(tmp_path / "**" / "*.txt")]).files) == 2
    assert len(expand([str(tmp_path / "202?")]).files) == 3


def test_a_name_with_pattern_signs_is_a_file_first(tmp_path: Path) -> None:
    make(tmp_path / "预算[2026].txt")
    assert expand([str(tmp_path / "预算[2026].txt")]).files == (tmp_path / "预算[2026].txt",)


def test_a_file_named_twice_is_taken_once(tmp_path: Path) -> None:
    make(tmp_path / "a.txt")
    assert len(expand([str(tmp_path), str(tmp_path / "a.txt"), str(tmp_path / "*.txt")]).files) == 1


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("none.txt", InputError, "there is no such file"),
        ("*.none", InputError, "no file matches"),
        ("empty", EmptyInputError, "holds no document"),
        ("pipe", InputError, "no regular file"),
        ("gone", InputError, "no regular file"),
        ("a\x00b", InputError, "a"),
    ],
)
def test_an_argument_that_leads_nowhere_is_a_problem_and_the_others_go_on(
    tmp_path: Path, name: str, kind: type[Exception], words: str
) -> None:
    make(tmp_path / "good" / "a.txt")
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    files, problems = expand([str(tmp_path / name), str(tmp_path / "good")])
    assert len(files) == 1
    assert [type(problem) for problem in problems] == [kind]
    assert words in str(problems[0])


def test_an_unreadable_folder_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path / "a.txt", tmp_path / "closed" / "b.txt")
    scan = os.scandir

    # Permissions stop no administrator, so the system call itself is made to refuse.
    def refusing(path: str) -> Iterator[os.DirEntry[str]]:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    files, problems = expand([str(tmp_path)])
    assert files == (tmp_path / "a.txt",)
    assert "closed: the folder can't be read: Permission denied" in str(problems[0])


def test_the_second_of_two_files_with_one_stem_is_refused(tmp_path: Path) -> None:
    files = [tmp_path / "x" / "预算.txt", tmp_path / "y" / "预算.md", tmp_path / "y" / "other.txt"]
    jobs, problems = plan(files, tmp_path / "out")
    out = tmp_path / "out"
    assert jobs == (Job(files[0], out / "预算.json"), Job(files[2], out / "other.json"))
    assert len(problems) == 1
    assert isinstance(problems[0], UsageError)
    assert str(files[0]) in str(problems[0])
    assert str(files[1]) in str(problems[0])


def test_stems_that_one_file_system_tells_apart_and_another_does_not_clash(tmp_path: Path) -> None:
    jobs, problems = plan([tmp_path / "A.txt", tmp_path / "a.txt"], tmp_path)
    assert (len(jobs), len(problems)) == (1, 1)


def test_a_result_never_overwrites_an_input(tmp_path: Path) -> None:
    jobs, problems = plan([tmp_path / "a.json", tmp_path / "b.txt"], tmp_path)
    assert [job.source.name for job in jobs] == ["b.txt"]
    assert "overwrite" in str(problems[0])
