import os
import subprocess
import sys

import pytest
from django.conf import settings

SECRETS = {
    "SECRET_KEY": "x" * 50,
    "VOUCHER_PEPPER": "p" * 50,
    "PARTICIPANT_KEY": "q" * 50,
    "PERSON_KEY": "r" * 50,
    "STRIPE_SECRET_KEY": "sk",
    "STRIPE_WEBHOOK_SECRET": "wh",
}


def start(environment):
    plain = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "import django; django.setup(); from django.conf import settings; print(settings.DEBUG)",
        ],
        cwd=settings.BASE_DIR,
        env=plain | {"DJANGO_SETTINGS_MODULE": "lms.settings"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_its_secrets_and_without_debug(tmp_path):
    done = start(SECRETS | {"VAR_DIR": str(tmp_path)})

    assert (done.returncode, done.stdout.strip()) == (0, "False"), done.stderr


@pytest.mark.parametrize("missing", SECRETS)
def test_production_refuses_to_start_without_a_secret_and_says_how_to_make_one(tmp_path, missing):
    done = start(
        {name: value for name, value in SECRETS.items() if name != missing} | {"VAR_DIR": str(tmp_path)}
    )

    assert done.returncode == 1
    assert f"{missing} ontbreekt" in done.stderr
    assert "token_urlsafe" in done.stderr


def test_an_unknown_database_is_refused_with_its_name(tmp_path):
    done = start(SECRETS | {"VAR_DIR": str(tmp_path), "DATABASE_URL": "mongo://example"})

    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr
