"""What the browser loads and nobody wrote as such: one style sheet, and a small web font."""

import re
from collections.abc import Iterable
from pathlib import Path

import fontpkg_source_sans_3
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FIRST = ("tokens.css", "base.css", "layout.css")
LAST = ("print.css",)
FONTS = {
    "source-sans-3.woff2": "SourceSans3[wght].ttf",
    "source-sans-3-italic.woff2": "SourceSans3-Italic[wght].ttf",
}
LATIN = "U+0020-007E,U+00A0-017F,U+0218-021B,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2030,U+2039-203A,U+20AC,U+2122,U+2190-2193,U+2212,U+2260,U+2264-2265"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def style_sheets(folder: Path) -> list[Path]:
    """Every style sheet in the order of the cascade: the theme first, components by name, print last."""
    components = sorted((folder / "components").glob("*.css"))
    return [*(folder / name for name in FIRST), *components, *(folder / name for name in LAST)]


def join_styles(sheets: Iterable[Path]) -> str:
    """All style sheets as one, without comments and indentation."""
    text = COMMENT.sub("", "\n".join(sheet.read_text() for sheet in sheets))
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def write_font(source: str, target: Path) -> None:
    """A variable web font of Western and Central European letters, from regular to bold."""
    font = TTFont(fontpkg_source_sans_3.ROOT / "files" / source)
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum", "frac"]
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=subset.parse_unicodes(LATIN.replace("U+", "")))
    chosen.subset(font)
    instancer.instantiateVariableFont(font, {"wght": (400, 700)}, inplace=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    subset.save_font(font, str(target), options)
