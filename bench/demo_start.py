"""How long a new clone takes to its first page, and how long the second start takes."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from bench.report import figure

ROOT = Path(__file__).resolve().parent.parent
PORT = "8790"


def measure():
    folder = Path(tempfile.mkdtemp(prefix="leerplein-start-"))
    try:
        clone = folder / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        first, second = _start(clone), _start(clone)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    yield figure(
        "demo, first start",
        round(first, 1),
        "s",
        1,
        "new clone, empty package cache, until /readyz answers 200",
    )
    yield figure("demo, second start", round(second, 1), "s", 1, "the same clone again")


def _start(clone):
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "VIRTUAL_ENV", "PYTHONPATH"}
    } | {"PORT": PORT, "PIP_NO_CACHE_DIR": "1"}
    started = time.monotonic()
    process = subprocess.Popen(["./run", "demo"], cwd=clone, env=environment, stdout=subprocess.DEVNULL)
    try:
        while not _is_ready():
            if process.poll() is not None or time.monotonic() - started > 600:
                raise RuntimeError("The demo does not start.")
            time.sleep(0.1)
        return time.monotonic() - started
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _is_ready():
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{PORT}/readyz", timeout=2).status == 200
    except OSError:
        return False
