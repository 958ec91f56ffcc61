"""Large uploads side by side: how much memory the server takes for them.

A server of its own gets ``--count`` uploads of ``--size`` MiB at once, of files that no one reads,
and one that is larger than it takes. Printed are the answers, the seconds, and the most memory that
the server had before and after.
"""

import argparse
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx

from evals.bench.serving import Served

_PIECE = 1024 * 1024


def main() -> None:
    """Send them and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=6)
    parser.add_argument("--size", type=int, default=200)
    given = parser.parse_args()
    settings = {"GOUJI_UPLOAD_BYTES": str((given.size + 1) * _PIECE)}
    statuses: Counter[int] = Counter()
    with tempfile.TemporaryDirectory() as name, Served(Path(name), settings, workers=0) as server:
        key = server.key("bench")

        def send(number: int, size: int) -> None:
            statuses[_sent(server.url, key, number, size)] += 1

        send(-1, 1)
        before, began = server.memory(peak=True), time.monotonic()
        sizes = [given.size] * given.count + [given.size + 2]
        threads = [threading.Thread(target=send, args=each) for each in enumerate(sizes)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took, after = time.monotonic() - began, server.memory(peak=True)
    told = ", ".join(f"{status}: {n}" for status, n in sorted(statuses.items()))
    print(
        f"{given.count} uploads of {given.size} MiB side by side in {took:.0f} s; answers: {told}"
    )
    print(
        f"most memory of the server: {before / 2**20:.0f} MiB before, {after / 2**20:.0f} MiB after"
    )


def _sent(url: str, key: str, number: int, size: int) -> int:
    def body() -> Iterator[bytes]:
        name = f"{number}.pdf"
        yield (
            f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        ).encode()
        for place in range(size):
            yield f"{number}/{place}".encode().ljust(_PIECE, b".")
        yield b"\r\n--b--\r\n"

    headers = {
        "Authorization": f"Bearer {key}",
        "Content-Type": "multipart/form-data; boundary=b",
    }
    answer = httpx.post(f"{url}/v1/jobs", headers=headers, content=body(), timeout=600)
    return answer.status_code


if __name__ == "__main__":
    main()
