"""Who belongs together."""

from vouchers.eligibility.undertaking import Link, single_undertaking, sme_group


def control(parent, child, **other):
    return Link(parent, child, 10_000, True, **other)


def share(parent, child, share_bp):
    return Link(parent, child, share_bp, False)


def test_single_undertaking_follows_control_both_ways_and_through_others():
    links = [control("holding", "a"), control("holding", "b"), control("b", "c")]

    assert single_undertaking("a", links) == {"a", "holding", "b", "c"}


def test_single_undertaking_leaves_out_partners_and_links_through_a_person():
    links = [share("a", "partner", 5_000), control("a", "sister", via_natural_person=True)]

    assert single_undertaking("a", links) == {"a"}


def test_sme_group_counts_linked_in_full_and_partners_for_their_share():
    links = [
        control("holding", "a"),
        share("holding", "partner", 3_000),
        control("partner", "daughter"),
        share("investor", "a", 2_500),
    ]

    assert sme_group("a", links) == {
        "a": 10_000,
        "holding": 10_000,
        "partner": 3_000,
        "daughter": 3_000,
        "investor": 2_500,
    }


def test_sme_group_leaves_out_small_and_large_shares_without_control():
    links = [share("a", "small", 2_499), share("a", "large", 5_001)]

    assert sme_group("a", links) == {"a": 10_000}


def test_sme_group_follows_a_person_only_on_the_same_market():
    near = control("a", "near", via_natural_person=True, adjacent_market=True)
    far = control("a", "far", via_natural_person=True)

    assert sme_group("a", [near, far]) == {"a": 10_000, "near": 10_000}
