import shutil
from collections.abc import Iterator
from pathlib import Path

import dask
import pytest
from distributed import LocalCluster

SAMPLES = Path(__file__).parents[3] / "samples"
TABLE = """2025年"三公"经费支出预算表
单位：万元
项目\t金额
合计\t{total}
因公出国（境）费\t0.00
公务接待费\t1.00
公务用车购置及运行费\t{cars}
"""


def small_document(number: int) -> str:
    return TABLE.format(total=f"{number + 1}.00", cars=f"{number}.00")


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder with three small documents, one of them in a folder of its own."""
    folder = tmp_path / "in"
    (folder / "older").mkdir(parents=True)
    for number, name in enumerate(("a.txt", "older/a.txt", "b.md"), 2):
        (folder / name).write_text(small_document(number), encoding="utf-8")
    return folder


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """A folder with four documents that take a worker half a second each."""
    folder = tmp_path / "samples"
    folder.mkdir()
    for number in range(4):
        shutil.copy(SAMPLES / "yunlu-culture-2023.md", folder / f"{number}.md")
    return folder


@pytest.fixture(scope="package")
def cluster(s3: str) -> Iterator[LocalCluster]:
    """Two workers in processes of their own. A task is given up when its worker died twice."""
    with (
        dask.config.set(
            {"distributed.worker.daemon": False, "distributed.scheduler.allowed-failures": 1}
        ),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster,
    ):
        yield cluster
