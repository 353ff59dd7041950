"""Runs: an edition that people can join, with its dates, places and price."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import AppendOnly
from courses.models.choices import Form
from courses.models.editions import CourseEdition


class CourseRunQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status=CourseRun.Status.OPEN)

    def enrollable(self, on):
        """Open, of an active edition, and `on` lies between the dates of enrolment."""
        from_on = Q(enrol_from=None) | Q(enrol_from__lte=on)
        until_on = Q(enrol_until=None) | Q(enrol_until__gte=on)
        return self.open().filter(from_on, until_on, edition__status=CourseEdition.Status.ACTIVE)

    def of_course(self, course_key):
        return self.filter(edition__course_key=course_key)

    def with_places_taken(self):
        """Annotate `taken`: the places of reservations, active and completed enrolments."""
        held = Q(enrolments__status__in=["RESERVED", "ACTIVE", "COMPLETED"])
        return self.annotate(taken=models.Count("enrolments", filter=held))

    def for_offer(self):
        """What a visitor reads of it: dates, place, places and price."""
        shown = [
            "uid",
            "form",
            "starts_on",
            "ends_on",
            "place",
            "capacity",
            "organisation",
            "voucher_eligible",
        ]
        return self.with_places_taken().with_price().only(*shown)

    def with_price(self):
        """Annotate `price_cents`: the price that was set last; empty when none was set."""
        latest = RunPrice.objects.filter(run=models.OuterRef("pk")).order_by("-from_at", "-pk")
        return self.annotate(price_cents=models.Subquery(latest.values("price_cents")[:1]))


class CourseRun(models.Model):
    """A run (uitvoering) of an edition; courses/runs.py changes its status."""

    class Mode(models.TextChoices):
        SELF_PACED = "SELF_PACED", _("Eigen tempo")
        COHORT = "COHORT", _("Vaste groep")

    class Status(models.TextChoices):
        DRAFT = "DRAFT", _("Concept")
        OPEN = "OPEN", _("Open")
        CLOSED = "CLOSED", _("Gesloten")
        CANCELLED = "CANCELLED", _("Geannuleerd")
        FINISHED = "FINISHED", _("Afgelopen")

    Form = Form

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    edition = models.ForeignKey(
        CourseEdition, on_delete=models.PROTECT, related_name="runs", verbose_name=_("editie")
    )
    code = models.CharField(_("code"), max_length=60, unique=True)
    provider = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="runs", verbose_name=_("opleider")
    )
    mode = models.CharField(_("tempo"), max_length=16, choices=Mode, default=Mode.SELF_PACED)
    form = models.CharField(_("vorm"), max_length=16, choices=Form, default=Form.SELF_STUDY)
    language = models.CharField(_("taal"), max_length=12, default="nl")
    starts_on = models.DateField(_("begint op"), null=True, blank=True)
    ends_on = models.DateField(_("eindigt op"), null=True, blank=True)
    enrol_from = models.DateField(_("inschrijven vanaf"), null=True, blank=True)
    enrol_until = models.DateField(_("inschrijven tot en met"), null=True, blank=True)
    capacity = models.PositiveIntegerField(_("aantal plaatsen"), null=True, blank=True)
    vat_bp = models.PositiveIntegerField(
        _("btw"), default=0, help_text=_("In honderdsten van procenten; 0 is vrijgesteld.")
    )
    vat_basis = models.CharField(_("grond voor de btw"), max_length=120, blank=True)
    hub = models.ForeignKey(
        "accounts.Hub",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("hub"),
    )
    place = models.CharField(_("plaats"), max_length=120, blank=True)
    organisation = models.ForeignKey(
        "accounts.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="own_runs",
        verbose_name=_("alleen voor"),
    )
    voucher_eligible = models.BooleanField(_("voucher mogelijk"), default=False)
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.DRAFT)

    objects = CourseRunQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("uitvoering")
        verbose_name_plural = _("uitvoeringen")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="a_run_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(mode="SELF_PACED") | Q(starts_on__isnull=False, ends_on__isnull=False),
                name="a_cohort_has_dates",
            ),
        ]

    def __str__(self):
        return self.code

    @property
    def is_permanent(self):
        return self.mode == self.Mode.SELF_PACED and self.ends_on is None


class RunPrice(AppendOnly):
    """A price of a run, without VAT; the latest is in force, the history is evidence."""

    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="prices")
    price_cents = models.PositiveIntegerField(_("prijs zonder btw"))
    from_at = models.DateTimeField(_("vanaf"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "from_at"], name="one_price_per_run_and_moment")
        ]

    def __str__(self):
        return f"{self.run_id}: {self.price_cents}"
