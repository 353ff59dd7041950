"""The people and organisations of the demo; all of them fictitious."""

from datetime import datetime
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission
from django.utils.text import slugify
from wagtail.models import GroupPagePermission, Page

from accounts.memberships import add_member, appoint_staff
from accounts.models import Hub, Membership, Organisation, OrganisationRole, Sector, StaffRole, User
from accounts.organisations import register_organisation, verify_organisation
from accounts.roles import teaches_for
from accounts.trade_register.offline import companies
from courses.models import ProviderPage

SECTORS = [
    "Cultuur en media",
    "Defensie",
    "Energie en duurzaamheid",
    "Financiële dienstverlening",
    "Gebouwde omgeving",
    "Gezondheid en zorg",
    "Haven en maritiem",
    "Landbouw en voeding",
    "Mobiliteit, transport en logistiek",
    "Onderwijs",
    "Publieke diensten",
    "Technische industrie",
    "Veiligheid, vrede en recht",
    "Water en klimaat",
]
HUBS = [
    "Brainport",
    "Brightlands",
    "Midden-Nederland",
    "Noord-Nederland",
    "Oost-Nederland",
    "Zuid-Holland",
    "AI Technology for People (Amsterdam)",
]
# The register's codes of activity, by their first two digits, as work areas.
SECTOR_BY_SBI = {
    **dict.fromkeys(["01", "03", "10"], "landbouw-en-voeding"),
    **dict.fromkeys(["86", "87", "88", "32"], "gezondheid-en-zorg"),
    **dict.fromkeys(["22", "25", "26", "28", "31", "33"], "technische-industrie"),
    **dict.fromkeys(["49", "53"], "mobiliteit-transport-en-logistiek"),
    **dict.fromkeys(["30", "50", "52"], "haven-en-maritiem"),
    **dict.fromkeys(["41", "43", "68", "71"], "gebouwde-omgeving"),
    **dict.fromkeys(["35"], "energie-en-duurzaamheid"),
    **dict.fromkeys(["36"], "water-en-klimaat"),
    **dict.fromkeys(["66", "69"], "financiele-dienstverlening"),
    **dict.fromkeys(["80"], "veiligheid-vrede-en-recht"),
    **dict.fromkeys(["18", "58", "59", "90", "91"], "cultuur-en-media"),
    **dict.fromkeys(["85"], "onderwijs"),
    **dict.fromkeys(["84"], "publieke-diensten"),
}
PROVIDERS = ["00000161", "00000162", "00000163", "00000020"]
EMPLOYER = "00000114"
FIRST_NAMES = [
    "Amira",
    "Bram",
    "Cem",
    "Daan",
    "Emma",
    "Fatima",
    "Gijs",
    "Hanna",
    "Ilse",
    "Jamal",
    "Karin",
    "Lars",
    "Maud",
    "Nadia",
    "Olaf",
    "Priya",
    "Quinten",
    "Roos",
    "Sami",
    "Tess",
    "Umut",
    "Vera",
    "Wout",
    "Xandra",
    "Yasmin",
    "Zoë",
    "Anouk",
    "Bas",
    "Chantal",
    "Dirk",
    "Eva",
    "Femke",
    "Guus",
    "Hilde",
    "Ivo",
    "Joke",
    "Koen",
    "Lotte",
    "Mark",
    "Noor",
]
LAST_NAMES = [
    "Aalders Bakker",
    "van den Berg",
    "de Boer",
    "Bouzid",
    "Demir",
    "van Dijk",
    "Dekker",
    "El Amrani",
    "Groen",
    "Hendriks",
    "de Haan",
    "Jansen",
    "Kaya",
    "Kuipers",
    "van Leeuwen",
    "Meijer",
    "Mulder",
    "Nguyen",
    "Özdemir",
    "Peters",
    "de Ruiter",
    "Sarı",
    "Smit",
    "Timmermans",
    "Veenstra",
    "Visser",
    "de Vries",
    "Willems",
    "Yılmaz",
]
NAMED = {
    "cursist": ("Noor", "de Vries"),
    "docent": ("Karin", "Mulder"),
    "werkgever": ("Bas", "van Dijk"),
    "opleider": ("Hilde", "Kuipers"),
    "behandelaar": ("Ivo", "Hendriks"),
    "behandelaar2": ("Fatima", "El Amrani"),
    "auditor": ("Vera", "Timmermans"),
    "programma": ("Koen", "Visser"),
}


