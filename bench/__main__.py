"""Runs the benchmarks: `./run bench` all of them, `./run bench NAME` one. One JSON object a line, a table in docs/."""

import json
import os
import sys
import time
from pathlib import Path

from bench import report

ROOT = Path(__file__).resolve().parent.parent


def main():
    from bench import certificates, demo_start, pages, queries

    known = {
        "demo_start": demo_start.measure,
        "pages": pages.measure,
        "queries": queries.measure,
        "certificates": certificates.measure,
    }
    asked = sys.argv[1:] or list(known)
    unknown = set(asked) - set(known)
    if unknown:
        sys.exit(f"Onbekende meting: {', '.join(sorted(unknown))}. Kies uit: {', '.join(known)}.")
    for name in asked:
        started = time.monotonic()
        figures = []
        for figure in known[name]():
            print(json.dumps(figure, ensure_ascii=False), flush=True)
            figures.append(figure)
        report.keep(name, figures, seconds=time.monotonic() - started)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    main()
