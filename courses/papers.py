"""The paper of an attempt (toetsformulier): which questions, in which order; pure and the same everywhere."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any


def draw_paper(
    *,
    seed: str,
    sections: Iterable[Mapping[str, Any]],
    keys: Mapping[str, Mapping[str, Any]],
    settings: Mapping,
) -> list[dict]:
    """The questions of an attempt with the order of their options.

    Drawing and shuffling sort by SHA-256 of seed and key, so a seed gives one paper in every language.
    """
    return [
        {"key": key, "options": _options(seed, key, keys[key], settings)}
        for section in sections
        for key in _drawn(seed, section, settings)
    ]


def _drawn(seed: str, section: Mapping[str, Any], settings: Mapping) -> list[str]:
    questions = list(section["questions"])
    if section["draw"]:
        chosen = set(_shuffled(seed, "draw", questions)[: section["draw"]])
        questions = [key for key in questions if key in chosen]
    return _shuffled(seed, "order", questions) if settings["shuffle_questions"] else questions


def _options(seed: str, key: str, answer_key: Mapping[str, Any], settings: Mapping) -> list[str]:
    options = list(answer_key["options"])
    may_move = settings["shuffle_options"] and not answer_key.get("fixed")
    return _shuffled(seed, key, options) if may_move else options


def _shuffled(seed: str, purpose: str, keys: Iterable[str]) -> list[str]:
    return sorted(keys, key=lambda key: sha256(f"{seed}:{purpose}:{key}".encode()).digest())
