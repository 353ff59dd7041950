from urllib.parse import urlencode

import pytest

from tests.payments.payers import RETURN_URL


def page(peer, session, **choice):
    """The payment page after a choice: status, headers, text."""
    path = session.url.removeprefix(peer.address)
    data = urlencode(choice).encode() if choice else None
    status, headers, body = peer.request(path, data=data)
    return status, headers, body.decode()


def test_the_page_says_that_it_is_practice_and_is_safe_to_show(stripe_peer, session):
    status, headers, text = page(stripe_peer, session)

    assert status == 200
    assert "Oefenomgeving" in text
    assert "€ 1.012,00" in text
    assert "Eigen bijdrage &lt;b&gt;AI&lt;/b&gt;" in text
    assert headers["Content-Security-Policy"].startswith(
        "default-src 'none'; style-src 'self'; form-action 'self'"
    )
    assert "http://localhost" in headers["Content-Security-Policy"]
    assert stripe_peer.request("/page.css")[0] == 200


def test_the_page_pays_and_leads_back(stripe_peer, shop, session):
    status, headers, _ = page(stripe_peer, session, choice="pay", bank="ing")

    assert (status, headers["Location"]) == (303, f"{RETURN_URL}?session={session.id}")
    assert shop.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    assert "Deze betaling is gedaan" in page(stripe_peer, session)[2]


def test_the_page_asks_for_a_bank(stripe_peer, shop, session):
    _, _, text = page(stripe_peer, session, choice="pay", bank="")

    assert 'role="alert">Kies eerst uw bank.' in text
    assert shop.v1.checkout.sessions.retrieve(session.id).payment_status == "unpaid"


def test_the_page_stays_open_after_a_declined_payment(stripe_peer, shop, session):
    _, _, text = page(stripe_peer, session, choice="decline")

    assert "De betaling is niet gelukt. Er is niets afgeschreven." in text
    assert shop.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert page(stripe_peer, session, choice="pay", bank="ing")[0] == 303


def test_the_page_offers_the_way_back_without_paying(stripe_peer, shop, session):
    _, _, text = page(stripe_peer, session)

    assert f'<a class="button" href="{RETURN_URL}">Annuleren en teruggaan</a>' in text


@pytest.mark.parametrize(
    ("choice", "payment_status", "title"),
    [
        ("arrive", "paid", "Deze betaling is gedaan"),
        ("bounce", "unpaid", "De overschrijving is niet gelukt"),
    ],
)
def test_the_page_lets_a_transfer_come_later(
    stripe_peer, shop, transfer_session, choice, payment_status, title
):
    before = page(stripe_peer, transfer_session)[2]
    _, _, instructions = page(stripe_peer, transfer_session, choice="promise")
    status, _, _ = page(stripe_peer, transfer_session, choice=choice)

    assert 'value="Bakkerij &quot;De Korenaar&quot; (fictief)"' in before
    assert "Later betalen" in before
    assert "Kenmerk" in instructions
    assert status == 303
    assert shop.v1.checkout.sessions.retrieve(transfer_session.id).payment_status == payment_status
    assert title in page(stripe_peer, transfer_session)[2]


def test_the_page_without_transfers_does_not_offer_them(stripe_peer, shop, session):
    _, _, text = page(stripe_peer, session)

    assert '<form method="post" hidden>' in text


def test_the_page_ends_with_the_session(stripe_peer, shop, session):
    stripe_peer.control("advance", seconds=24 * 3600)

    _, _, text = page(stripe_peer, session, choice="pay", bank="ing")

    assert "Deze betaalpagina is verlopen" in text
    assert shop.v1.checkout.sessions.retrieve(session.id).status == "expired"


def test_an_unknown_page_is_not_found(stripe_peer):
    status, _, body = stripe_peer.request("/c/pay/cs_test_onbekend", data=b"choice=pay&bank=ing")

    assert status == 404
    assert "Deze betaalpagina bestaat niet" in body.decode()
