"""The platform's own mark: four tiles around a square, from one set of numbers for both documents."""

import io

from PIL import Image, ImageDraw

SIZE, TILE = 40, 19
# Place of a tile, and the radius of its corners: top left, top right, bottom right, bottom left.
TILES = (((0, 0), (4, 0, 10, 0)), ((21, 0), (0, 4, 0, 10)), ((0, 21), (0, 10, 0, 4)))
CIRCLE, RADIUS = (30.5, 30.5), 9.5


def mark_svg(colour: str) -> str:
    """As vectors, for the PDF; `colour` is six hexadecimal digits."""
    tiles = "".join(f'<path d="{_outline(place, radii)}"/>' for place, radii in TILES)
    circle = f'<circle cx="{CIRCLE[0]}" cy="{CIRCLE[1]}" r="{RADIUS}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" fill="#{colour}">{tiles}{circle}</svg>'


def mark_png(colour: str, scale: int = 12) -> bytes:
    """As pixels, for Word."""
    image = Image.new("RGBA", (SIZE * scale, SIZE * scale))
    draw = ImageDraw.Draw(image)
    for place, radii in TILES:
        _draw_tile(
            draw, [part * scale for part in place], [radius * scale for radius in radii], TILE * scale, colour
        )
    draw.circle([part * scale for part in CIRCLE], RADIUS * scale, fill=f"#{colour}")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _outline(place: tuple[int, int], radii: tuple[int, ...]) -> str:
    (x, y), (tl, tr, br, bl) = place, radii
    return (
        f"M{x + tl} {y}h{TILE - tl - tr}a{tr} {tr} 0 0 1 {tr} {tr}v{TILE - tr - br}a{br} {br} 0 0 1 -{br} {br}"
        f"h-{TILE - br - bl}a{bl} {bl} 0 0 1 -{bl} -{bl}v-{TILE - bl - tl}a{tl} {tl} 0 0 1 {tl} -{tl}z"
    )


def _draw_tile(draw: ImageDraw.ImageDraw, place: list[int], radii: list[int], side: int, colour: str) -> None:
    x, y = place
    draw.rectangle((x, y, x + side - 1, y + side - 1), fill=f"#{colour}")
    corners = ((x, y), (x + side, y), (x + side, y + side), (x, y + side))
    inward = ((1, 1), (-1, 1), (-1, -1), (1, -1))
    for (at_x, at_y), (to_x, to_y), radius, start in zip(
        corners, inward, radii, (180, 270, 0, 90), strict=True
    ):
        if radius:
            middle = at_x + to_x * radius, at_y + to_y * radius
            xs, ys = sorted((at_x, middle[0])), sorted((at_y, middle[1]))
            draw.rectangle((xs[0], ys[0], xs[1] - 1, ys[1] - 1), fill=(0, 0, 0, 0))
            around = (middle[0] - radius, middle[1] - radius, middle[0] + radius - 1, middle[1] + radius - 1)
            draw.pieslice(around, start, start + 90, fill=f"#{colour}")
