"""Letting two act at one moment, and taking a guard away to see what it kept out."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import QuerySet

from vouchers.awards import NotAwardable
from vouchers.intake import NotSubmittable
from vouchers.ledger import CeilingReached
from vouchers.models import Declaration, Submission
from vouchers.redemptions import NotRedeemable

REFUSALS = (CeilingReached, NotAwardable, NotSubmittable, NotRedeemable)
ONE_RECEIPT = """
    ALTER TABLE vouchers_submission {act} CONSTRAINT vouchers_submission_application_id_key {rest}
"""


def race(*acts):
    """Let all acts begin at one moment; give what each of them got."""
    together = Barrier(len(acts))

    def run(act):
        try:
            together.wait(timeout=10)
            return act()
        except REFUSALS as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def refused(results):
    return [result for result in results if isinstance(result, Exception)]


@pytest.fixture
def without(monkeypatch):
    """Take constraints of a table away, and put them back with an empty table."""
    taken = []

    def take(model, *names):
        constraints = [row for row in model._meta.constraints if row.name in names]
        assert len(constraints) == len(names)
        with connection.schema_editor() as editor:
            for constraint in constraints:
                editor.remove_constraint(model, constraint)
        taken.extend((model, constraint) for constraint in constraints)

    yield take
    for model, constraint in taken:
        with connection.cursor() as cursor:
            cursor.execute(f'TRUNCATE "{model._meta.db_table}" CASCADE')
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


@pytest.fixture
def without_one_receipt(without, monkeypatch):
    """Take away all that makes two clicks one: the row lock and every unique key behind it."""
    without(Submission, "one_submission_per_idempotency_key")
    without(Declaration, "one_declaration_of_a_kind")
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
    with connection.cursor() as cursor:
        cursor.execute(ONE_RECEIPT.format(act="DROP", rest=""))
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE vouchers_submission CASCADE")
        cursor.execute(ONE_RECEIPT.format(act="ADD", rest="UNIQUE (application_id)"))
