"""Who belongs together: the SME group (2003/361/EC) and the single undertaking (2023/2831); pure."""

from collections.abc import Callable, Iterable

from pydantic.dataclasses import dataclass

PARTNER_FROM_BP = 2_500
PARTNER_TO_BP = 5_000
WHOLE_BP = 10_000


@dataclass(frozen=True)
class Link:
    """Who has a say in whom: the higher of capital and votes, and whether that is control."""

    parent: str
    child: str
    share_bp: int
    control: bool
    via_natural_person: bool = False
    adjacent_market: bool = False


def single_undertaking(company: str, links: Iterable[Link]) -> set[str]:
    """All companies linked by control, also through others; not through a natural person (art. 2(2)).

    Foreign entities link, and bring no aid of their own: aid is per Member State.
    """
    return _reach({company}, links, lambda link: link.control and not link.via_natural_person)


def sme_group(company: str, links: Iterable[Link]) -> dict[str, int]:
    """Each company of the SME group with the share that counts, in 1/100 per cent (Annex art. 3 and 6).

    Linked companies count in full. Partners (25 up to and including 50 per cent) count for their share,
    with what is linked to them.
    """
    links = tuple(links)
    shares = dict.fromkeys(_reach({company}, links, _links), WHOLE_BP)
    for linked in tuple(shares):
        for partner, share_bp in _partners(linked, links):
            for member in _reach({partner}, links, _links):
                shares[member] = max(shares.get(member, 0), share_bp)
    return shares


def _links(link: Link) -> bool:
    return link.control and (not link.via_natural_person or link.adjacent_market)


def _partners(company: str, links: Iterable[Link]) -> Iterable[tuple[str, int]]:
    for link in links:
        if not link.control and PARTNER_FROM_BP <= link.share_bp <= PARTNER_TO_BP:
            if link.parent == company:
                yield link.child, link.share_bp
            if link.child == company:
                yield link.parent, link.share_bp


def _reach(found: set[str], links: Iterable[Link], follows: Callable[[Link], bool]) -> set[str]:
    """Every company that can be reached over links that count, in either direction."""
    links = [link for link in links if follows(link)]
    while (
        more := {
            key for link in links if {link.parent, link.child} & found for key in (link.parent, link.child)
        }
        - found
    ):
        found = found | more
    return found
