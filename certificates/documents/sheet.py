"""Every word that is printed, in reading order: Word and PDF say the same because both read this."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil

from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.content import CertificateContent, Period
from certificates.serials import written

REGIONS = {"nl": "NL", "en": "GB"}
COUNTRIES = {"NL": "Nederland", "BE": "België"}
# From this many lines the sheet is set smaller, so that it stays one page.
COMPACT_FROM, DENSE_FROM = 11, 18


@dataclass(frozen=True)
class Sheet:
    """One certificate in words; `density` is 0 (roomy) to 2 (dense)."""

    language: str
    region: str
    title: str
    intro: str
    name: str
    achievement: str
    course: str
    table_caption: str
    table_summary: str
    table_header: tuple[str, str]
    rows: tuple[tuple[str, str], ...]
    outcomes_heading: str
    outcomes: tuple[str, ...]
    signed_for: str
    signatory: str
    signatory_role: str
    check_heading: str
    check_text: str
    verify_url: str
    qr_alt: str
    mark_alt: str
    footer: str
    issuer: str
    subject: str
    keywords: str
    category: str
    density: int


def sheet_of(content: CertificateContent) -> Sheet:
    """The words of this certificate, in its own language."""
    with translation.override(content.language):
        return Sheet(
            language=content.language,
            region=REGIONS[content.language],
            title=content.title,
            intro=content.texts.intro,
            name=content.holder.name,
            achievement=content.texts.achievement,
            course=content.course.title,
            table_caption=_("Gegevens van deze deelname"),
            table_summary=_("Twee kolommen: links het onderdeel, rechts het gegeven."),
            table_header=(_("Onderdeel"), _("Gegeven")),
            rows=tuple(_rows(content)),
            outcomes_heading=_("Wat in deze cursus is geleerd"),
            outcomes=content.course.outcomes,
            signed_for=_("Namens %(issuer)s") % {"issuer": content.issuer.name},
            signatory=content.signatory.name,
            signatory_role=content.signatory.role,
            check_heading=_("Controleer de echtheid"),
            check_text=_("Scan de code of ga naar:"),
            verify_url=content.verify_url,
            qr_alt=_("QR-code naar de controlepagina: %(url)s") % {"url": content.verify_url},
            mark_alt=_("Beeldmerk van %(issuer)s") % {"issuer": content.issuer.name},
            footer=" · ".join(filter(None, (content.texts.footer, *_address(content)))),
            issuer=content.issuer.name,
            subject=_("Deelname van %(name)s aan %(course)s")
            % {"name": content.holder.name, "course": content.course.title},
            keywords=", ".join((_("certificaat"), content.course.title, written(content.serial))),
            category=content.title,
            density=_density(content),
        )


def _rows(content: CertificateContent):
    course, result, period = content.course, content.result, content.period
    yield _("Niveau"), course.level
    yield _("Studielast"), study_load(course.minutes)
    yield _("Gevolgd"), written_period(period)
    yield _("Afgerond op"), written_date(result.passed_on)
    if result.score_bp is not None:
        yield _("Resultaat"), f"{number_format(Decimal(result.score_bp) / 100)}%"
    yield (
        _("Cursuscode en editie"),
        _("%(code)s, editie %(edition)s")
        % {
            "code": course.code,
            "edition": course.edition,
        },
    )
    yield _("Certificaatnummer"), written(content.serial)
    yield _("Uitgegeven op"), written_date(content.issued_on)
    if content.valid_until:
        yield _("Geldig tot en met"), written_date(content.valid_until)


def _address(content: CertificateContent):
    issuer = content.issuer
    return issuer.name, issuer.address, COUNTRIES.get(issuer.country, issuer.country)


def _density(content: CertificateContent) -> int:
    lines = sum(ceil(len(outcome) / 90) for outcome in content.course.outcomes)
    lines += 2 * ceil(len(content.holder.name) / 36) + 2 * ceil(len(content.course.title) / 55)
    return (lines >= COMPACT_FROM) + (lines >= DENSE_FROM)


def written_date(day: date) -> str:
    """A date in words, as on paper."""
    return date_format(day, "j F Y")


def written_period(period: Period) -> str:
    """From day to day, or the one day."""
    first, last = written_date(period.starts_on), written_date(period.ends_on)
    return first if first == last else _("%(from)s tot en met %(until)s") % {"from": first, "until": last}


def study_load(minutes: int) -> str:
    """Minutes as a person says them: "6 uur en 30 minuten"."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(_("%(hours)s uur") % {"hours": hours})
    if rest or not hours:
        parts.append(ngettext("%(count)s minuut", "%(count)s minuten", rest) % {"count": rest})
    return _(" en ").join(parts)
