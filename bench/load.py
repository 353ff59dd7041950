"""Load from a second process on loopback: wrk, bounded in time."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median

from bench.site import cpu_ms

SECONDS = int(os.environ.get("BENCH_SECONDS", "10"))
ROUNDS = 3
CLIENTS = (1, 8, 32)
SCRIPT = Path(__file__).with_name("summary.lua")


def run(url, *, clients, pids, cookie="", seconds=SECONDS):
    """One round; requests a second, milliseconds, bytes a response, processor time a request."""
    if not shutil.which("wrk"):
        sys.exit("wrk ontbreekt. Op Debian: apt-get install wrk")
    headers = ["-H", f"Cookie: {cookie}"] if cookie else []
    before = cpu_ms(pids)
    done = subprocess.run(
        ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "30s", "-s", str(SCRIPT), *headers, url],
        capture_output=True,
        text=True,
        check=True,
    )
    result = json.loads(done.stdout.strip().splitlines()[-1])
    if result["errors"]:
        raise RuntimeError(f"{url}: {result['errors']} of {result['requests']} answers were errors")
    return {
        "rps": result["requests"] / (result["microseconds"] / 1e6),
        "p95": result["p95"] / 1000,
        "bytes": result["bytes"] / result["requests"],
        "cpu": (cpu_ms(pids) - before) / result["requests"],
    }


def rounds(url, *, clients, pids, cookie=""):
    """The median of three rounds, with the range of the requests per second."""
    seen = [run(url, clients=clients, pids=pids, cookie=cookie) for _round in range(ROUNDS)]
    middle = {name: median(round[name] for round in seen) for name in seen[0]}
    speeds = [round["rps"] for round in seen]
    return middle | {"low": min(speeds), "high": max(speeds)}
