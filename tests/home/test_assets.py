import gzip

from django.conf import settings
from django.core.management import call_command
from fontTools.ttLib import TTFont

from home.assets import FONTS, join_styles, style_sheets

STYLES = settings.BASE_DIR / "static" / "css"


def test_join_styles_drops_comments_and_indentation(tmp_path):
    sheet = tmp_path / "one.css"
    sheet.write_text("/* why\n   it is so */\n.a {\n  color: red;\n}\n\n")

    assert join_styles([sheet]) == ".a {\ncolor: red;\n}\n"


def test_style_sheets_begin_with_the_theme_and_end_with_print():
    names = [sheet.name for sheet in style_sheets(STYLES)]

    assert names[:3] == ["tokens.css", "base.css", "layout.css"]
    assert names[-1] == "print.css"
    assert set(names) == {sheet.name for sheet in STYLES.rglob("*.css")}


def test_all_styles_together_are_small():
    styles = join_styles(style_sheets(STYLES))

    assert len(gzip.compress(styles.encode())) < 15_000


def test_build_assets_makes_one_sheet_and_small_fonts(settings, tmp_path):
    settings.BUILD_DIR = tmp_path

    call_command("build_assets")

    font = TTFont(tmp_path / "fonts" / "source-sans-3.woff2")
    assert set("AZaz09€éëïáüłšŁ–“”→") <= {chr(code) for code in font.getBestCmap()}
    assert (font["fvar"].axes[0].minValue, font["fvar"].axes[0].maxValue) == (400, 700)
    assert all(path.stat().st_size < 40_000 for path in (tmp_path / "fonts").iterdir())
    assert (tmp_path / "css" / "app.css").read_text().startswith("@layer tokens, reset, base")


def test_build_assets_if_changed_leaves_what_is_still_right(settings, tmp_path):
    settings.BUILD_DIR = _built(tmp_path)
    call_command("build_assets", if_changed=True)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")}

    call_command("build_assets", if_changed=True)

    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")} == before


def test_build_assets_if_changed_renews_an_old_sheet(settings, tmp_path):
    settings.BUILD_DIR = _built(tmp_path)
    sheet = tmp_path / "css" / "app.css"

    call_command("build_assets", if_changed=True)

    assert sheet.read_text() == join_styles(style_sheets(STYLES))


def _built(folder):
    """As after an earlier version: an old sheet, and fonts that need no renewal."""
    for name in ("css/app.css", *(f"fonts/{font}" for font in FONTS)):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("old")
    return folder