def make_reference_rows() -> None:
    """The fourteen work areas and the seven hubs (domain.md)."""
    for model, names in ((Sector, SECTORS), (Hub, HUBS)):
        for position, name in enumerate(names):
            model.objects.get_or_create(
                code=slugify(name)[:50], defaults={"name": name, "position": position}
            )


def make_organisations(*, at: datetime) -> list[Organisation]:
    """Every active company of the offline register with a number of the demo, verified."""
    hubs = list(Hub.objects.order_by("position"))
    made = []
    for number, company in sorted(companies().items()):
        if not ("00000100" <= number <= "00000170" or number in PROVIDERS):
            continue
        organisation = Organisation.objects.filter(kvk_number=number).first()
        if organisation is None:
            organisation = register_organisation(
                kvk_number=number,
                name=company["name"],
                role=_role(number, company),
                by=None,
                at=at,
                legal_form=company["legal_form"],
                sector=Sector.objects.filter(code=SECTOR_BY_SBI.get(company["sbi"][0][:2])).first(),
                hub=hubs[int(number) % len(hubs)],
            )
            organisation = verify_organisation(organisation=organisation, by=None, at=at)
        made.append(organisation)
    return made


def _role(number, company):
    if number in PROVIDERS:
        return OrganisationRole.Role.PROVIDER
    public = company["legal_form"] == "Publiekrechtelijke rechtspersoon"
    return OrganisationRole.Role.PUBLIC_BODY if public else OrganisationRole.Role.SME


def make_named_people(*, at: datetime) -> dict[str, User]:
    """The demo accounts of the contract, each in its role."""
    people = {name: make_person(f"{name}@example.org", *names) for name, names in NAMED.items()}
    employer = Organisation.objects.get(kvk_number=EMPLOYER)
    provider = Organisation.objects.get(kvk_number=PROVIDERS[0])
    work = Membership.Role
    for name, organisation, role in (
        ("cursist", employer, work.EMPLOYEE),
        ("werkgever", employer, work.MANAGER),
        ("opleider", provider, work.PROVIDER_STAFF),
        ("docent", provider, work.PROVIDER_STAFF),
    ):
        add_member(organisation=organisation, user=people[name], role=role, by=None, at=at)
    staff = StaffRole.Role
    for name, duty in (
        ("behandelaar", staff.OFFICER),
        ("behandelaar2", staff.SENIOR_OFFICER),
        ("auditor", staff.AUDITOR),
        ("programma", staff.PROGRAMME),
    ):
        appoint_staff(user=people[name], role=duty, by=None, at=at)
    make_editors([people["docent"]], programme=[people["programma"]])
    return people


def make_editors(educators, *, programme) -> None:
    """Who may enter the admin; the programme office sees the rows of the programme and edits every page."""
    access = Permission.objects.get(codename="access_admin")
    see = Permission.objects.get(codename="see_programme")
    root = Page.objects.get(depth=1)
    for name, people, permissions, rights in (
        ("Docenten", educators, [access], []),
        ("Programmabureau", programme, [access, see], ["add_page", "change_page", "publish_page"]),
    ):
        group, _new = Group.objects.get_or_create(name=name)
        group.permissions.add(*permissions, *Permission.objects.filter(codename__endswith="_question"))
        _grant(group, root, rights)
        for person in people:
            person.groups.add(group)


def allow_authors(page: ProviderPage, people: list[User]) -> None:
    """Whoever of these people works for the provider writes under its page, and nowhere else."""
    group, _new = Group.objects.get_or_create(name=f"Auteurs van {page.title}"[:150])
    _grant(group, page, ["add_page", "change_page"])
    for person in people:
        if teaches_for(person, page.organisation):
            person.groups.add(group)


def _grant(group, page, rights):
    for right in rights:
        GroupPagePermission.objects.get_or_create(
            group=group, page=page, permission=Permission.objects.get(codename=right)
        )


def make_learners(*, employers: list[Organisation], count: int, at: datetime) -> list[Membership]:
    """Employees with invented names, spread over the employers; the same ones every time."""
    chance = Random(42)
    hashed = make_password(settings.DEMO_PASSWORD)
    made = []
    for number in range(count):
        first, last = chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)
        employer = chance.choice(employers)
        user = make_person(f"medewerker{number:03d}@example.org", first, last, hashed=hashed)
        made.append(
            add_member(organisation=employer, user=user, role=Membership.Role.EMPLOYEE, by=None, at=at)
        )
    return made


def make_person(email: str, first: str, last: str, *, hashed: str | None = None) -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User(email=email, first_name=first, last_name=last, is_fictitious=True)
        user.password = hashed or make_password(settings.DEMO_PASSWORD)
        user.save()
    return user
