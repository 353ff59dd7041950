from datetime import UTC, date, datetime

import pytest

from certificates.documents.failures import NotRenderable
from certificates.drafting import draft_content, open_status_list
from certificates.models import StatusList
from tests.factories.accounts import UserFactory
from tests.factories.certificates import OUTCOMES, CertificateFactory, FrozenCompletionFactory
from tests.factories.courses import CompletionFactory

pytestmark = pytest.mark.django_db


def drafted(now, **completion):
    return draft_content(
        certificate=CertificateFactory.build_for(FrozenCompletionFactory(**completion)), at=now
    )


def test_draft_content_copies_the_frozen_course_and_not_the_page(now):
    completion = FrozenCompletionFactory()
    page = completion.edition.course
    page.title, page.level = "Later hernoemd", "WO"
    page.save()

    course = draft_content(certificate=CertificateFactory.build_for(completion), at=now).course

    assert (course.title, course.level, course.minutes, course.outcomes) == (
        "Nationale AI-cursus",
        "Mbo",
        90,
        tuple(OUTCOMES),
    )
    assert (course.code, course.edition) == (completion.enrolment.run.code, 1)


def test_draft_content_names_the_holder_and_the_dutch_days(now):
    learner = UserFactory(first_name="Zoe\u0308 ", last_name="de \u0007Vries")
    late = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)

    made = drafted(now, enrolment__learner=learner, completed_at=late)

    assert (made.holder.name, made.holder.family_name) == ("Zoë de Vries", "de Vries")
    assert (made.result.passed_on, made.period.starts_on, made.issued_on) == (
        date(2026, 11, 3), date(2026, 11, 2), date(2026, 11, 16),
    )  # fmt: skip


def test_draft_content_gives_every_certificate_a_subject_and_salt_of_its_own(now):
    learner = UserFactory()

    one, two = (drafted(now, enrolment__learner=learner) for _ in range(2))

    assert one.subject_id != two.subject_id
    assert one.email_hash != two.email_hash
    assert learner.email not in str(one.to_json())


@pytest.mark.parametrize(
    ("months", "completed_on", "until"),
    [
        (None, datetime(2026, 11, 2, 9, tzinfo=UTC), None),
        (24, datetime(2026, 11, 2, 9, tzinfo=UTC), date(2028, 11, 2)),
        (3, datetime(2026, 11, 30, 9, tzinfo=UTC), date(2027, 2, 28)),
        (1, datetime(2026, 12, 31, 9, tzinfo=UTC), date(2027, 1, 31)),
    ],
)
def test_draft_content_ends_where_the_rule_of_the_edition_says_so(now, months, completed_on, until):
    rules = {"version": 1, "valid_months": months}

    made = drafted(now, enrolment__run__edition__rules=rules, completed_at=completed_on)

    assert made.valid_until == until


def test_draft_content_falls_back_to_a_language_that_certificates_have(now):
    assert drafted(now, enrolment__language="de").language == "nl"


def test_draft_content_is_refused_without_a_name(now):
    with pytest.raises(NotRenderable, match="nog geen naam") as refused:
        drafted(now, enrolment__learner=UserFactory(first_name="", last_name=""))

    assert refused.value.code == "name_missing"


def test_draft_content_is_refused_without_a_signatory(now, settings):
    settings.CERTIFICATES_SIGNATORY = {"name": "", "role": ""}

    with pytest.raises(NotRenderable, match="wie de certificaten ondertekent") as refused:
        drafted(now)

    assert refused.value.code == "signatory_missing"


def test_draft_content_is_refused_without_words_of_the_course(now):
    with pytest.raises(NotRenderable, match="geen beschrijving") as refused:
        draft_content(certificate=CertificateFactory.build_for(CompletionFactory()), at=now)

    assert refused.value.code == "course_missing"


def test_open_status_list_opens_another_when_half_the_places_are_taken(monkeypatch):
    first = open_status_list()
    monkeypatch.setattr(StatusList, "PLACES", 4)
    CertificateFactory(status_list=first)

    still = open_status_list()
    CertificateFactory(status_list=first)
    another = open_status_list()

    assert (first.number, still.number, another.number) == (1, 1, 2)
