from django.core.management import BaseCommand

from home.provisioning import provision_site


class Command(BaseCommand):
    help = "Maakt de voorpagina en de vaste pagina's, als ze er nog niet zijn."

    def handle(self, **options):
        home = provision_site()
        self.stdout.write(f"De voorpagina staat op {home.full_url}")
