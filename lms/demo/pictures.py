"""The drawings of the demo courses: each public function gives one PNG of 1600 by 900 pixels."""

from functools import cache
from importlib.resources import files
from io import BytesIO
from math import atan2, cos, degrees, pi, sin

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1600, 900
SCALE = 2  # drawn twice as large and then reduced: slanted edges come out smooth

PAPER, INK, MUTED, LINE = "#ffffff", "#1b2a33", "#4d5f69", "#b9ccca"
ACCENT, ACCENT_MIDDLE, ACCENT_LIGHT, SOFT = "#0b6e69", "#8fc1bd", "#d3e7e5", "#e9f3f2"
WARM, WARM_SOFT = "#c2571a", "#fbeee6"
REGULAR, SEMIBOLD, BOLD = 400, 600, 700


def learning_from_examples() -> bytes:
    """From data through training to use, and back; circles are onions, triangles are weeds."""
    sheet = Sheet()
    cards = (
        ("Data", "voorbeelden met het", "goede antwoord", _draw_examples),
        ("Training", "de computer zoekt", "een patroon", _draw_pattern),
        ("Gebruik", "het model schat", "iets nieuws", _draw_estimate),
    )
    for position, (title, first, second, draw) in enumerate(cards):
        left = 60 + position * 520
        sheet.box(left, 60, left + 440, 650, fill=SOFT)
        sheet.circle(left + 70, 125, 34, fill=ACCENT)
        sheet.text(left + 70, 125, str(position + 1), 40, BOLD, color=PAPER)
        sheet.text(left + 124, 125, title, 46, BOLD, anchor="lm")
        sheet.box(left + 40, 190, left + 400, 500, fill=PAPER)
        draw(sheet, left + 40, 190)
        sheet.text(left + 220, 552, first, 34, color=MUTED)
        sheet.text(left + 220, 598, second, 34, color=MUTED)
        if position:
            sheet.arrow((left - 70, 345), (left - 10, 345))
    sheet.line([(1320, 665), (1320, 790), (280, 790), (280, 740)], color=WARM)
    sheet.arrow((280, 740), (280, 662), color=WARM)
    sheet.box(510, 750, 1090, 830, fill=PAPER)
    sheet.text(800, 790, "nieuwe voorbeelden uit de praktijk", 34, SEMIBOLD, color=WARM)
    return sheet.png()


def next_word() -> bytes:
    """The chances of a next word, and the sentence that follows from the choice."""
    sheet = Sheet()
    sheet.text(90, 110, "De monteur vervangt de", 58, BOLD, anchor="lm")
    sheet.box(728, 62, 868, 158, fill=WARM_SOFT, outline=WARM)
    for dot in range(3):
        sheet.circle(768 + dot * 30, 122, 6, fill=WARM)
    sheet.text(90, 206, "Welk woord past hier het best?", 36, color=MUTED, anchor="lm")
    chances = (
        ("band", 46, "46%"),
        ("pomp", 27, "27%"),
        ("kraan", 18, "18%"),
        ("wolk", 0.6, "minder dan 1%"),
        ("alle andere woorden", 8, "8%"),
    )
    for position, (word, share, label) in enumerate(chances):
        middle, chosen = 294 + position * 82, position == 0
        sheet.text(430, middle, word, 38, BOLD if chosen else REGULAR, anchor="rm")
        right = 460 + share * 18
        sheet.box(460, middle - 27, right, middle + 27, fill=WARM if chosen else ACCENT, radius=6)
        sheet.text(right + 20, middle, label, 38, BOLD if chosen else REGULAR, anchor="lm")
    sheet.box(90, 722, 1510, 838, fill=SOFT)
    sheet.text(130, 780, "De monteur vervangt de band", 46, BOLD, anchor="lm")
    sheet.arrow((760, 780), (850, 780))
    sheet.text(885, 780, "en dan opnieuw: het volgende woord", 36, anchor="lm")
    return sheet.png()


def risk_levels() -> bytes:
    """The four levels of the AI Act as a pyramid, each with what it asks and an example."""
    sheet = Sheet()
    levels = (
        ("Verboden", "mag niet", "burgers een score geven", WARM, PAPER),
        ("Hoog risico", "strenge eisen", "sollicitanten kiezen", ACCENT, PAPER),
        ("Openheid", "je moet het zeggen", "chatbot, deepfake", ACCENT_MIDDLE, INK),
        ("Weinig risico", "bijna geen eisen", "spamfilter, route", ACCENT_LIGHT, INK),
    )
    for position, (name, demand, example, fill, ink) in enumerate(levels):
        top, bottom = 60 + position * 200, 248 + position * 200
        middle = (top + bottom) / 2
        half_top, half_bottom = (0.46 * (edge - 60) for edge in (top, bottom))
        corners = [
            (430 - half_top, top),
            (430 + half_top, top),
            (430 + half_bottom, bottom),
            (430 - half_bottom, bottom),
        ]
        sheet.polygon(corners, fill=fill)
        sheet.text(430, middle + (34 if position == 0 else 0), str(position + 1), 60, BOLD, color=ink)
        sheet.line([(450 + 0.46 * (middle - 60), middle), (850, middle)], color=LINE)
        sheet.text(880, middle - 32, name, 48, BOLD, anchor="lm")
        sheet.text(880, middle + 28, demand, 35, SEMIBOLD, anchor="lm", color=ACCENT)
        sheet.text(1200, middle + 28, example, 35, anchor="lm", color=MUTED)
    return sheet.png()


