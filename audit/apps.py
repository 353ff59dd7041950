from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "Verantwoording"

    def ready(self):
        from audit.guards import install_guards

        post_migrate.connect(install_guards, sender=self)
