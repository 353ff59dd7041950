"""Certificates, from a completion that may have one to files that lie in the store."""

from datetime import UTC, date, datetime
from uuid import uuid4

import factory
from factory.django import DjangoModelFactory

from certificates import models
from certificates.content import (
    CertificateContent,
    CourseFacts,
    Holder,
    Issuer,
    Period,
    Result,
    Signatory,
    Texts,
    content_sha256,
)
from certificates.serials import new_serial
from courses.models import Completion, EditionContent, EditionLesson, EditionModule
from tests.factories.courses import AT, CompletionFactory, EnrolmentFactory

OUTCOMES = ["Je kunt uitleggen wat een taalmodel doet.", "Je herkent risico’s van AI in je eigen werk."]


class FrozenCompletionFactory(CompletionFactory):
    """A completion of an edition with its words and one lesson of ninety minutes."""

    class Meta:
        model = Completion
        skip_postgeneration_save = True

    enrolment = factory.SubFactory(EnrolmentFactory, completed=True)

    @factory.post_generation
    def words(self, create, extracted, **kwargs):
        edition = self.edition
        if edition.contents.exists():
            return
        content = {"title": "Nationale AI-cursus", "intro": "", "level": "MBO", "outcomes": OUTCOMES} | kwargs
        EditionContent.objects.create(
            edition=edition,
            kind="COURSE",
            key=edition.course_key,
            language="nl",
            content=content,
            sha256="0" * 64,
        )
        module = EditionModule.objects.create(edition=edition, module_key=uuid4(), position=0)
        EditionLesson.objects.create(
            edition=edition,
            module=module,
            lesson_key=uuid4(),
            position=0,
            required=True,
            criterion="CONFIRMED",
            minutes=90,
        )


class StatusListFactory(DjangoModelFactory):
    class Meta:
        model = models.StatusList
        django_get_or_create = ("number",)

    number = 1


class CertificateFactory(DjangoModelFactory):
    """A certificate that waits for a worker."""

    class Meta:
        model = models.Certificate

    class Params:
        issued = factory.Trait(status="ISSUED", issued_at=AT)
        revoked = factory.Trait(
            status="REVOKED",
            issued_at=AT,
            revoked_at=datetime(2026, 11, 10, 8, tzinfo=UTC),
            revocation_reason="MISTAKE",
        )
        superseded = factory.Trait(
            status="SUPERSEDED", issued_at=AT, superseded_at=datetime(2026, 11, 11, 8, tzinfo=UTC)
        )
        failed = factory.Trait(status="FAILED", failure_code="glyph_missing", failure="Dit teken kan niet.")

    serial = factory.LazyFunction(new_serial)
    completion = factory.SubFactory(FrozenCompletionFactory)
    snapshot = factory.LazyAttribute(lambda row: content(serial=row.serial).to_json())
    snapshot_sha256 = factory.LazyAttribute(lambda row: content_sha256(row.snapshot))
    requested_at = AT
    next_at = AT
    status_list = factory.SubFactory(StatusListFactory)
    status_index = factory.Sequence(lambda n: n)

    @classmethod
    def build_for(cls, completion):
        """A row that is not saved yet."""
        return cls.build(completion=completion, status_list=StatusListFactory())


def content(**changes):
    """What stands on a certificate of a fictitious person with an eventful name."""
    serial = changes.setdefault("serial", new_serial())
    facts = {
        "uid": "5f0c2f9e-6a0e-4f7e-9d7e-0a6b5d1c2e3f",
        "language": "nl",
        "title": "Certificaat van deelname",
        "holder": Holder("Şafak van der Łukasiewicz-Oëlsñer", "van der Łukasiewicz-Oëlsñer"),
        "course": CourseFacts("Nationale AI-cursus", "nationale-ai-cursus-2", 2, "Mbo", 390, tuple(OUTCOMES)),
        "result": Result(date(2026, 11, 2)),
        "period": Period(date(2026, 9, 1), date(2026, 11, 2)),
        "issued_on": date(2026, 11, 3),
        "dated_at": datetime(2026, 11, 3, 9, 30, tzinfo=UTC),
        "valid_until": None,
        "issuer": Issuer("AI-leerplein", "Pleinweg 1, 3500 AA Utrecht (fictief)", "NL", "did:web:localhost"),
        "signatory": Signatory("Marit van Dalen (fictief)", "Programmadirecteur"),
        "theme": "leerplein",
        "texts": Texts(
            "Dit certificaat is uitgereikt aan", "heeft deelgenomen aan deze cursus:", "Geen diploma."
        ),
        "verify_url": f"http://localhost/c/{serial}/",
        "status_list": 1,
        "status_index": 7,
        "subject_id": "urn:uuid:5f0c2f9e-6a0e-4f7e-9d7e-0a6b5d1c2e3f",
        "email_hash": "0" * 64,
        "email_salt": "zout",
    }
    return CertificateContent(**facts | changes)


def long_content(**changes):
    """The longest certificate that authors may make."""
    outcome = "Je kunt uitleggen welke grenzen, risico’s en kansen AI heeft voor je werk, je klant en de samenleving ({})"
    title = (
        "Verantwoord en veilig werken met kunstmatige intelligentie in de zorg, de industrie en het bestuur"
    )
    outcomes = tuple(outcome.format(number) for number in range(8))
    name = "Maria Magdalena Wilhelmina van den Heuvel-Łukasiewicz-Oëlsñer de la Porte"
    longest = {
        "holder": Holder(name, "van den Heuvel-Łukasiewicz-Oëlsñer de la Porte"),
        "course": CourseFacts(title, "verantwoord-werken-met-ai-12", 12, "Mbo", 5_455, outcomes),
        "result": Result(date(2026, 11, 2), score_bp=8_650),
        "valid_until": date(2028, 11, 2),
    }
    return content(**longest | changes)