def trial_cycle() -> bytes:
    """The five steps of a small trial, clockwise around its length."""
    sheet = Sheet()
    steps = (
        ("Kiezen", "één klus, één team"),
        ("Afspreken", "gegevens en stopregel"),
        ("Proberen", "gewoon werk, met AI"),
        ("Meten", "met en zonder AI"),
        ("Besluiten", "door, anders of stop"),
    )
    x, y, radius, turn = 800, 510, 280, 2 * pi / 5
    for position, (name, note) in enumerate(steps):
        angle = position * turn - pi / 2
        sheet.arc_arrow((x, y), radius, angle + 0.4, angle + turn - 0.4)
        node_x, node_y = _on_circle((x, y), radius, angle)
        sheet.circle(node_x, node_y, 80, fill=WARM if name == "Besluiten" else ACCENT)
        sheet.text(node_x, node_y, str(position + 1), 62, BOLD, color=PAPER)
        label_x, label_y, anchor = _beside(node_x, node_y, position)
        sheet.text(label_x, label_y - 24, name, 46, BOLD, anchor=anchor)
        sheet.text(label_x, label_y + 26, note, 34, anchor=anchor, color=MUTED)
    sheet.text(x, y - 34, "vier", 60, BOLD, color=ACCENT)
    sheet.text(x, y + 34, "weken", 60, BOLD, color=ACCENT)
    return sheet.png()


def _beside(x, y, position):
    if position == 0:
        return x, y - 138, "mm"
    return (x + 104, y, "lm") if position < 3 else (x - 104, y, "rm")


def _draw_examples(sheet, left, top):
    kinds = "ui", "onkruid", "onkruid", "ui", "ui", "onkruid"
    for position, kind in enumerate(kinds):
        x, y = left + 70 + position % 3 * 110, top + 70 + position // 3 * 145
        _draw_plant(sheet, x, y, kind)
        sheet.text(x, y + 52, kind, 27, SEMIBOLD)


def _draw_pattern(sheet, left, top):
    onions = (60, 230), (95, 155), (130, 235), (50, 85), (100, 65), (190, 265)
    weeds = (190, 60), (250, 100), (300, 60), (265, 175), (315, 230), (320, 140)
    for kind, spots in (("ui", onions), ("onkruid", weeds)):
        for x, y in spots:
            _draw_plant(sheet, left + x, top + y, kind, size=20)
    sheet.line([(left + 140, top + 30), (left + 258, top + 285)], color=INK)


def _draw_estimate(sheet, left, top):
    sheet.circle(left + 90, top + 155, 52, fill=MUTED)
    sheet.text(left + 90, top + 153, "?", 60, BOLD, color=PAPER)
    sheet.arrow((left + 158, top + 155), (left + 206, top + 155))
    sheet.text(left + 280, top + 128, "ui", 46, BOLD, color=ACCENT)
    sheet.text(left + 280, top + 184, "94%", 46, BOLD, color=ACCENT)


def _draw_plant(sheet, x, y, kind, size=28):
    if kind == "ui":
        sheet.circle(x, y, size, fill=ACCENT)
    else:
        sheet.polygon([(x, y - size), (x + size, y + size * 0.8), (x - size, y + size * 0.8)], fill=WARM)


class Sheet:
    """White paper measured in the pixels of the finished picture."""

    def __init__(self):
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)
        self.draw = ImageDraw.Draw(self.image)

    def box(self, left, top, right, bottom, *, fill, outline=None, radius=18):
        """A rectangle with rounded corners."""
        edges = _enlarged((left, top), (right, bottom))
        self.draw.rounded_rectangle(edges, radius * SCALE, fill, outline, width=4 * SCALE)

    def circle(self, x, y, radius, *, fill):
        """A filled circle around a point."""
        self.draw.ellipse(_enlarged((x - radius, y - radius), (x + radius, y + radius)), fill)

    def polygon(self, points, *, fill):
        """A filled shape with straight edges."""
        self.draw.polygon(_enlarged(*points), fill)

    def line(self, points, *, color=INK, width=5):
        """A line along the points."""
        self.draw.line(_enlarged(*points), color, width * SCALE, joint="curve")

    def arrow(self, start, end, *, color=INK):
        """A straight line with a head at its end."""
        angle = atan2(end[1] - start[1], end[0] - start[0])
        self.line([start, _on_circle(end, 20, angle + pi)], color=color)
        self._head(end, angle, color)

    def arc_arrow(self, center, radius, start, end, *, color=MUTED):
        """A piece of a circle with a head at its end; angles in radians, clockwise from the right."""
        x, y = center
        edges = _enlarged((x - radius, y - radius), (x + radius, y + radius))
        self.draw.arc(edges, degrees(start), degrees(end) - 3, fill=color, width=8 * SCALE)
        self._head(_on_circle(center, radius - 4, end), end + pi / 2 - 0.05, color, size=34)

    def text(self, x, y, words, size, weight=REGULAR, *, anchor="mm", color=INK):
        """One line of words; the anchor is Pillow's: left, middle or right, then middle."""
        self.draw.text((x * SCALE, y * SCALE), words, color, _font(size * SCALE, weight), anchor)

    def png(self) -> bytes:
        """The finished picture."""
        out = BytesIO()
        self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
        return out.getvalue()

    def _head(self, tip, angle, color, size=26):
        wings = [_on_circle(tip, size, angle + pi + turn) for turn in (-0.5, 0.5)]
        self.polygon([tip, *wings], fill=color)


@cache
def _font(size, weight):
    source = files("fontpkg_source_sans_3") / "files" / "SourceSans3[wght].ttf"
    font = ImageFont.truetype(BytesIO(source.read_bytes()), size)
    font.set_variation_by_axes([weight])
    return font


def _on_circle(center, radius, angle):
    return center[0] + radius * cos(angle), center[1] + radius * sin(angle)


def _enlarged(*points):
    return [(x * SCALE, y * SCALE) for x, y in points]
