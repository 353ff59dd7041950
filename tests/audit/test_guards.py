import pytest
from django.db import DatabaseError, connection, transaction

from audit.guards import append_only_tables, install_guards
from audit.models import AppendOnlyError, AuditEvent
from audit.recording import record
from tests.factories.accounts import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(now):
    return record("organisation.verified", OrganisationFactory(), by=None, at=now)


@pytest.mark.parametrize(
    "change",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: AuditEvent.objects.update(action="other"),
        lambda event: AuditEvent.objects.all().delete(),
        lambda event: AuditEvent.objects.bulk_update([event], ["action"]),
    ],
    ids=["save", "delete", "update", "delete all", "bulk update"],
)
def test_evidence_cannot_be_changed_through_the_models(event, change):
    with pytest.raises(AppendOnlyError):
        change(event)

    assert AuditEvent.objects.get().action == "organisation.verified"


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_auditevent SET action = 'other'", "DELETE FROM audit_auditevent"],
    ids=["update", "delete"],
)
def test_the_database_itself_refuses_to_change_evidence(guards, event, statement):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert AuditEvent.objects.count() == 1


def test_without_the_guards_the_same_statement_succeeds(event):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditevent")

    assert not AuditEvent.objects.exists()


def test_installing_the_guards_twice_changes_nothing(guards, event):
    install_guards()

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM audit_auditevent")


def test_guards_leave_out_tables_that_do_not_exist_yet(monkeypatch):
    monkeypatch.setattr("audit.guards.append_only_tables", lambda: ["not_there_yet"])

    install_guards()


def test_all_evidence_is_guarded():
    assert {
        "audit_auditevent",
        "accounts_registersnapshot",
        "courses_learningevent",
        "courses_completion",
        "vouchers_ledgerentry",
        "vouchers_ledgerline",
    } <= set(append_only_tables())
