"""Print what is held about people as a table, for the DPIA and the register of processing (AVG 30 and 35)."""

from itertools import groupby

from django.core.management import BaseCommand

from lms.personal_data import Class, held

HEADING = """| Tabel | Persoonsgegevens | Pseudoniemen | Waarvoor | Hoe lang |
| --- | --- | --- | --- | --- |"""


class Command(BaseCommand):
    help = "Toont welke gegevens over mensen worden bewaard, waarvoor en hoe lang, als tabel in Markdown."

    def handle(self, *args, **options):
        self.stdout.write(HEADING)
        untouched = []
        for model, rows in groupby(held(), key=lambda row: row.model):
            rows = list(rows)
            if rows[0].purpose:
                self.stdout.write(self._line(model, rows))
            else:
                untouched.append(f"`{model}`")
        self.stdout.write(f"\nZonder gegevens over mensen: {', '.join(untouched)}.")

    def _line(self, model, rows):
        named = {kind: ", ".join(f"`{row.field}`" for row in rows if row.kind is kind) for kind in Class}
        cells = [f"`{model}`", named[Class.PERSONAL], named[Class.PSEUDONYM], rows[0].purpose, rows[0].kept]
        return f"| {' | '.join(cell or '–' for cell in cells)} |"
