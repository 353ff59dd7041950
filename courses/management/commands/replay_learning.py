import sys
from datetime import datetime

from django.core.management.base import BaseCommand
from django.utils.timezone import make_aware

from courses.models import Enrolment
from courses.replay import repair_progress, replay_enrolment


class Command(BaseCommand):
    help = (
        "Rekent voortgang, pogingen en afrondingen na uit de gebeurtenissen. Eindigt met 1 bij een verschil."
    )

    def add_arguments(self, parser):
        parser.add_argument("--enrolment", help="Alleen deze inschrijving (uid).")
        parser.add_argument(
            "--since", type=datetime.fromisoformat, help="Alleen wie sinds deze dag iets deed."
        )
        parser.add_argument(
            "--repair", action="store_true", help="Herstel de voortgang; nooit een afronding."
        )

    def handle(self, *, enrolment, since, repair, **options):
        enrolments = Enrolment.objects.with_edition().order_by("pk")
        if enrolment:
            enrolments = enrolments.filter(uid=enrolment)
        if since:
            enrolments = enrolments.filter(events__recorded_at__gte=make_aware(since)).distinct()
        found = 0
        for row in enrolments.iterator(chunk_size=500):
            differences = replay_enrolment(enrolment=row)
            if differences and repair:
                repair_progress(enrolment=row)
            for text in differences:
                self.stdout.write(text)
            found += len(differences)
        self.stdout.write(f"{found} verschillen")
        if found:
            sys.exit(1)
