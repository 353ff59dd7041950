"""The looks that a certificate can have: a choice, no free code."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """Colours as six hexadecimal digits; each passes 4.5:1 on white where it carries text."""

    deep: str
    accent: str
    ink: str
    soft: str
    line: str


THEMES = {"leerplein": Theme(deep="073B40", accent="0B5F63", ink="10262B", soft="465B60", line="CFDCDA")}
DEFAULT_THEME = "leerplein"
