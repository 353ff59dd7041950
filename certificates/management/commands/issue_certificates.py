from django.core.management.base import BaseCommand

from audit.clock import database_now
from certificates.documents.failures import NotRenderable
from certificates.issuing import (
    BATCH,
    due_certificates,
    fail_exhausted_certificates,
    issue_certificate,
    request_due_certificates,
    retry_certificate,
)
from certificates.models import Certificate


class Command(BaseCommand):
    help = "Maak alle certificaten die wachten, zonder wachtrij. Twee keer draaien verandert niets."

    def add_arguments(self, parser):
        parser.add_argument(
            "--retry-failed", action="store_true", help="Probeer mislukte certificaten opnieuw."
        )

    def handle(self, *args, retry_failed, **options):
        if retry_failed:
            self.retry()
        while request_due_certificates(at=database_now()) == BATCH:
            pass
        fail_exhausted_certificates(at=database_now())
        issued = 0
        while pks := due_certificates(at=database_now()):
            issued += sum(issue_certificate(pk=pk, at=database_now()) for pk in pks)
        failed = Certificate.objects.filter(status=Certificate.Status.FAILED).count()
        self.stdout.write(f"{issued} certificaten uitgegeven, {failed} mislukt.")

    def retry(self):
        for certificate in Certificate.objects.filter(status=Certificate.Status.FAILED):
            try:
                retry_certificate(certificate=certificate, by=None, at=database_now())
            except NotRenderable as reason:
                self.stderr.write(f"{certificate}: {reason}")
