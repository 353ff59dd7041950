"""What was measured, kept per benchmark and written as one table."""

import json
import platform
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STORE = ROOT / "var" / "bench"
TABLE = ROOT / "docs" / "benchmarks.md"
INTRO = """# Benchmarks

Made by `./run bench` on {cores} cores (Python {python}), everything on one machine: the server, PostgreSQL, Redis and the
client share the cores. Pages: gunicorn with 2 sync workers, `wrk` at 1, 8 and 32 connections, three rounds of {seconds}
seconds after a warm-up; the figure is the median, with the range of the rounds behind it. `×limit` compares with `/healthz`,
a view without database or template, in the same run. Machines differ: compare ratios, not absolute figures.
"""


def figure(name, value, unit, n, note=""):
    """One measured value: `n` is how many times it was observed."""
    return {"name": name, "value": value, "unit": unit, "n": n, "note": note}


def keep(name, figures, *, seconds):
    STORE.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y-%m-%d")
    (STORE / f"{name}.json").write_text(json.dumps({"on": stamp, "seconds": seconds, "figures": figures}))
    write_table()


def write_table():
    import os

    lines = [
        INTRO.format(
            cores=os.cpu_count(),
            python=platform.python_version(),
            seconds=os.environ.get("BENCH_SECONDS", "10"),
        )
    ]
    for path in sorted(STORE.glob("*.json")):
        kept = json.loads(path.read_text())
        lines += [
            f"## {path.stem} ({kept['on']})\n",
            "| what | value | unit | n | note |",
            "| --- | ---: | --- | ---: | --- |",
        ]
        lines += ["| {name} | {value} | {unit} | {n} | {note} |".format(**row) for row in kept["figures"]]
        lines.append("")
    TABLE.write_text("\n".join(lines))
