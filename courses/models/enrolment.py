"""Enrolments: one person in one run."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.runs import CourseRun


class EnrolmentQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(learner=user)

    def current(self):
        """Those that hold the learner's one place in a course."""
        return self.filter(status__in=[Enrolment.Status.RESERVED, Enrolment.Status.ACTIVE])

    def holding_a_place(self):
        held = [Enrolment.Status.RESERVED, Enrolment.Status.ACTIVE, Enrolment.Status.COMPLETED]
        return self.filter(status__in=held)

    def readable(self):
        """Those whose lessons the learner may open."""
        return self.filter(status__in=[Enrolment.Status.ACTIVE, Enrolment.Status.COMPLETED])

    def lapsed(self, at):
        return self.filter(status=Enrolment.Status.RESERVED, reserved_until__lt=at)

    def with_edition(self):
        return self.select_related("run__edition")

    def for_player(self):
        """What the pages of a learner read of it, in one light row."""
        own = [
            "uid",
            "status",
            "language",
            "course_key",
            "enrolled_at",
            "reserved_until",
            "ended_at",
            "end_reason",
        ]
        edition = [f"run__edition__{name}" for name in ("manifest_sha256", "rules", "status")]
        return self.with_edition().only("learner", *own, "run__edition_id", *edition)

    def with_course(self):
        return self.select_related("run__edition__course", "run__provider")


class Enrolment(models.Model):
    """An enrolment (inschrijving); courses/enrolments.py and completions.py change its status."""

    class Status(models.TextChoices):
        RESERVED = "RESERVED", _("Gereserveerd")
        ACTIVE = "ACTIVE", _("Bezig")
        COMPLETED = "COMPLETED", _("Afgerond")
        ENDED = "ENDED", _("Beëindigd")

    class EndReason(models.TextChoices):
        WITHDRAWN = "WITHDRAWN", _("Uitgeschreven")
        RESERVATION_LAPSED = "RESERVATION_LAPSED", _("Reservering verlopen")
        RUN_CANCELLED = "RUN_CANCELLED", _("Uitvoering geannuleerd")
        EDITION_CLOSED = "EDITION_CLOSED", _("Editie gesloten")
        REDEMPTION_CANCELLED = "REDEMPTION_CANCELLED", _("Voucher niet gebruikt")

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="enrolments",
        verbose_name=_("cursist"),
    )
    run = models.ForeignKey(
        CourseRun, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("uitvoering")
    )
    course_key = models.UUIDField(db_index=True)
    language = models.CharField(_("taal"), max_length=12, default="nl")
    employment = models.ForeignKey(
        "accounts.Membership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="enrolments",
        verbose_name=_("namens"),
    )
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.ACTIVE)
    enrolled_at = models.DateTimeField(_("ingeschreven op"))
    reserved_until = models.DateTimeField(_("gereserveerd tot"), null=True, blank=True)
    ended_at = models.DateTimeField(_("beëindigd op"), null=True, blank=True)
    end_reason = models.CharField(_("reden"), max_length=24, choices=EndReason, blank=True)
    share_with_employer = models.BooleanField(_("werkgever ziet de voortgang"), default=False)

    objects = EnrolmentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("inschrijving")
        verbose_name_plural = _("inschrijvingen")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "course_key"],
                condition=Q(status__in=["RESERVED", "ACTIVE"]),
                name="one_current_enrolment_per_course",
            ),
            models.CheckConstraint(
                condition=~Q(status="RESERVED") | Q(reserved_until__isnull=False),
                name="a_reservation_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(status="ENDED", ended_at__isnull=False) & ~Q(end_reason="")
                | ~Q(status="ENDED") & Q(ended_at=None, end_reason=""),
                name="an_ended_enrolment_says_when_and_why",
            ),
        ]

    def __str__(self):
        return str(self.uid)

    @property
    def is_readable(self):
        return self.status in {self.Status.ACTIVE, self.Status.COMPLETED}
