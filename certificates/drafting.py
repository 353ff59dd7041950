"""What a certificate will say (opstellen): facts of a completion, copied once into content that stays as it is."""

import hashlib
import secrets
from calendar import monthrange
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db.models import Sum
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from certificates.content import (
    CertificateContent,
    CourseFacts,
    Holder,
    Issuer,
    Period,
    Result,
    Signatory,
    Texts,
    clean,
)
from certificates.documents.failures import NotRenderable
from certificates.documents.themes import DEFAULT_THEME
from certificates.models import Certificate, StatusList
from courses.models import Completion, EditionContent, EditionLesson
from courses.models.pages import Level

LANGUAGES = ("nl",)


def draft_content(*, certificate: Certificate, at: datetime) -> CertificateContent:
    """Everything this certificate says, from its completion and the frozen edition.

    Serial, uid and status place are those of the row, which need not be saved yet.
    Raises NotRenderable when a fact is missing: trying again would miss it again.
    """
    completion = certificate.completion
    enrolment = completion.enrolment
    language = enrolment.language if enrolment.language in LANGUAGES else LANGUAGES[0]
    salt = secrets.token_hex(8)
    with translation.override(language):
        return CertificateContent(
            serial=certificate.serial,
            uid=str(certificate.uid),
            language=language,
            title=_("Certificaat van deelname"),
            holder=_holder(enrolment.learner),
            course=_course(completion, language),
            result=Result(passed_on=localdate(completion.completed_at)),
            period=Period(localdate(enrolment.enrolled_at), localdate(completion.completed_at)),
            issued_on=localdate(at),
            dated_at=at.replace(microsecond=0),
            valid_until=_valid_until(completion),
            issuer=_issuer(),
            signatory=_signatory(),
            theme=DEFAULT_THEME,
            texts=_texts(),
            verify_url=settings.BASE_URL + reverse("certificates:verify", args=[certificate.serial]),
            status_list=certificate.status_list.number,
            status_index=certificate.status_index,
            subject_id=certificate.uid.urn,
            email_hash=hashlib.sha256((enrolment.learner.email.lower() + salt).encode()).hexdigest(),
            email_salt=salt,
        )


def open_status_list() -> StatusList:
    """The list that new certificates take their place in: another one opens when half the places are taken."""
    newest = StatusList.objects.order_by("-number").first()
    if newest and newest.certificates.count() * 2 < StatusList.PLACES:
        return newest
    return StatusList.objects.get_or_create(number=newest.number + 1 if newest else 1)[0]


def _holder(learner) -> Holder:  # noqa: ANN001
    name = clean(learner.get_full_name())
    if not name:
        raise NotRenderable("name_missing", _("De deelnemer heeft nog geen naam ingevuld in het profiel."))
    return Holder(name=name, family_name=clean(learner.last_name) or name)


def _course(completion: Completion, language: str) -> CourseFacts:
    edition = completion.edition
    words, minutes = _frozen(edition.pk, edition.manifest_sha256, language, edition.source_language)
    return CourseFacts(
        title=words["title"],
        code=completion.enrolment.run.code,
        edition=edition.number,
        level=str(Level(words["level"]).label),
        minutes=minutes,
        outcomes=tuple(clean(outcome) for outcome in words["outcomes"]),
    )


@lru_cache(maxsize=64)
def _frozen(edition_id: int, manifest_sha256: str, language: str, source_language: str) -> tuple[dict, int]:
    """The words of the course and its minutes; the manifest in the key makes a correction another entry."""
    versions = EditionContent.objects.filter(edition=edition_id, kind=EditionContent.Kind.COURSE).order_by(
        "-version"
    )
    own = versions.filter(language=language).first()
    found = own or versions.filter(language=source_language).first()
    if found is None:
        raise NotRenderable("course_missing", _("De editie bevat geen beschrijving van de cursus."))
    lessons = EditionLesson.objects.filter(edition=edition_id)
    return found.content, lessons.aggregate(minutes=Sum("minutes"))["minutes"] or 0


def _valid_until(completion: Completion) -> date | None:
    months = completion.edition.rules.get("valid_months")
    if not months:
        return None
    start = localdate(completion.completed_at)
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def _issuer() -> Issuer:
    host = quote(urlsplit(settings.BASE_URL).netloc)
    return Issuer(did=f"did:web:{host}", **settings.CERTIFICATES_ISSUER)


def _signatory() -> Signatory:
    signatory = Signatory(**settings.CERTIFICATES_SIGNATORY)
    if not (signatory.name and signatory.role):
        raise NotRenderable("signatory_missing", _("Er is niet ingesteld wie de certificaten ondertekent."))
    return signatory


def _texts() -> Texts:
    return Texts(
        intro=_("Dit certificaat is uitgereikt aan"),
        achievement=_("heeft deelgenomen aan deze cursus en alle verplichte onderdelen afgerond:"),
        footer=_("Een certificaat van deelname is geen diploma."),
    )
