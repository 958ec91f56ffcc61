import socket
from pathlib import Path

import pytest

from extraction.review.desk import Desk
from schemas.errors import UsageError
from tests.builders import SETTINGS
from tests.ui.conftest import Gouji
from ui.reviewing import data_folder_of


def test_the_folder_of_results_leads_to_its_data(tmp_path: Path) -> None:
    Desk(tmp_path / ".gouji", settings=SETTINGS).close()
    assert data_folder_of(tmp_path, None) == tmp_path / ".gouji"
    assert data_folder_of(tmp_path / ".gouji", None) == tmp_path / ".gouji"


def test_a_folder_without_a_review_is_refused(tmp_path: Path, gouji: Gouji) -> None:
    with pytest.raises(UsageError, match="gouji import"):
        data_folder_of(tmp_path, None)
    done = gouji("review", tmp_path, "--no-browser")
    assert done.exit_code == 1
    assert "gouji import" in done.output


def test_a_port_that_is_taken_is_told(tmp_path: Path, gouji: Gouji) -> None:
    Desk(tmp_path, settings=SETTINGS).close()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = gouji("review", tmp_path, "--no-browser", "--port", str(other.getsockname()[1]))
    assert done.exit_code == 1
    assert "choose another --port" in done.output
