"""Who someone is."""

from uuid import uuid4

from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models.period import PeriodQuerySet
from accounts.names import readable_name


class UserManager(BaseUserManager):
    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractUser):
    """A person with an account (gebruiker); the e-mail address is the name to sign in with."""

    username = None
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mailadres"), unique=True)
    first_name = models.CharField(_("voornaam"), max_length=150, blank=True, validators=[readable_name])
    last_name = models.CharField(_("achternaam"), max_length=150, blank=True, validators=[readable_name])
    is_fictitious = models.BooleanField(_("fictief, alleen voor de demo"), default=False, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    wagtail_reference_index_ignore = True

    objects = UserManager()

    class Meta:
        verbose_name = _("gebruiker")
        verbose_name_plural = _("gebruikers")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_email_address"),
        ]
        permissions = [("see_programme", "Mag de gegevens van het programma zien")]

    def __str__(self):
        return self.name

    @property
    def name(self):
        return self.get_full_name() or self.email


class StaffRole(models.Model):
    """What a person may do for the scheme or the programme (rol), and in which period."""

    class Role(models.TextChoices):
        OFFICER = "OFFICER", _("Behandelaar")
        SENIOR_OFFICER = "SENIOR_OFFICER", _("Tweede beoordelaar")
        TREASURER = "TREASURER", _("Betaalbeheerder")
        SCHEME_MANAGER = "SCHEME_MANAGER", _("Regelingbeheerder")
        AUDITOR = "AUDITOR", _("Auditor")
        PROGRAMME = "PROGRAMME", _("Programmabureau")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="staff_roles")
    role = models.CharField(max_length=20, choices=Role)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    wagtail_reference_index_ignore = True
    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("rol")
        verbose_name_plural = _("rollen")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(until=None), name="one_open_staff_role"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="staff_role_ends_later"
            ),
        ]

    def __str__(self):
        return f"{self.user} – {self.get_role_display()}"
