"""Addresses are for clusters; what a cluster can't do is said before anything is done."""

from pathlib import Path

from tests.ui.conftest import Gouji


def test_an_address_without_a_cluster_is_refused(gouji: Gouji, tmp_path: Path) -> None:
    run = gouji("extract", "s3://bucket/in", "--out", tmp_path)
    assert run.exit_code == 1
    assert run.stderr == (
        "gouji: s3:// addresses are read and written with --cluster; add --cluster local:2\n"
    )
    assert gouji("extract", tmp_path, "--out", "s3://bucket/out").exit_code == 1


def test_a_dry_run_is_not_for_a_cluster(gouji: Gouji, tmp_path: Path) -> None:
    run = gouji("extract", tmp_path, "--out", tmp_path, "--dry-run", "--cluster", "local:1")
    assert (run.exit_code, run.stderr.count("\n")) == (1, 1)
