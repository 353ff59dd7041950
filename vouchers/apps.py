from django.apps import AppConfig
from django.db.models.signals import post_migrate


class VouchersConfig(AppConfig):
    name = "vouchers"
    verbose_name = "Vouchers"

    def ready(self):
        from vouchers.guards import install_guards

        post_migrate.connect(install_guards, sender=self)
