"""What the database refuses whatever the code does."""

import pytest
from django.db import Error, IntegrityError, connection, transaction

from audit.models import AppendOnlyError
from tests.factories.vouchers import make_award, make_open_round
from vouchers.guards import install_guards
from vouchers.models import AidEntry, Finding, LedgerEntry, LedgerLine, RuleRun

EVIDENCE = [AidEntry, Finding, LedgerEntry, LedgerLine, RuleRun]


@pytest.mark.django_db
@pytest.mark.parametrize("model", EVIDENCE)
def test_evidence_is_not_changed_or_deleted(now, model, guards):
    make_award(at=now)
    row = model.objects.last()

    for change in (row.save, row.delete, model.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            change()
    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id = %s", [row.pk])


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_entry_that_does_not_balance_cannot_be_committed(now):
    round = make_open_round(at=now)
    install_guards()
    entry = LedgerEntry.objects.get()
    account = round.accounts.first()

    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        LedgerLine.objects.create(entry=entry, account=account, amount_cents=1)

    assert LedgerLine.objects.filter(entry=entry).count() == 2


@pytest.mark.django_db
def test_install_guards_twice_changes_nothing(now):
    install_guards()
    install_guards()

    assert make_award(at=now).amount_cents == 44_400
