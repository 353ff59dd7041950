"""For whom someone acts."""

from uuid import uuid4

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.period import PeriodQuerySet


class Sector(models.Model):
    """A work area of the coalition (werkgebied)."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("werkgebied")
        verbose_name_plural = _("werkgebieden")

    def __str__(self):
        return self.name


class Hub(models.Model):
    """One of the regional AI hubs (hub)."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("hub")
        verbose_name_plural = _("hubs")

    def __str__(self):
        return self.name


class OrganisationQuerySet(models.QuerySet):
    def verified(self):
        return self.exclude(verified_at=None)

    def _with_member(self, user, on, roles):
        members = Membership.objects.current(on).filter(user=user, role__in=roles)
        return self.filter(pk__in=members.values("organisation"))

    def managed_by(self, user, on):
        """Where this person acts for the employer on that day."""
        return self._with_member(user, on, [Membership.Role.MANAGER, Membership.Role.FINANCE])

    def taught_by(self, user, on):
        """Where this person works for the provider on that day."""
        return self._with_member(user, on, [Membership.Role.PROVIDER_STAFF])

    def in_role(self, role, on):
        roles = OrganisationRole.objects.current(on).filter(role=role)
        return self.filter(pk__in=roles.values("organisation"))


class Organisation(models.Model):
    """A company or public body (bedrijf, organisatie), known by its KVK number."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    slug = models.SlugField(unique=True, max_length=80)
    kvk_number = models.CharField(
        _("KVK-nummer"), max_length=8, unique=True, validators=[RegexValidator(r"^[0-9]{8}$")]
    )
    rsin = models.CharField(_("RSIN"), max_length=9, blank=True)
    name = models.CharField(_("naam"), max_length=200)
    legal_form = models.CharField(_("rechtsvorm"), max_length=80, blank=True)
    sector = models.ForeignKey(Sector, null=True, blank=True, on_delete=models.PROTECT)
    hub = models.ForeignKey(Hub, null=True, blank=True, on_delete=models.PROTECT)
    verified_at = models.DateTimeField(null=True, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    iban_holder = models.CharField(_("naam rekeninghouder"), max_length=200, blank=True)

    wagtail_reference_index_ignore = True
    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisatie")
        verbose_name_plural = _("organisaties")
        constraints = [
            models.CheckConstraint(
                condition=Q(kvk_number__regex=r"^[0-9]{8}$"), name="kvk_number_has_eight_digits"
            ),
        ]

    def __str__(self):
        return self.name


class OrganisationRole(models.Model):
    """As what an organisation takes part (rol van een organisatie); several at once."""

    class Role(models.TextChoices):
        SME = "SME", _("Mkb-onderneming")
        PUBLIC_BODY = "PUBLIC_BODY", _("Publieke organisatie")
        PROVIDER = "PROVIDER", _("Opleider")
        INTERMEDIARY = "INTERMEDIARY", _("Intermediair")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=20, choices=Role)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    wagtail_reference_index_ignore = True
    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("rol van een organisatie")
        verbose_name_plural = _("rollen van organisaties")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "role"],
                condition=Q(until=None),
                name="one_open_role_per_organisation",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="role_ends_later"),
        ]

    def __str__(self):
        return f"{self.organisation} – {self.get_role_display()}"


class MembershipQuerySet(PeriodQuerySet):
    def of(self, user):
        return self.filter(user=user)


class Membership(models.Model):
    """One person at one organisation (dienstverband), and what they may do for it. See memberships.py."""

    class Role(models.TextChoices):
        EMPLOYEE = "EMPLOYEE", _("Medewerker")
        MANAGER = "MANAGER", _("Beheerder")
        FINANCE = "FINANCE", _("Financiën")
        PROVIDER_STAFF = "PROVIDER_STAFF", _("Medewerker van de opleider")

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role, default=Role.EMPLOYEE)
    department = models.CharField(max_length=80, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True
    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("dienstverband")
        verbose_name_plural = _("dienstverbanden")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(until=None),
                name="one_open_membership_per_role",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="membership_ends_later"
            ),
        ]

    def __str__(self):
        return f"{self.user} – {self.organisation}"
