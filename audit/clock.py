"""The moment of an act with a deadline: the database's clock, read once by the door."""

from datetime import UTC, datetime

from django.db import connection


def database_now() -> datetime:
    """This moment in UTC, by the clock of the database (vouchers.md 9.5), so that web servers need not agree."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            return cursor.fetchone()[0].astimezone(UTC)
    return datetime.now(UTC)
