"""Rounds and vouchers of the demo: one open, one nearly full, one closed with all that followed."""

from datetime import date, datetime, timedelta

from accounts.memberships import add_member
from accounts.models import Membership, Organisation, User
from accounts.trade_register.offline import companies
from courses.models import CourseRun, EditionLesson
from lms.demo.learning import STEP, do_lesson
from lms.demo.payment_page import pay
from lms.demo.people import EMPLOYER, FIRST_NAMES, LAST_NAMES, make_person
from vouchers.allocation import allocate_round
from vouchers.answers import Answers, DeclaredAid
from vouchers.assessments import approve_assessment, assess_application
from vouchers.contributions import follow_redemption, open_checkout
from vouchers.intake import save_draft, submit_application
from vouchers.letters import send_letter
from vouchers.models import Application, Declaration, Letter, Redemption, Round, RuleSet, Scheme, Voucher
from vouchers.participants import register_participant
from vouchers.redemptions import redeem_voucher, start_redemption
from vouchers.rounds import announce_round, close_round, draft_round, open_round
from vouchers.settlements import report_completion, settle_redemption

DECLARED = {Declaration.Kind.DE_MINIMIS, Declaration.Kind.SME, Declaration.Kind.TRUE_AND_COMPLETE}
TOO_LARGE = "00000160"
SILENT_REGISTER = "00000003"


def make_round(
    *, scheme: Scheme, rule_set: RuleSet, number: int, opens_at: datetime, days: int, by: User, **terms
) -> Round:
    """Round `number` of the scheme, announced a month before it opened; one that is there stays."""
    round = Round.objects.filter(scheme=scheme, number=number).first()
    if round is None:
        announced_at = opens_at - timedelta(days=30)
        round = draft_round(
            scheme=scheme,
            rule_set=rule_set,
            opens_at=opens_at,
            closes_at=opens_at + timedelta(days=days),
            by=by,
            at=announced_at,
            **terms,
        )
        announce_round(round=round, by=by, at=announced_at)
        round = open_round(round=round, at=opens_at)
    return round


def ask(
    *, round: Round, organisation: Organisation, units: int, at: datetime, hand_in: bool = True
) -> Application:
    """An application with the figures of the register, handed in and checked unless told otherwise."""
    application = Application.objects.filter(round=round, organisation=organisation).first()
    if application:
        return application
    manager = manager_of(organisation, at=at)
    application = save_draft(
        round=round, organisation=organisation, units=units, answers=figures(organisation), by=manager, at=at
    )
    if hand_in:
        submit_application(
            application=application,
            declarations=DECLARED,
            idempotency_key=f"demo-{round.number}-{organisation.kvk_number}",
            by=manager,
            at=at + timedelta(minutes=12),
        )
        assess_application(application=application, at=at + timedelta(minutes=13))
    return Application.objects.get(pk=application.pk)


def figures(organisation: Organisation) -> Answers:
    """Yearly figures that fit the number of people in the register, and some earlier aid for every third."""
    people = companies()[organisation.kvk_number]["working_persons"]
    aid = (DeclaredAid(granted_on=date(2025, 3, 3), amount_cents=1_250_000),)
    return Answers(
        book_year=2025,
        awu_centi=people * 92,
        turnover_cents=people * 14_000_000,
        balance_cents=people * 9_000_000,
        aid=aid if int(organisation.kvk_number) % 3 == 0 else (),
    )


def manager_of(organisation: Organisation, *, at: datetime) -> User:
    if organisation.kvk_number == EMPLOYER:
        return User.objects.get(email="werkgever@example.org")
    number = int(organisation.kvk_number)
    person = make_person(
        f"beheer{organisation.kvk_number}@example.org",
        FIRST_NAMES[number % len(FIRST_NAMES)],
        LAST_NAMES[number % len(LAST_NAMES)],
    )
    add_member(organisation=organisation, user=person, role=Membership.Role.MANAGER, by=None, at=at)
    return person


def approve(applications: list[Application], *, by: User, at: datetime) -> None:
    """Sign the assessment of each application that still waits for one."""
    for application in applications:
        if application.assessment == Application.Assessment.OPEN:
            approve_assessment(application=application, verdict=Application.Assessment.POSITIVE, by=by, at=at)


def allocate(round: Round, *, at: datetime) -> None:
    allocate_round(round=round, at=at)
    send_letters(at=at + timedelta(minutes=5))


def send_letters(*, at: datetime) -> None:
    for letter in Letter.objects.filter(sent_at=None):
        send_letter(letter=letter, at=at)


def redeem(*, voucher: Voucher, run: CourseRun, employee: User, at: datetime) -> Redemption:
    """Use one voucher for one employee and pay what is left on the practice page."""
    manager = manager_of(voucher.organisation, at=at)
    participant = register_participant(
        employer=voucher.organisation,
        user=employee,
        name=employee.name,
        work_email=employee.email,
        born_on=date(1985, 1, 1) + timedelta(days=employee.pk),
        by=manager,
        at=at,
    )
    redemption = redeem_voucher(voucher=voucher, run=run, participant=participant, by=manager, at=at)
    payment = open_checkout(redemption=redemption, return_url="https://ai-leerplein.example/", at=at)
    if payment:
        pay(payment)
        return follow_redemption(redemption=redemption, at=at)
    redemption.refresh_from_db()
    return redemption


def finish(*, redemption: Redemption, at: datetime) -> None:
    """Learn, complete, and settle what was committed."""
    lessons = EditionLesson.objects.filter(edition=redemption.run.edition)
    for number, lesson in enumerate(lessons.order_by("module__position", "position")):
        do_lesson(enrolment=redemption.enrolment, lesson=lesson, at=at + number * STEP)
    later = at + timedelta(days=2)
    redemption = start_redemption(redemption=redemption, at=later)
    redemption = report_completion(redemption=redemption, at=later)
    settle_redemption(redemption=redemption, at=later + timedelta(hours=1))
    send_letters(at=later + timedelta(hours=2))


def employees_of(organisation: Organisation, count: int, *, at: datetime) -> list[User]:
    """Employees made for the vouchers of one organisation; the same ones every time."""
    number = int(organisation.kvk_number)
    made = []
    for place in range(count):
        person = make_person(
            f"voucher{organisation.kvk_number}-{place}@example.org",
            FIRST_NAMES[(number * 3 + place * 7) % len(FIRST_NAMES)],
            LAST_NAMES[(number * 5 + place * 11) % len(LAST_NAMES)],
        )
        add_member(organisation=organisation, user=person, role=Membership.Role.EMPLOYEE, by=None, at=at)
        made.append(person)
    return made


def close(round: Round, *, at: datetime) -> None:
    if round.status == Round.Status.OPEN:
        close_round(round=round, at=at)
