"""The desk through the interface: the same events, versions, claims and undo."""

import pytest

from schemas.review import Decision
from schemas.service import Job
from tests.ui.api.world import World
from tests.ui.review.sample_desk import sample_text

TABLE = "expenditure_by_function"
CELL = {"kind": TABLE, "ordinal": 1, "row": 5, "field": "project"}


@pytest.fixture
def job(world: World) -> Job:
    return world.finish(world.upload("a.txt", sample_text().encode()))


def post(world: World, job: Job, what: str, body: object) -> tuple[int, dict[str, object]]:
    address = f"/v1/jobs/{job.job_id}/review/{what}"
    answer = world.http.post(address, headers=world.by("a"), json=body)
    return answer.status_code, answer.json()


def decision(action: str, version: int, who: str = "Li", **more: object) -> dict[str, object]:
    return {"version": version, "decision": {"action": action, "cell": CELL, "who": who, **more}}


def test_the_queue_leads_to_the_doubt_and_a_decision_settles_it(world: World, job: Job) -> None:
    (entry,) = world.http.get("/v1/queue?open_only=true", headers=world.by("a")).json()
    assert entry["job_id"] == job.job_id
    review = world.http.get(f"/v1/jobs/{job.job_id}/review", headers=world.by("a")).json()
    first = review["doubts"][0]
    assert (first["cell"], first["found"]["suggestion"]) == (CELL, "20.00")
    status, done = post(world, job, "decisions", decision("accept", review["version"]))
    assert status == 200
    assert done["review"]["version"] == 1  # type: ignore[index]
    left = [doubt["cell"] for doubt in done["review"]["doubts"]]  # type: ignore[index]
    assert len(left) < len(review["doubts"]) and CELL not in left
    (after,) = world.http.get("/v1/queue", headers=world.by("a")).json()
    assert (after["doubts"], after["decisions"]) == (len(left), 1)
    reviewed = world.http.get(f"/v1/jobs/{job.job_id}/reviewed", headers=world.by("a")).json()
    assert reviewed["tables"][0]["rows"][5]["values"]["project"] == "20.00"
    assert reviewed["history"][0]["who"] == "Li"
    result = world.http.get(f"/v1/jobs/{job.job_id}/result", headers=world.by("a")).json()
    assert result["tables"][0]["rows"][5]["values"]["project"] == "26.00"


def test_the_event_is_that_of_the_desk(world: World, job: Job) -> None:
    post(world, job, "decisions", decision("correct", 0, value="20.00", why="the page"))
    status, _ = post(world, job, "undo", {"version": 1, "who": "Li"})
    assert status == 200
    told = world.http.get(f"/v1/jobs/{job.job_id}/history", headers=world.by("a")).json()
    assert [(each["action"], each["who"]) for each in told] == [("correct", "Li"), ("undo", "Li")]
    assert job.document_id is not None
    with world.service.desk() as desk:
        assert [e.model_dump(mode="json") for e in desk.history(job.document_id)] == told
        made = desk.decide(
            job.document_id,
            2,
            Decision.model_validate({"action": "skip", "cell": CELL, "who": "Li"}),
        )
    assert made.event.number == 3
    seen = world.http.get(f"/v1/jobs/{job.job_id}/review", headers=world.by("a")).json()
    assert seen["version"] == 3


def test_a_decision_on_an_older_version_changes_nothing(world: World, job: Job) -> None:
    assert post(world, job, "decisions", decision("skip", 0))[0] == 200
    status, problem = post(world, job, "decisions", decision("accept", 0))
    assert (status, problem["code"]) == (409, "conflict")
    history = world.http.get(f"/v1/jobs/{job.job_id}/history", headers=world.by("a")).json()
    assert len(history) == 1


def test_who_holds_a_document_is_told(world: World, job: Job) -> None:
    assert post(world, job, "claim", {"who": "Li"})[0] == 200
    for what, body in (
        ("claim", {"who": "Wang"}),
        ("decisions", decision("accept", 0, who="Wang")),
        ("undo", {"version": 0, "who": "Wang"}),
    ):
        status, problem = post(world, job, what, body)
        assert (status, problem["code"], problem["who"]) == (409, "claimed", "Li")
        assert str(problem["since"]).startswith("20")
    assert post(world, job, "release", {"who": "Li"})[0] == 200
    assert post(world, job, "decisions", decision("accept", 0, who="Wang"))[0] == 200


def test_an_edit_of_a_table(world: World, job: Job) -> None:
    edit = {"action": "remove_row", "kind": TABLE, "ordinal": 1, "row": 8, "who": "Li"}
    status, done = post(world, job, "edits", {"version": 0, "edit": edit})
    assert (status, done["event"]["action"]) == (200, "remove_row")  # type: ignore[index]
    table = world.http.get(
        f"/v1/jobs/{job.job_id}/tables?reviewed=true", headers=world.by("a")
    ).json()
    assert table[0]["rows"] == 8


@pytest.mark.parametrize(
    "body",
    [
        decision("correct", 0, value="abc"),
        decision("accept", 0, who=" "),
        {"version": 0, "decision": {"action": "accept", "cell": {**CELL, "row": -1}, "who": "L"}},
        {"version": 0, "decision": {"action": "accept", "cell": {**CELL, "row": 99}, "who": "L"}},
        {"version": -1, "decision": {"action": "skip", "cell": CELL, "who": "L"}},
        {"version": 0},
        {},
        [],
    ],
)
def test_a_decision_that_can_not_stand_is_one_sentence(
    world: World, job: Job, body: object
) -> None:
    status, problem = post(world, job, "decisions", body)
    assert (status, problem["status"]) == (422, 422)
