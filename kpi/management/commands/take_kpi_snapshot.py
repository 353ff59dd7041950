from django.core.management.base import BaseCommand, CommandError

from audit.clock import database_now
from courses.models import Completion
from kpi.counting import count_participation, due_completions
from kpi.snapshots import take_snapshot


class Command(BaseCommand):
    help = "Tel wat nog niet geteld is en leg de stand van vandaag vast. Twee keer draaien verandert niets."

    def handle(self, *args, **options):
        for pk in due_completions():
            count_participation(completion=Completion.objects.get(pk=pk), at=database_now())
        snapshot = take_snapshot(at=database_now())
        self.stdout.write(f"Stand van {snapshot.taken_on}: {snapshot.figures}")
        if snapshot.differences:
            raise CommandError(f"{snapshot.differences} verschillen met de hertelling.")
