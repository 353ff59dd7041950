"""What applicants declared and registers said about an undertaking and its aid."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from audit.models import AppendOnly, AppendOnlyQuerySet
from vouchers.models.base import Identified
from vouchers.models.scheme import AidRegime, AidSector


class CompanyYear(models.Model):
    """The figures of one closed book year (jaarcijfers); hundredths of annual work units, whole cents."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="company_years")
    book_year = models.PositiveSmallIntegerField(_("boekjaar"))
    awu_centi = models.PositiveIntegerField(_("arbeidsjaareenheden in honderdsten"))
    turnover_cents = models.PositiveBigIntegerField(_("jaaromzet"))
    balance_cents = models.PositiveBigIntegerField(_("balanstotaal"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("jaarcijfers")
        verbose_name_plural = _("jaarcijfers")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "book_year"], name="one_row_of_figures_per_year"),
        ]

    def __str__(self):
        return f"{self.organisation} {self.book_year}"


class OwnershipLinkQuerySet(models.QuerySet):
    def current(self, on):
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)

    def touching(self, organisations):
        return self.filter(Q(parent__in=organisations) | Q(child__in=organisations))


class OwnershipLink(models.Model):
    """Who has a say in whom (zeggenschap). Closed and replaced, never edited; a foreign party has no KVK number."""

    class Control(models.TextChoices):
        NONE = "NONE", _("Geen")
        MAJORITY = "MAJORITY", _("Meerderheid van de stemmen")
        BOARD = "BOARD", _("Benoemt het bestuur")
        DOMINANT = "DOMINANT", _("Overheersende invloed")
        AGREEMENT = "AGREEMENT", _("Overeenkomst")

    class Source(models.TextChoices):
        DECLARED = "DECLARED", _("Opgegeven")
        REGISTER = "REGISTER", _("Register")
        AUDITOR = "AUDITOR", _("Controle")

    parent = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="links_to_children"
    )
    parent_foreign = models.CharField(max_length=60, blank=True)
    child = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="links_to_parents"
    )
    child_foreign = models.CharField(max_length=60, blank=True)
    capital_bp = models.PositiveSmallIntegerField(default=0)
    votes_bp = models.PositiveSmallIntegerField(default=0)
    control = models.CharField(max_length=20, choices=Control, default=Control.NONE)
    via_natural_person = models.BooleanField(default=False)
    adjacent_market = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=20, choices=Source, default=Source.DECLARED)

    wagtail_reference_index_ignore = True
    objects = OwnershipLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("zeggenschap")
        verbose_name_plural = _("zeggenschappen")
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=False, parent_foreign="")
                | Q(parent__isnull=True) & ~Q(parent_foreign=""),
                name="link_has_one_parent",
            ),
            models.CheckConstraint(
                condition=Q(child__isnull=False, child_foreign="")
                | Q(child__isnull=True) & ~Q(child_foreign=""),
                name="link_has_one_child",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | Q(child=None) | ~Q(parent=F("child")), name="parent_is_not_child"
            ),
            models.CheckConstraint(
                condition=Q(capital_bp__lte=10_000) & Q(votes_bp__lte=10_000),
                name="link_shares_are_parts_of_one",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="link_ends_later"
            ),
        ]

    def __str__(self):
        return f"{self.parent_key} → {self.child_key}"

    @property
    def parent_key(self):
        return self.parent.kvk_number if self.parent else self.parent_foreign

    @property
    def child_key(self):
        return self.child.kvk_number if self.child else self.child_foreign


class AidEntryQuerySet(AppendOnlyQuerySet):
    def of(self, organisations):
        return self.filter(organisation__in=organisations)


class AidEntry(Identified, AppendOnly):
    """Aid that an organisation received (steunregel); a correction is negative, on the day of what it corrects."""

    class Source(models.TextChoices):
        OWN = "OWN", _("Deze regeling")
        DECLARED = "DECLARED", _("Opgegeven door de aanvrager")
        REGISTER = "REGISTER", _("De-minimisregister")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="aid_entries")
    regime = models.CharField(max_length=20, choices=AidRegime)
    sector = models.CharField(max_length=20, choices=AidSector, default=AidSector.GENERAL)
    source = models.CharField(max_length=20, choices=Source)
    decision = models.ForeignKey(
        "vouchers.Decision", null=True, on_delete=models.PROTECT, related_name="aid_entries"
    )
    amount_cents = models.BigIntegerField()
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")
    granted_on = models.DateField()

    objects = AidEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("steunregel")
        verbose_name_plural = _("steunregels")
        constraints = [
            models.CheckConstraint(
                condition=~Q(source="OWN") | Q(decision__isnull=False), name="own_aid_has_a_decision"
            ),
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0, corrects=None)
                | Q(amount_cents__lt=0, corrects__isnull=False),
                name="negative_aid_corrects_something",
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.amount_cents}"
