"""What a client reads: results byte for byte, tables, pictures, findings, kinds."""

import csv
import io
import json

import openpyxl
import pytest
from PIL import Image

from extraction.export.result import parse_result
from tests.ui.api.conftest import Shared
from tests.ui.api.world import World
from tests.ui.review.sample_desk import sample_text

TABLE = "expenditure_by_function"


def test_a_result_is_the_file_and_costs_a_304_when_it_is_known(shared: Shared) -> None:
    address = f"/v1/jobs/{shared.text.job_id}/result"
    answer = shared.http.get(address, headers=shared.by("a"))
    assert answer.content == shared.service.result_path(shared.text.job_id).read_bytes()
    assert parse_result(answer.json()).document.name == "预算.txt"
    tag = answer.headers["ETag"]
    for given in (tag, f'"x", W/{tag}', "*"):
        known = shared.http.get(address, headers={**shared.by("a"), "If-None-Match": given})
        assert (known.status_code, known.content) == (304, b"")
    other = shared.http.get(address, headers={**shared.by("a"), "If-None-Match": '"x"'})
    assert other.status_code == 200


def test_a_large_result_comes_in_pieces_and_whole(world: World) -> None:
    job = world.finish(world.upload("a.txt", sample_text().encode()))
    path = world.service.result_path(job.job_id)
    large = {**json.loads(path.read_bytes()), "more": "x" * 3_000_000}
    path.write_text(json.dumps(large))
    answer = world.http.get(f"/v1/jobs/{job.job_id}/result", headers=world.by("a"))
    assert answer.json() == large
    assert int(answer.headers["Content-Length"]) == len(answer.content)


def test_tables_are_listed_and_come_as_csv_under_their_printed_headers(shared: Shared) -> None:
    base = f"/v1/jobs/{shared.text.job_id}"
    (table,) = shared.http.get(f"{base}/tables", headers=shared.by("a")).json()
    assert (table["kind"], table["ordinal"], table["rows"]) == (TABLE, 1, 9)
    answer = shared.http.get(f"{base}/tables/{TABLE}/1.csv", headers=shared.by("a"))
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == table["headers"]
    assert rows[1] == table["fields"]
    total = dict(zip(rows[1], rows[2], strict=True))
    assert (total["total"], total["basic"], total["project"]) == ("1300.00", "1100.00", "200.00")
    missing = shared.http.get(f"{base}/tables/{TABLE}/2.csv", headers=shared.by("a"))
    assert missing.status_code == 404


def test_no_field_of_a_csv_runs_as_a_formula(world: World) -> None:
    text = sample_text().replace("行政运行", "=HYPERLINK(0)")
    job = world.finish(world.upload("a.txt", text.encode()))
    address = f"/v1/jobs/{job.job_id}/tables/{TABLE}/1.csv"
    content = world.http.get(address, headers=world.by("a")).content.decode("utf-8-sig")
    fields = [field for row in csv.reader(io.StringIO(content)) for field in row]
    assert "'=HYPERLINK(0)" in fields


@pytest.mark.parametrize("reviewed", ["false", "true"])
def test_the_workbook_opens(shared: Shared, reviewed: str) -> None:
    address = f"/v1/jobs/{shared.text.job_id}/workbook?reviewed={reviewed}"
    answer = shared.http.get(address, headers=shared.by("a"))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[:2] == ["summary", "findings"]
    assert "%E9%A2%84%E7%AE%97.xlsx" in answer.headers["Content-Disposition"]


def test_findings_by_class(shared: Shared) -> None:
    address = f"/v1/jobs/{shared.text.job_id}/findings"
    found = shared.http.get(address, headers=shared.by("a")).json()
    assert found
    assert [TABLE, 1, 5, "project"] in found[0]["cells"]
    one = shared.http.get(f"{address}?class={found[0]['class']}", headers=shared.by("a")).json()
    assert found[0] in one
    assert shared.http.get(f"{address}?class=none", headers=shared.by("a")).json() == []


def test_a_page_and_a_cell_of_it_are_pictures(shared: Shared) -> None:
    base = f"/v1/jobs/{shared.page.job_id}"
    page = shared.http.get(f"{base}/pages/1.png", headers=shared.by("a"))
    assert page.headers["Content-Type"] == "image/png"
    whole = Image.open(io.BytesIO(page.content))
    cell = {"kind": TABLE, "ordinal": "1", "row": "5", "field": "project"}
    crop = shared.http.get(f"{base}/crop", params={**cell, "margin": "5"}, headers=shared.by("a"))
    cut = Image.open(io.BytesIO(crop.content))
    # The box is 90 x 22 points on a page of 595, drawn with two dots a point.
    assert cut.size == ((90 + 10) * 2, (22 + 10) * 2)
    box = (40 + 60 + 200 + 90 + 90 - 5, 90 + 5 * 22 - 5)
    same = whole.crop((box[0] * 2, box[1] * 2, box[0] * 2 + 200, box[1] * 2 + 64))
    assert cut.tobytes() == same.tobytes()


@pytest.mark.parametrize(
    "address",
    [
        "pages/2.png",
        "crop?kind=expenditure_by_function&ordinal=1&row=99&field=project",
        "crop?kind=expenditure_by_function&ordinal=1&row=1&field=none",
        "crop?kind=none&ordinal=1&row=1&field=project",
    ],
)
def test_a_picture_that_is_not_there_is_a_404(shared: Shared, address: str) -> None:
    for job in (shared.page, shared.text):
        answer = shared.http.get(f"/v1/jobs/{job.job_id}/{address}", headers=shared.by("a"))
        assert answer.status_code == 404


def test_kinds_have_their_printed_headers(shared: Shared) -> None:
    kinds = shared.http.get("/v1/kinds", headers=shared.by("a")).json()
    one = shared.http.get(f"/v1/kinds/{TABLE}", headers=shared.by("a")).json()
    assert one in kinds
    assert "合计" in next(f["headers"] for f in one["fields"] if f["name"] == "total")
    assert shared.http.get("/v1/kinds/none", headers=shared.by("a")).status_code == 404


def test_jobs_come_page_by_page(world: World) -> None:
    sent = [world.upload(f"{n}.txt", b"x").job_id for n in range(5)]
    seen: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = world.http.get(
            "/v1/jobs", params={"limit": 2, **after}, headers=world.by("a")
        ).json()
        seen += [job["job_id"] for job in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert sorted(seen) == sorted(sent)
    assert world.http.get("/v1/jobs?state=done", headers=world.by("a")).json()["items"] == []


def test_markup_of_a_document_is_never_html(world: World) -> None:
    text = sample_text().replace("行政运行", "<script>alert(1)</script>")
    job = world.finish(world.upload("<b>x.txt", text.encode()))
    base = f"/v1/jobs/{job.job_id}"
    for address in ("", "/result", "/reviewed", "/tables", "/findings", "/review", "/history"):
        answer = world.http.get(base + address, headers=world.by("a"))
        assert answer.headers["Content-Type"].startswith("application/json")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_misspelt_filter_is_refused_and_not_taken_for_none(shared: Shared) -> None:
    answer = shared.http.get("/v1/jobs?sate=done", headers=shared.by("a"))
    assert answer.status_code == 422
    assert "after, limit, state" in answer.json()["detail"]
    twice = shared.http.get("/v1/jobs?state=done&state=failed", headers=shared.by("a"))
    assert twice.status_code == 422
