"""Files and batches of the OpenAI Batch API, kept in memory for as long as the server runs."""

import json
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from evals.simulated.completion import Reply, failure

Json = dict[str, Any]
Answer = Callable[[Json], Awaitable[Reply]]

_CHAT = "/v1/chat/completions"
_NAMES = re.compile(rb'name="([^"]*)"(?:; filename="([^"]*)")?')


def form_parts(body: bytes, content_type: str) -> dict[str, tuple[str, bytes]]:
    """The parts of a multipart form by name: the file's name (none: empty) and the content."""
    boundary = content_type.partition("boundary=")[2].partition(";")[0].strip('"')
    found = {}
    for part in body.split(f"--{boundary}".encode()) if boundary else ():
        head, blank, content = part.partition(b"\r\n\r\n")
        names = _NAMES.search(head)
        if blank and names is not None:
            file = (names.group(2) or b"").decode("utf-8", "replace")
            found[names.group(1).decode("utf-8", "replace")] = (file, content[:-2])
    return found


@dataclass
class Batches:
    """The files that were uploaded or made, and the batches over them."""

    files: dict[str, Json] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, Json] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def keep(self, name: str, purpose: str, content: bytes) -> Json:
        """A new file with this content, as the file object that describes it."""
        made: Json = {
            "id": f"file-{next(self.numbers)}",
            "object": "file",
            "bytes": len(content),
            "created_at": int(time.time()),
            "filename": name,
            "purpose": purpose,
            "status": "processed",
        }
        self.files[made["id"]] = made
        self.contents[made["id"]] = content
        return made

    def open(self, request: Json) -> Json | None:
        """A new batch over an uploaded file, not worked on yet; None where there is no file."""
        source = request.get("input_file_id")
        if source not in self.contents:
            return None
        made: Json = {
            "id": f"batch_{next(self.numbers)}",
            "object": "batch",
            "endpoint": request.get("endpoint", _CHAT),
            "errors": None,
            "input_file_id": source,
            "completion_window": request.get("completion_window", "24h"),
            "status": "in_progress",
            "output_file_id": None,
            "error_file_id": None,
            "created_at": int(time.time()),
            "request_counts": {"total": 0, "completed": 0, "failed": 0},
            "metadata": request.get("metadata"),
        }
        self.batches[made["id"]] = made
        return made

    async def work(self, batch: Json, answer: Answer) -> None:
        """Answer every line of the batch's file; failed lines go to the error file."""
        done: list[Json] = []
        failed: list[Json] = []
        counts = batch["request_counts"]
        lines = self.contents[batch["input_file_id"]].decode("utf-8").splitlines()
        counts["total"] = sum(1 for line in lines if line.strip())
        for line in lines:
            if batch["status"] != "in_progress":
                break
            if not line.strip():
                continue
            result = await _answered(line, answer)
            fine = result["error"] is None and result["response"]["status_code"] == 200
            (done if fine else failed).append(result)
            counts["completed" if fine else "failed"] += 1
        for name, results in (("output", done), ("error", failed)):
            if results:
                made = self.keep(f"{batch['id']}_{name}.jsonl", "batch_output", _jsonl(results))
                batch[f"{name}_file_id"] = made["id"]
        if batch["status"] == "in_progress":
            batch["status"] = "completed"
            batch["completed_at"] = int(time.time())

    def cancel(self, name: str) -> Json | None:
        """Stop a batch that is still worked on; None where there is no such batch."""
        batch = self.batches.get(name)
        if batch is not None and batch["status"] == "in_progress":
            batch["status"] = "cancelled"
        return batch


async def _answered(line: str, answer: Answer) -> Json:
    try:
        request = json.loads(line)
        name, body = request["custom_id"], request["body"]
    except (ValueError, KeyError, TypeError):
        error = {"code": "invalid_json_line", "message": "This line is no batch request."}
        return {"id": "batch_req_0", "custom_id": None, "response": None, "error": error}
    reply = await answer(body)
    if reply.lost is not None:
        reply = failure(500, "The server had an error while processing your request.")
    return {
        "id": f"batch_req_{name}",
        "custom_id": name,
        "response": {"status_code": reply.status, "request_id": name, "body": reply.body},
        "error": None,
    }


def _jsonl(results: list[Json]) -> bytes:
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in results).encode()
