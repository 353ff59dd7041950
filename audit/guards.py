"""Triggers that refuse to change evidence; installed after every migrate, on every model with `append_only`."""

from typing import Any

from django.apps import apps
from django.db import connections

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: rows of % are never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$
"""


def append_only_tables() -> list[str]:
    """The tables whose rows are only added."""
    return sorted(m._meta.db_table for m in apps.get_models() if getattr(m, "append_only", False))


def install_guards(
    *, using: str = "default", operations: tuple = ("UPDATE", "DELETE"), **kwargs: Any
) -> None:
    """Put a trigger on each append-only table that exists; a second call changes nothing."""
    connection = connections[using]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        for table in append_only_tables():
            if table in present:
                for operation in operations:
                    _install(cursor, connection.vendor, table, operation)


def remove_guards(*, using: str = "default") -> None:
    """Take the triggers away: for flushing a test database, never in production."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table in append_only_tables():
            for operation in ("UPDATE", "DELETE"):
                name = _name(table, operation)
                on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


def _name(table: str, operation: str) -> str:
    return f"{table}_no_{operation.lower()}"


def _install(cursor: Any, vendor: str, table: str, operation: str) -> None:
    name = _name(table, operation)
    if vendor == "postgresql":
        cursor.execute(
            f'CREATE OR REPLACE TRIGGER "{name}" BEFORE {operation} ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()"
        )
    else:
        cursor.execute(
            f'CREATE TRIGGER IF NOT EXISTS "{name}" BEFORE {operation} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, 'append-only: rows of {table} are never changed or deleted'); END"
        )
