"""What counts, who counted first, and what the figures were on a day."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Hub, Organisation, Sector
from audit.models import AppendOnly
from courses.models import Completion


class CountedAs(models.TextChoices):
    """As what a person counts (klasse)."""

    EMPLOYEE = "EMPLOYEE", _("Werkende bij een bevestigde organisatie")
    INDIVIDUAL = "INDIVIDUAL", _("Deelnemer zonder bevestigde organisatie")


class Participation(models.Model):
    """A completion with its evidence, judged under a definition (deelname); counting.py writes and removes it."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    completion = models.OneToOneField(Completion, on_delete=models.PROTECT, related_name="participation")
    person_key = models.CharField(max_length=64, db_index=True)
    counted_as = models.CharField(max_length=12, choices=CountedAs)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    completed_on = models.DateField()
    counts_at = models.DateTimeField()
    definition = models.PositiveSmallIntegerField()
    recorded_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("deelname")
        verbose_name_plural = _("deelnames")
        constraints = [
            models.CheckConstraint(
                condition=Q(counted_as="EMPLOYEE", organisation__isnull=False)
                | Q(counted_as="INDIVIDUAL", organisation=None),
                name="an_employee_participates_for_an_organisation",
            ),
        ]

    def __str__(self):
        return f"{self.counted_as} {self.completed_on}"


class FirstParticipationQuerySet(models.QuerySet):
    def persons(self):
        return self.exclude(person_key="")

    def employees(self):
        return self.persons().filter(counted_as=CountedAs.EMPLOYEE)

    def organisations(self):
        return self.filter(organisation__isnull=False)


class FirstParticipation(models.Model):
    """One person, or one organisation, that counts (eerste deelname): unique, so nobody counts twice. See counting.py."""

    person_key = models.CharField(max_length=64, blank=True)
    organisation = models.OneToOneField(
        Organisation, null=True, on_delete=models.PROTECT, related_name="first_participation"
    )
    is_public_body = models.BooleanField(default=False)
    counted_as = models.CharField(max_length=12, choices=CountedAs)
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="firsts")
    sector = models.ForeignKey(
        Sector,
        null=True,
        on_delete=models.PROTECT,
        related_name="first_participations",
        related_query_name="first_participation",
    )
    hub = models.ForeignKey(
        Hub,
        null=True,
        on_delete=models.PROTECT,
        related_name="first_participations",
        related_query_name="first_participation",
    )
    month = models.DateField()
    definition = models.PositiveSmallIntegerField()

    wagtail_reference_index_ignore = True
    objects = FirstParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("eerste deelname")
        verbose_name_plural = _("eerste deelnames")
        indexes = [models.Index(fields=["counted_as", "month"], name="first_participation_cells")]
        constraints = [
            models.UniqueConstraint(
                fields=["person_key"], condition=~Q(person_key=""), name="a_person_counts_once"
            ),
            models.CheckConstraint(
                condition=~Q(person_key="") & Q(organisation=None, is_public_body=False)
                | Q(person_key="", organisation__isnull=False, counted_as="EMPLOYEE"),
                name="a_person_or_an_organisation_counts",
            ),
        ]

    def __str__(self):
        return f"{self.counted_as} {self.month:%Y-%m}"


class KpiSnapshot(AppendOnly):
    """What the figures were on a day (stand), under a definition, with the differences that a recount found."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    taken_on = models.DateField()
    taken_at = models.DateTimeField()
    definition = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    differences = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("vastgelegde stand")
        verbose_name_plural = _("vastgelegde standen")
        constraints = [
            models.UniqueConstraint(
                fields=["taken_on", "definition"], name="one_snapshot_per_day_and_definition"
            ),
        ]

    def __str__(self):
        return f"{self.taken_on}, definitie {self.definition}"
