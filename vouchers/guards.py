"""Triggers of the books: on PostgreSQL no transaction commits an entry whose lines do not sum to zero."""

from django.db import connections

from vouchers.models import LedgerAccount, LedgerLine

LINES = LedgerLine._meta.db_table
ACCOUNTS = LedgerAccount._meta.db_table

BALANCE = f"""
CREATE OR REPLACE FUNCTION vouchers_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM "{LINES}" line JOIN "{ACCOUNTS}" account ON account.id = line.account_id
        WHERE line.entry_id = NEW.entry_id GROUP BY account.book HAVING SUM(line.amount_cents) <> 0
    ) THEN
        RAISE EXCEPTION 'ledger entry % does not balance', NEW.entry_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS vouchers_entry_balances ON "{LINES}";
CREATE CONSTRAINT TRIGGER vouchers_entry_balances AFTER INSERT ON "{LINES}"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION vouchers_entry_balances();
"""  # noqa: S608


def install_guards(*, using: str = "default", **kwargs: object) -> None:
    """Put the deferred trigger on the lines; a second call changes nothing. SQLite has no deferred triggers."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and LINES in connection.introspection.table_names(cursor):
            cursor.execute(BALANCE)
