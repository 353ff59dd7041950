"""Everything that can be checked without running the product: `python -m tests.check`; under a minute."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PRODUCTION = {
    "SECRET_KEY": "alleen-voor-deze-controle-" + "x" * 40,
    "VOUCHER_PEPPER": "x" * 50,
    "PARTICIPANT_KEY": "y" * 50,
    "PERSON_KEY": "z" * 50,
    "STRIPE_SECRET_KEY": "sk_check",
    "STRIPE_WEBHOOK_SECRET": "whsec_check",
    "ALLOWED_HOSTS": "ai-leerplein.example",
}


def checks():
    templates = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html"))
    python = sys.executable
    return {
        "vorm": [f"{BIN}/ruff", "format", "--check", "."],
        "lint": [f"{BIN}/ruff", "check", "."],
        "architectuur": [f"{BIN}/lint-imports", "--no-cache"],
        "types": [f"{BIN}/mypy", "--cache-dir", "var/mypy", "."],
        "sjablonen, vorm": [f"{BIN}/djade", "--target-version", "5.2", "--check", *templates],
        "sjablonen, fouten": [f"{BIN}/djlint", "templates", "--lint", "--quiet"],
        "migraties": [python, "manage.py", "makemigrations", "--check", "--dry-run"],
        "instellingen": [python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
    }


def main():
    environment = os.environ | PRODUCTION | {"PYTHONPATH": str(ROOT)}

    def run(named):
        name, command = named
        started = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        return name, done, time.monotonic() - started

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(run, checks().items()))
    for name, done, seconds in results:
        print(f"{'goed' if done.returncode == 0 else 'FOUT'}  {name} ({seconds:.1f} s)")
        if done.returncode:
            print(done.stdout + done.stderr)
    sys.exit(any(done.returncode for _name, done, _seconds in results))


if __name__ == "__main__":
    main()
