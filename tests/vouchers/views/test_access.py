"""Who may open which door: role × address × own or foreign object."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.urls import get_resolver, reverse

pytestmark = pytest.mark.django_db

# The address of each page of an employer, from what the company has.
OWN_PAGES = {
    "organisation": lambda c: [c.slug],
    "people": lambda c: [c.slug],
    "rounds": lambda c: [c.slug],
    "own_vouchers": lambda c: [c.slug],
    "own_application": lambda c: [c.slug, c.application.uid],
    "withdraw": lambda c: [c.slug, c.application.uid],
    "receipt": lambda c: [c.slug, c.application.uid],
    "step": lambda c: [c.slug, c.draft.uid, "bedrijf"],
    "review": lambda c: [c.slug, c.draft.uid],
    "own_letter": lambda c: [c.slug, c.application.uid, c.letter.uid],
    "redeem": lambda c: [c.slug, c.voucher.uid],
    "redemption": lambda c: [c.slug, c.redemption.uid],
    "payment_return": lambda c: [c.slug, c.redemption.uid],
    "cancel": lambda c: [c.slug, c.redemption.uid],
}
OWN_POSTS = {
    "start": lambda c: [c.slug, c.draft.round.uid],
    "step": OWN_PAGES["step"],
    "review": OWN_PAGES["review"],
    "withdraw": OWN_PAGES["withdraw"],
    "redeem": OWN_PAGES["redeem"],
    "pay": OWN_PAGES["redemption"],
    "cancel": OWN_PAGES["cancel"],
}
# These name an organisation alone, or beside it a round that everybody may see.
WITHOUT_CHILD = {"organisation", "people", "rounds", "own_vouchers", "start"}
FILE_PAGES = {
    "rvo": lambda c: [],
    "applications": lambda c: [],
    "vouchers": lambda c: [],
    "application": lambda c: [c.application.uid],
    "letter": lambda c: [c.application.uid, c.letter.uid],
}
FILE_ACTS = {
    "approve": lambda c: [c.application.uid],
    "disapprove": lambda c: [c.application.uid],
    "allocate": lambda c: [c.application.uid],
    "reject": lambda c: [c.application.uid],
    "resolve": lambda c: [c.application.uid, "E03"],
}
FOR_EVERYONE = {"about", "quick_check"}
FOR_MEMBERS = {"organisations"}
FOR_PROVIDERS = {"provider"}


def address(name, args):
    return reverse(f"vouchers:{name}", args=args)


@pytest.fixture
def strangers(make_company, company, learner, officer, auditor, provider_staff):
    """Everybody who has no business at this company, the manager of another company included."""
    return [make_company().manager, learner, officer, auditor, provider_staff]


@pytest.fixture
def written(company):
    """The letter of the company as a file."""
    company.letter.document.save("brief.docx", BytesIO(b"brief"))
    return company.letter


def test_every_address_of_this_app_is_declared_here():
    names = {entry.name for entry in get_resolver("vouchers.urls").url_patterns}

    declared = {*OWN_PAGES, *OWN_POSTS, *FILE_PAGES, *FILE_ACTS} | FOR_EVERYONE | FOR_MEMBERS | FOR_PROVIDERS

    assert names == declared


@pytest.mark.parametrize("name", sorted(OWN_PAGES))
def test_a_page_of_an_employer_opens_for_its_manager_alone(
    name, company, strangers, sign_in, client, written, stripe_peer
):
    url = address(name, OWN_PAGES[name](company))

    assert sign_in(company.manager).get(url).status_code in (200, 302)
    assert [sign_in(user).get(url).status_code for user in strangers] == [404] * len(strangers)
    assert client.get(url).url.startswith("/account/")


@pytest.mark.parametrize("name", sorted(OWN_POSTS))
def test_an_act_for_an_employer_is_for_its_manager_alone(name, company, strangers, sign_in, client):
    url = address(name, OWN_POSTS[name](company))

    assert [sign_in(user).post(url).status_code for user in strangers] == [404] * len(strangers)
    assert client.post(url).url.startswith("/account/")


@pytest.mark.parametrize("name", sorted({**OWN_PAGES, **OWN_POSTS}.keys() - WITHOUT_CHILD))
def test_a_foreign_child_under_an_own_parent_does_not_exist(name, company, make_company, sign_in):
    args = {**OWN_PAGES, **OWN_POSTS}[name]
    foreign, own = args(make_company()), args(company)
    url = address(name, [own[0], *foreign[1:]])
    browser = sign_in(company.manager)

    assert {browser.get(url).status_code, browser.post(url).status_code} <= {404, 405}
    assert browser.get(address(name, own)).status_code != 404 or name == "own_letter"


@pytest.mark.parametrize("name", sorted(FILE_PAGES))
def test_a_page_of_rvo_opens_for_officers_and_auditors(
    name, company, written, officer, auditor, learner, provider_staff, sign_in, client
):
    url = address(name, FILE_PAGES[name](company))

    assert [sign_in(user).get(url).status_code for user in (officer, auditor)] == [200, 200]
    others = [learner, company.manager, provider_staff]
    assert [sign_in(user).get(url).status_code for user in others] == [403, 403, 403]
    assert client.get(url).url.startswith("/account/")


@pytest.mark.parametrize("name", sorted(FILE_ACTS))
def test_an_act_of_rvo_is_for_officers_and_never_for_auditors(
    name, company, officer, auditor, learner, provider_staff, sign_in, client
):
    url = address(name, FILE_ACTS[name](company))

    assert sign_in(officer).get(url).status_code == 200
    others = [auditor, learner, company.manager, provider_staff]
    assert [sign_in(user).get(url).status_code for user in others] == [403] * 4
    assert [sign_in(user).post(url).status_code for user in others] == [403] * 4
    assert client.post(url).url.startswith("/account/")


@pytest.mark.parametrize("name", ["application", *sorted(FILE_ACTS)])
def test_a_draft_is_nobodys_file(name, company, officer, sign_in):
    args = [company.draft.uid, *({**FILE_PAGES, **FILE_ACTS}[name](company)[1:])]

    assert sign_in(officer).get(address(name, args)).status_code == 404


def test_the_portal_of_a_provider_opens_for_its_staff(
    company, provider_staff, officer, learner, sign_in, client
):
    url = address("provider", [])

    assert sign_in(provider_staff).get(url).status_code == 200
    assert [sign_in(user).get(url).status_code for user in (officer, learner, company.manager)] == [403] * 3
    assert client.get(url).url.startswith("/account/")


@pytest.mark.parametrize("name", sorted(FOR_EVERYONE))
def test_the_public_pages_open_for_everyone(name, client, open_round):
    assert client.get(address(name, [])).status_code == 200


def test_a_letter_of_another_application_is_not_in_this_file(
    company, make_company, written, officer, sign_in
):
    other = make_company()

    assert sign_in(officer).get(address("letter", [other.application.uid, written.uid])).status_code == 404


def test_an_unknown_object_is_not_found(company, client_of_manager):
    assert client_of_manager.get(address("own_application", [company.slug, uuid4()])).status_code == 404
