from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from audit.clock import database_now
from courses.editions import (
    NotActivatable,
    NotDraftable,
    NotFreezable,
    activate_edition,
    draft_edition,
    freeze_edition,
    request_freeze,
)
from courses.models import CourseEdition, CoursePage


class Command(BaseCommand):
    help = "Zet een cursus vast als editie: de een vraagt het aan, een ander zet vast."

    def add_arguments(self, parser):
        parser.add_argument("course", help="Het laatste deel van het adres van de cursus.")
        parser.add_argument("--requested-by", required=True, help="E-mailadres van de aanvrager.")
        parser.add_argument("--by", required=True, help="E-mailadres van wie vastzet.")
        parser.add_argument("--activate", action="store_true", help="Maak de editie meteen actief.")

    def handle(self, *, course, requested_by, by, activate, **options):
        page = CoursePage.objects.filter(slug=course).first()
        if page is None:
            raise CommandError(f"Er is geen cursus ‘{course}’.")
        requester, approver = self.person(requested_by), self.person(by)
        try:
            edition = self.freeze(page, requester, approver)
            if activate:
                activate_edition(edition=edition, by=approver, at=database_now())
        except NotFreezable as reason:
            raise CommandError("\n".join(reason.faults)) from reason
        except (NotDraftable, NotActivatable) as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"Editie {edition.number} van ‘{page.title}’ staat vast: {edition.manifest_sha256}")

    def person(self, email):
        user = User.objects.filter(email=email).first()
        if user is None:
            raise CommandError(f"Er is geen account met {email}.")
        return user

    def freeze(self, page, requester, approver):
        at = database_now()
        open_drafts = CourseEdition.objects.of_course(page.course_key).filter(
            status__in=["DRAFT", "REQUESTED"]
        )
        edition = open_drafts.first() or draft_edition(course=page, by=requester, at=at)
        if edition.status == CourseEdition.Status.DRAFT:
            edition = request_freeze(edition=edition, by=requester, at=at)
        return freeze_edition(edition=edition, by=approver, at=at)
