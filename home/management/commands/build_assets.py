"""Make the style sheet and the web fonts that the pages load."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from home.assets import FONTS, join_styles, style_sheets, write_font


class Command(BaseCommand):
    help = "Maakt app.css en de weblettertypen in var/build."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--if-changed", action="store_true", help="laat staan wat nog klopt")

    def handle(self, *, if_changed, **options):
        build = Path(settings.BUILD_DIR)
        styles = join_styles(style_sheets(settings.BASE_DIR / "static" / "css"))
        sheet = build / "css" / "app.css"
        if not (if_changed and sheet.exists() and sheet.read_text() == styles):
            sheet.parent.mkdir(parents=True, exist_ok=True)
            sheet.write_text(styles)
        for name, source in FONTS.items():
            font = build / "fonts" / name
            if not (if_changed and font.exists()):
                write_font(source, font)
