"""What the rules found, and what an officer thought of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import AppendOnly, AppendOnlyQuerySet
from vouchers.models.application import Application
from vouchers.models.base import Identified
from vouchers.models.scheme import Outcome, RuleSet


class Moment(models.TextChoices):
    SIGN_IN = "L", _("Inloggen")
    SUBMISSION = "S", _("Indienen")
    CHECK = "C", _("Toetsing")
    AWARD = "A", _("Verdeling")
    REDEEMING = "R", _("Verzilveren")
    SETTLEMENT = "V", _("Vaststelling")


class Verdict(models.TextChoices):
    MET = "MET", _("Voldaan")
    NOT_MET = "NOT_MET", _("Niet voldaan")
    WEAK = "WEAK", _("Aanwijzing")
    UNKNOWN = "UNKNOWN", _("Onbekend")
    NOT_APPLICABLE = "NOT_APPLICABLE", _("Niet van toepassing")


class RuleRunQuerySet(AppendOnlyQuerySet):
    def latest_of(self, application):
        """The check that counts now."""
        return self.filter(application=application).order_by("-pk").first()


class RuleRun(Identified, AppendOnly):
    """One run of a rule set (toetsing), with everything it looked at; without subject for a refused attempt."""

    application = models.ForeignKey(
        Application, null=True, on_delete=models.PROTECT, related_name="rule_runs"
    )
    redemption = models.ForeignKey(
        "vouchers.Redemption", null=True, on_delete=models.PROTECT, related_name="rule_runs"
    )
    moment = models.CharField(max_length=1, choices=Moment)
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="runs")
    amendment_no = models.PositiveSmallIntegerField()
    inputs = models.JSONField()
    inputs_sha256 = models.CharField(max_length=64)
    snapshots = models.JSONField(default=list)
    ran_at = models.DateTimeField()

    objects = RuleRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("toetsing")
        verbose_name_plural = _("toetsingen")

    def __str__(self):
        return f"{self.get_moment_display()} {self.ran_at:%Y-%m-%d %H:%M}"


class FindingQuerySet(AppendOnlyQuerySet):
    def in_the_way(self):
        """Those that do not simply let the act pass."""
        return self.exclude(outcome__in=[Outcome.OK, Outcome.NOT_APPLICABLE, Outcome.LOWER_AMOUNT])

    def unresolved(self):
        return self.in_the_way().exclude(resolution__outcome=Outcome.OK)


class Finding(AppendOnly):
    """What one rule found in one run (bevinding), with the text as it was filled in."""

    run = models.ForeignKey(RuleRun, on_delete=models.PROTECT, related_name="findings")
    rule_id = models.CharField(max_length=3)
    function = models.CharField(max_length=10)
    verdict = models.CharField(max_length=20, choices=Verdict)
    outcome = models.CharField(max_length=20, choices=Outcome)
    reason_nl = models.TextField()
    data = models.JSONField(default=dict)
    evidence = models.JSONField(default=list)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("bevinding")
        verbose_name_plural = _("bevindingen")
        constraints = [
            models.UniqueConstraint(fields=["run", "rule_id"], name="one_finding_per_rule"),
            models.CheckConstraint(condition=~Q(reason_nl=""), name="finding_says_its_reason"),
        ]

    def __str__(self):
        return f"{self.rule_id}: {self.get_outcome_display()}"


class Resolution(AppendOnly):
    """What an officer decided about a finding that a rule could not judge (oordeel)."""

    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="resolution")
    outcome = models.CharField(max_length=20, choices=Outcome)
    motivation = models.TextField(_("motivering"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("oordeel")
        verbose_name_plural = _("oordelen")
        constraints = [
            models.CheckConstraint(condition=~Q(motivation=""), name="resolution_is_motivated"),
        ]

    def __str__(self):
        return f"{self.finding}: {self.get_outcome_display()}"
