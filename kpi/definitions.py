"""What each figure means (definities), in words and as rules, with its version. Pure.

A changed meaning is a new version: a new `classify_v2`, a new number in `VERSION`, a line in `FIGURES`.
Targets: programme document, table 2.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kpi.models import CountedAs

VERSION = 1
# Cells smaller than this are not shown: a person could be recognised in them.
SMALLEST_CELL = 10


@dataclass(frozen=True)
class Figure:
    """A figure in words; `targets` are the agreed values, in order of date."""

    code: str
    title: str | Promise
    meaning: str | Promise
    targets: tuple[tuple[date, int], ...] = ()
    version: int = VERSION

    @property
    def goal(self) -> int | None:
        return self.targets[-1][1] if self.targets else None


FIGURES = {
    figure.code: figure
    for figure in (
        Figure(
            "employees",
            _("Werkenden die een AI-cursus afrondden"),
            _(
                "Eén persoon telt één keer, ook met meer cursussen of meer accounts. Iemand telt mee als de cursus "
                "volgens de vaste regels is afgerond, er een geldig certificaat is, en de persoon op de dag van "
                "afronden werkte bij een organisatie die in het Handelsregister is bevestigd. De persoon telt mee "
                "vanaf de dag van afronden, of vanaf de dag van bevestigen als die later is."
            ),
            ((date(2025, 12, 31), 15_000), (date(2027, 12, 31), 50_000)),
        ),
        Figure(
            "companies",
            _("Bedrijven met een medewerker die een AI-cursus afrondde"),
            _(
                "Eén KVK-nummer telt één keer. Een bedrijf telt mee zodra een van zijn mensen meetelt. "
                "Publieke organisaties staan apart."
            ),
            ((date(2027, 12, 31), 10_000),),
        ),
        Figure(
            "public_bodies",
            _("Publieke organisaties met een medewerker die een AI-cursus afrondde"),
            _("Geteld als bedrijven, en apart getoond: zij horen niet bij het doel van 10.000 bedrijven."),
        ),
        Figure(
            "individuals",
            _("Deelnemers zonder bevestigde organisatie"),
            _(
                "Mensen die een cursus afrondden en een certificaat hebben, maar op die dag niet werkten bij een "
                "bevestigde organisatie. Zij tellen niet mee voor het doel van 50.000. Wordt hun organisatie later "
                "bevestigd, dan gaan zij over naar de werkenden."
            ),
        ),
    )
}


@dataclass(frozen=True)
class Employment:
    """Where somebody worked; `until` is the first day on which they no longer did."""

    organisation_id: int
    verified_at: datetime | None
    since: date
    until: date | None

    def covers(self, day: date) -> bool:
        """Whether they worked there on this day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class CompletionFact:
    """What is known of a completion; the employment named at enrolment stands first."""

    completed_at: datetime
    completed_on: date
    employments: tuple[Employment, ...]


@dataclass(frozen=True)
class Judgement:
    """As what it counts, for which organisation, and from which moment."""

    counted_as: CountedAs
    organisation_id: int | None
    counts_at: datetime


def classify_v1(fact: CompletionFact) -> Judgement:
    """Definition 1: an employee of a verified organisation on the day of completion, else an individual."""
    for employment in fact.employments:
        if employment.verified_at and employment.covers(fact.completed_on):
            counts_at = max(fact.completed_at, employment.verified_at)
            return Judgement(CountedAs.EMPLOYEE, employment.organisation_id, counts_at)
    return Judgement(CountedAs.INDIVIDUAL, None, fact.completed_at)


classify = {1: classify_v1}[VERSION]
