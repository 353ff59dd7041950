"""The rules of a scheme, as rows: a second scheme is data, not code."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vouchers.models.base import Identified


class AidRegime(models.TextChoices):
    DE_MINIMIS = "DE_MINIMIS", _("De-minimissteun")
    GBER_31 = "GBER_31", _("AGVV artikel 31")
    NO_AID = "NO_AID", _("Geen staatssteun")


class AidSector(models.TextChoices):
    GENERAL = "GENERAL", _("Algemeen")
    AGRICULTURE = "AGRICULTURE", _("Landbouw")
    FISHERIES = "FISHERIES", _("Visserij en aquacultuur")
    SGEI = "SGEI", _("Diensten van algemeen economisch belang")


class Outcome(models.TextChoices):
    """What a finding means for the act (uitkomst)."""

    OK = "OK", _("Voldoet")
    REQUEST_INFORMATION = "REQUEST_INFORMATION", _("Aanvulling nodig")
    MANUAL = "MANUAL", _("Handmatige beoordeling")
    LOWER_AMOUNT = "LOWER_AMOUNT", _("Lager bedrag")
    REJECT = "REJECT", _("Afwijzing")
    NOT_APPLICABLE = "NOT_APPLICABLE", _("Niet van toepassing")


class Scheme(Identified):
    """A subsidy scheme (regeling)."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("naam"), max_length=120)
    legal_basis_text = models.TextField(_("grondslag"))
    publication_ref = models.CharField(_("vindplaats"), max_length=120, blank=True)
    retention_years = models.PositiveSmallIntegerField(_("bewaartermijn in jaren"), default=10)

    class Meta:
        verbose_name = _("regeling")
        verbose_name_plural = _("regelingen")

    def __str__(self):
        return self.name


class RuleSet(Identified):
    """A version of the rules of a scheme (regelset); once frozen, it and its rules never change."""

    code = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField()
    frozen_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("regelset")
        verbose_name_plural = _("regelsets")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="one_rule_set_per_version"),
            models.CheckConstraint(
                condition=Q(frozen_at=None, sha256="") | Q(frozen_at__isnull=False) & ~Q(sha256=""),
                name="frozen_rule_set_has_hash",
            ),
        ]

    def __str__(self):
        return f"{self.code} v{self.version}"


class RuleSetRule(models.Model):
    """One rule of a set (voorwaarde): which function, what each verdict leads to, and the text that is shown."""

    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="rules")
    rule_id = models.CharField(max_length=3)
    function = models.CharField(max_length=10)
    condition = models.JSONField(default=dict)
    on_not_met = models.CharField(max_length=20, choices=Outcome)
    on_weak = models.CharField(max_length=20, choices=Outcome)
    parameters = models.JSONField(default=dict)
    met_nl = models.TextField()
    reason_nl = models.TextField()
    article = models.CharField(max_length=120)
    evidence_kinds = models.JSONField(default=list)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("voorwaarde")
        verbose_name_plural = _("voorwaarden")
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "rule_id"], name="one_row_per_rule_of_a_set"),
            models.CheckConstraint(condition=~Q(reason_nl="") & ~Q(met_nl=""), name="rule_says_its_reason"),
        ]

    def __str__(self):
        return f"{self.rule_id} ({self.function})"


class AidCeilingQuerySet(models.QuerySet):
    def valid_on(self, day):
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class AidCeiling(models.Model):
    """The most aid of one regime that an undertaking may receive (steunplafond); `valid_to` is the last day."""

    regime = models.CharField(max_length=20, choices=AidRegime)
    sector = models.CharField(max_length=20, choices=AidSector)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    ceiling_cents = models.PositiveBigIntegerField()
    years = models.PositiveSmallIntegerField(default=3)
    counts_with = models.JSONField(default=list)
    legal_source = models.CharField(max_length=120)

    wagtail_reference_index_ignore = True
    objects = AidCeilingQuerySet.as_manager()

    class Meta:
        verbose_name = _("steunplafond")
        verbose_name_plural = _("steunplafonds")
        constraints = [
            models.UniqueConstraint(
                fields=["regime", "sector", "valid_from"], name="one_aid_ceiling_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="aid_ceiling_ends_later"
            ),
        ]

    def __str__(self):
        return f"{self.get_regime_display()}, {self.get_sector_display()}"
