"""Rules of the house that no linter knows."""

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ["accounts", "audit", "certificates", "courses", "home", "kpi", "payments", "vouchers"]
FORBIDDEN_NAMES = {"utils", "core", "common", "services", "helpers", "managers", "selectors", "platform"}


def sources(*folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def test_no_module_has_two_subjects():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources(*APPS, "lms", "tests", "tools", "bench")
        if (lines := len(path.read_text().splitlines())) > 300
    }

    assert long == {}


def test_no_module_is_named_after_a_layer():
    assert [str(path) for path in sources(*APPS, "lms") if path.stem in FORBIDDEN_NAMES] == []


def test_every_app_has_an_exhaustive_import_contract():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

    covered = {name for row in contracts if row.get("exhaustive") for name in row["containers"]}

    assert covered == set(APPS)


def test_every_recorded_event_stands_in_the_glossary():
    glossary = (ROOT / "docs" / "glossary.md").read_text()
    names = {
        name
        for path in sources(*APPS)
        for name in re.findall(r"""record\(\s*f?["']([a-z_]+\.[a-z_]+)["']""", path.read_text())
    }

    assert len(names) > 20
    assert {name for name in names if f"`{name}`" not in glossary} == set()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_hold_hashes_and_no_address(name):
    text = (ROOT / name).read_text()

    assert "--hash=sha256:" in text
    assert not re.search(r"https?://|--index-url|--find-links", text)


def test_every_dependency_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text()
    block = text.split("dependencies = [", 1)[1].split("\n]", 1)[0]

    assert [line for line in block.strip().splitlines() if "#" not in line] == []


def test_every_variable_of_the_environment_is_explained():
    asked = set(
        re.findall(r"""env(?:_flag)?\(\s*["']([A-Z_]+)["']""", (ROOT / "lms" / "settings.py").read_text())
    )
    explained = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert asked - explained == set()


def test_no_learner_money_or_log_model_joins_the_reference_index():
    transactional = [
        model
        for app in ("accounts", "audit", "payments", "vouchers", "certificates", "kpi")
        for model in apps.get_app_config(app).get_models()
        if model._meta.label not in {"accounts.Sector", "accounts.Hub"}
    ]

    assert [
        m._meta.label for m in transactional if not getattr(m, "wagtail_reference_index_ignore", False)
    ] == []


def test_no_model_orders_itself():
    assert [
        m._meta.label for app in APPS for m in apps.get_app_config(app).get_models() if m._meta.ordering
    ] == []


def test_the_product_speaks_of_itself_alone():
    words = re.compile(r"\b(TODO|FIXME|(?i:lorem ipsum|claude|chatgpt session|subagent))\b")
    folders = [*APPS, "lms", "templates", "docs", "static"]

    found = [
        str(path.relative_to(ROOT))
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix in {".py", ".html", ".md", ".css", ".js", ".yaml"}
        # A lesson may name the products that it teaches about.
        if "content" not in path.parts
        if words.search(path.read_text())
    ]

    assert found == []
