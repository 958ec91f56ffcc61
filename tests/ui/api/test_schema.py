"""The OpenAPI document is true: whatever it allows, and what it does not, no answer is a 5xx.

`evals/bench/malformed_uploads.py` does the same to uploads, ten thousand times.
"""

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.ui.api.world import World
from tests.ui.review.sample_desk import sample_text

UPLOADS = ("/v1/jobs", "/v1/archives")


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = World(tmp_path_factory.mktemp("fuzzed"), waiting_per_client=10**6, waiting_in_all=10**6)
    world.issue()
    with world.http:
        yield world


@pytest.mark.parametrize("way", ["allowed", "not allowed", "of a job that is there"])
def test_every_operation_answers_as_it_is_described(fuzzed: World, way: str) -> None:
    headers = fuzzed.by("a")
    job_id = (
        fuzzed.finish(fuzzed.upload("a.txt", sample_text().encode())).job_id if "job" in way else ""
    )
    mode = GenerationMode.NEGATIVE if way == "not allowed" else GenerationMode.POSITIVE
    schema = schemathesis.openapi.from_asgi("/openapi.json", fuzzed.app, headers=headers)
    broken: list[str] = []
    asked = 0

    def ask(case: Case) -> None:
        nonlocal asked
        asked += 1
        if job_id:
            case.path_parameters["job_id"] = job_id
        # No schema says that a file is of a kind that is read, or that a row is in a table.
        free = job_id or case.path in UPLOADS
        left_out = [positive_data_acceptance] if free else []
        case.call_and_validate(headers=headers, excluded_checks=left_out)

    for found in schema.get_all_operations():
        operation = found.ok()
        if job_id and "{job_id}" not in operation.path:
            continue

        @settings(
            max_examples=5,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def check(case: Case) -> None:
            ask(case)

        try:
            check()
        except Unsatisfiable:
            # An operation that takes nothing has nothing that could be wrong.
            continue
        except (Exception, BaseExceptionGroup) as error:
            broken.append(f"{operation.label}: {error}")
    assert not broken, "\n\n".join(broken)
    assert asked > 40
