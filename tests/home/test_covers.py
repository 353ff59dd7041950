from home.covers import SECTORS, draw_cover
from home.templatetags.component_tags import course_cover, initials


def test_draw_cover_is_the_same_for_the_same_key():
    draw_cover.cache_clear()
    first = draw_cover("nationale-ai-cursus", "onderwijs")
    draw_cover.cache_clear()

    assert draw_cover("nationale-ai-cursus", "onderwijs") == first


def test_draw_cover_differs_by_key():
    assert draw_cover("een", "onderwijs") != draw_cover("twee", "onderwijs")


def test_draw_cover_gives_every_sector_its_own_hue():
    assert {draw_cover("cursus", slug).hue for slug in SECTORS} == set(range(1, 15))


def test_draw_cover_of_an_unknown_sector_has_the_colour_of_the_site():
    assert draw_cover("cursus", "ruimtevaart").hue == 0


def test_draw_cover_fills_a_large_drawing():
    cover = draw_cover("plein", "", 13, 13)

    assert (cover.width, cover.height) == (520, 520)
    assert f"M{12 * 40} " in cover.deep + cover.mid + cover.pale


def test_course_cover_is_wider_and_lower_as_a_banner():
    banner = course_cover("cursus", None, True)["cover"]

    assert (banner.width, banner.height) == (640, 120)


def test_initials_are_the_first_and_the_last_letter():
    assert [initials(name) for name in ("Sanne de Wit", "Sanne", "cursist@example.org", "")] == [
        "SW",
        "S",
        "CE",
        "",
    ]
