"""Runs the whole suite and its coverage: `python -m tests.run embedded|services [pytest arguments]`."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
SERVICES = {
    "DATABASE_URL": "postgres://postgres@127.0.0.1:5432/postgres",
    "CELERY_BROKER_URL": "redis://127.0.0.1:6379/8",
    "CACHE_URL": "redis://127.0.0.1:6379/9",
}
FULLY_COVERED = "audit/*.py,payments/*.py,vouchers/*.py,vouchers/eligibility/*.py,vouchers/models/*.py"


def main():
    kind, *arguments = sys.argv[1:]
    environment = dict(os.environ)
    if kind == "services":
        environment |= {name: environment.get(name, default) for name, default in SERVICES.items()}
        _require_services(environment)
        marks = []
    else:
        for name in SERVICES:
            environment.pop(name, None)
        marks = ["-m", "not services"]
    environment["TEST_DB"] = f"suite_{kind}"
    environment["COVERAGE_CORE"] = "ctrace"
    coverage = [sys.executable, "-m", "coverage"]
    (ROOT / "var" / "coverage").mkdir(parents=True, exist_ok=True)
    if arguments:
        sys.exit(_call([sys.executable, "-m", "pytest", *marks, *arguments], environment))
    _call([*coverage, "erase"], environment)
    failed = _call([*coverage, "run", "-m", "pytest", "-n", "2", *marks], environment)
    if failed:
        sys.exit(failed)
    _call([*coverage, "combine", "--quiet"], environment)
    reports = [[*coverage, "report", "--skip-covered"]]
    if kind == "services":
        reports.append([*coverage, "report", "--fail-under=97", f"--include={FULLY_COVERED}"])
    sys.exit(max(_call(report, environment) for report in reports))


def _require_services(environment):
    for name in SERVICES:
        address = urlsplit(environment[name])
        try:
            socket.create_connection((address.hostname, address.port), timeout=3).close()
        except OSError:
            sys.exit(
                f"{name}: niets antwoordt op {address.hostname}:{address.port}. "
                f"Start PostgreSQL en Redis, of zet {name} op een adres dat antwoordt."
            )


def _call(command, environment):
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    main()
