"""The drawn cover of a course: paving of a square, always the same for one key, in the pattern of its sector."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

SECTORS = (
    "cultuur-en-media",
    "defensie",
    "energie-en-duurzaamheid",
    "financiele-dienstverlening",
    "gebouwde-omgeving",
    "gezondheid-en-zorg",
    "haven-en-maritiem",
    "landbouw-en-voeding",
    "mobiliteit-transport-en-logistiek",
    "onderwijs",
    "publieke-diensten",
    "technische-industrie",
    "veiligheid-vrede-en-recht",
    "water-en-klimaat",
)
SIDE = 40


@dataclass(frozen=True)
class Cover:
    """Three layers of tiles, and the number of a hue; 0 is the colour of the site itself."""

    hue: int
    width: int
    height: int
    deep: str
    mid: str
    pale: str


def _quarter(x: int, y: int, turn: int) -> str:
    corners = (
        f"M{x} {y}h{SIDE}a{SIDE} {SIDE} 0 0 1-{SIDE} {SIDE}z",
        f"M{x + SIDE} {y}v{SIDE}a{SIDE} {SIDE} 0 0 1-{SIDE}-{SIDE}z",
        f"M{x + SIDE} {y + SIDE}h-{SIDE}a{SIDE} {SIDE} 0 0 1 {SIDE}-{SIDE}z",
        f"M{x} {y + SIDE}v-{SIDE}a{SIDE} {SIDE} 0 0 1 {SIDE} {SIDE}z",
    )
    return corners[turn]


def _half(x: int, y: int, turn: int) -> str:
    r = SIDE // 2
    sides = (
        f"M{x} {y}h{SIDE}a{r} {r} 0 0 1-{SIDE} 0z",
        f"M{x + SIDE} {y}v{SIDE}a{r} {r} 0 0 1 0-{SIDE}z",
        f"M{x + SIDE} {y + SIDE}h-{SIDE}a{r} {r} 0 0 1 {SIDE} 0z",
        f"M{x} {y + SIDE}v-{SIDE}a{r} {r} 0 0 1 0 {SIDE}z",
    )
    return sides[turn]


def _leaf(x: int, y: int, turn: int) -> str:
    if turn % 2:
        return f"M{x + SIDE} {y}a{SIDE} {SIDE} 0 0 1-{SIDE} {SIDE}a{SIDE} {SIDE} 0 0 1 {SIDE}-{SIDE}z"
    return f"M{x} {y}a{SIDE} {SIDE} 0 0 1 {SIDE} {SIDE}a{SIDE} {SIDE} 0 0 1-{SIDE}-{SIDE}z"


def _triangle(x: int, y: int, turn: int) -> str:
    return (
        f"M{x} {y}h{SIDE}l-{SIDE} {SIDE}z",
        f"M{x + SIDE} {y}v{SIDE}l-{SIDE}-{SIDE}z",
        f"M{x + SIDE} {y + SIDE}h-{SIDE}l{SIDE}-{SIDE}z",
        f"M{x} {y + SIDE}v-{SIDE}l{SIDE} {SIDE}z",
    )[turn]


def _disc(x: int, y: int, turn: int) -> str:
    r = SIDE // 2 if turn % 2 else SIDE // 4
    return f"M{x + SIDE // 2 - r} {y + SIDE // 2}a{r} {r} 0 1 1 {2 * r} 0a{r} {r} 0 1 1-{2 * r} 0z"


def _square(x: int, y: int, turn: int) -> str:
    return f"M{x} {y}h{SIDE}v{SIDE}h-{SIDE}z"


def _stripes(x: int, y: int, turn: int) -> str:
    width = SIDE // 5
    if turn % 2:
        return "".join(f"M{x} {y + width * n}h{SIDE}v{width}h-{SIDE}z" for n in (0, 2, 4))
    return "".join(f"M{x + width * n} {y}h{width}v{SIDE}h-{width}z" for n in (0, 2, 4))


Motif = Callable[[int, int, int], str]
MOTIFS: tuple[tuple[Motif, Motif], ...] = (
    (_quarter, _half),
    (_disc, _half),
    (_triangle, _stripes),
    (_quarter, _disc),
    (_stripes, _square),
    (_square, _triangle),
    (_half, _disc),
    (_half, _stripes),
    (_leaf, _disc),
    (_stripes, _quarter),
    (_triangle, _disc),
    (_quarter, _square),
    (_triangle, _stripes),
    (_quarter, _triangle),
    (_half, _leaf),
)


@lru_cache(maxsize=512)
def draw_cover(key: str, sector_slug: str = "", columns: int = 8, rows: int = 4) -> Cover:
    """The cover of one course; the same key and sector always give the same drawing."""
    hue = SECTORS.index(sector_slug) + 1 if sector_slug in SECTORS else 0
    first, second = MOTIFS[hue]
    layers: dict[str, list[str]] = {"deep": [], "mid": [], "pale": []}
    for place, byte in enumerate(_bytes(key, columns * rows)):
        x, y = place % columns * SIDE, place // columns * SIDE
        turn, dice = byte % 4, byte // 4 % 16
        if dice < 4:
            layers["deep"].append(first(x, y, turn))
        elif dice < 7:
            layers["pale"].append(_square(x, y, 0))
            layers["mid"].append(first(x, y, turn))
        elif dice < 9:
            layers["mid"].append(second(x, y, turn))
        elif dice < 10:
            layers["mid"].append(_square(x, y, 0))
        elif dice < 13:
            layers["pale"].append(second(x, y, turn))
    drawn = {name: "".join(paths) for name, paths in layers.items()}
    return Cover(hue=hue, width=columns * SIDE, height=rows * SIDE, **drawn)


def _bytes(key: str, count: int) -> bytes:
    """As many bytes as there are tiles, spread by a hash of the key."""
    blocks = (sha256(f"{key}:{n}".encode()).digest() for n in range(count // 32 + 1))
    return b"".join(blocks)[:count]
