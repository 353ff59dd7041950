"""Rules about templates and styles that no linter knows."""

import re

from django.conf import settings

TEMPLATES = settings.BASE_DIR / "templates"
STYLES = settings.BASE_DIR / "static" / "css"
SCRIPTS = settings.BASE_DIR / "static" / "js"
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(", re.IGNORECASE)


def found(pattern, folder=TEMPLATES, kind="*.html"):
    """Where a pattern stands, as "file: what"."""
    return [
        f"{path.relative_to(folder)}: {match[0]}"
        for path in sorted(folder.rglob(kind))
        for match in re.finditer(pattern, path.read_text(), re.IGNORECASE)
    ]


def test_found_finds():
    assert found(r"<main\b") != []


def test_no_template_has_an_inline_style():
    assert found(r"<style\b|\sstyle=") == []


def test_no_template_has_an_inline_script():
    assert found(r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)[^>]*>") == []


def test_no_template_has_a_handler():
    assert found(r"\s(on[a-z]{3,}|hx-on[:\w-]*)=[\"']|javascript:") == []


def test_no_template_asks_another_host_for_a_part_of_the_page():
    assert (
        found(r"""<(?:link|script|img|iframe|video|audio|source)\b[^>]*(?:src|href)=["'](?:https?:)?//""")
        == []
    )


def test_templates_are_named_in_snake_case():
    names = [path.stem for path in TEMPLATES.rglob("*.html")]

    assert [name for name in names if not re.fullmatch(r"_?[a-z0-9]+(_[a-z0-9]+)*", name)] == []


def test_every_page_extends_the_base():
    pages = [
        path
        for path in TEMPLATES.rglob("*.html")
        if not path.name.startswith("_")
        and not {"components", "blocks", "django", "widgets", "email"}
        & set(path.relative_to(TEMPLATES).parts)
        and path.name not in {"base.html", "bare.html"}
    ]

    assert [
        str(path.relative_to(TEMPLATES)) for path in pages if not path.read_text().startswith("{% extends")
    ] == []


def test_a_component_has_one_small_file_of_styles():
    long = {path.name: lines for path in STYLES.rglob("components/*.css") if (lines := _lines(path)) > 150}

    assert long == {}


def test_a_script_is_small():
    assert {path.name: lines for path in SCRIPTS.rglob("*.js") if (lines := _lines(path)) > 150} == {}


def test_colours_come_from_the_theme():
    stray = {
        path.name: COLOUR.findall(path.read_text())
        for path in STYLES.rglob("*.css")
        if path.name != "tokens.css" and COLOUR.search(path.read_text())
    }

    assert stray == {}


def test_every_custom_property_is_defined():
    text = "\n".join(path.read_text() for path in STYLES.rglob("*.css"))

    asked = set(re.findall(r"var\((--[\w-]+)\)", text))

    assert asked - set(re.findall(r"(--[\w-]+):", text)) == set()


def _lines(path):
    return len(path.read_text().splitlines())
