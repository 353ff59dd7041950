from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import models
from django.test.utils import isolate_apps
from pydantic import ValidationError

from accounts.models import User
from lms import personal_data
from lms.personal_data import Class, columns, held, own_models, unclassified_fields
from vouchers.models.fields import EncryptedTextField

EVIDENCE = ["audit.AuditEvent", "courses.LearningEvent", "vouchers.LedgerEntry", "vouchers.LedgerLine"]


def kinds():
    return {str(row): row.kind for row in held()}


def fields_of(own, *types):
    return {
        f"{model._meta.label}.{field.name}"
        for model in own
        for field in model._meta.local_concrete_fields
        if isinstance(field, types)
    }


@pytest.fixture
def other_register(tmp_path, monkeypatch):
    """The register with one thing changed in its text."""

    def change(old, new):
        text = personal_data.FILE.read_text()
        assert text.count(old) == 1
        file = tmp_path / "personal_data.yaml"
        file.write_text(text.replace(old, new))
        monkeypatch.setattr(personal_data, "FILE", file)

    return change


def test_every_column_of_our_own_tables_stands_in_one_class():
    assert unclassified_fields() == []
    assert [name for name, times in Counter(map(str, held())).items() if times > 1] == []


def test_the_register_names_no_column_that_is_gone():
    existing = {name for model in own_models() for name in columns(model)}

    assert {str(row) for row in held()} - existing == set()


def test_what_is_about_people_says_why_and_how_long():
    about_people = [row for row in held() if row.kind is not Class.NONE]

    assert len(about_people) > 100
    assert [str(row) for row in about_people if not row.purpose.endswith(".")] == []
    assert [str(row) for row in about_people if not row.kept.endswith(".")] == []


def test_evidence_and_books_hold_nothing_personal():
    rows = [row for row in held() if row.model in EVIDENCE]

    assert {row.model for row in rows} == set(EVIDENCE)
    assert [str(row) for row in rows if row.kind is Class.PERSONAL] == []


def test_a_reference_to_an_account_is_never_called_nothing():
    known = kinds()
    references = {
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in model._meta.local_concrete_fields
        if field.related_model is User
    }

    assert "courses.Enrolment.learner" in references
    assert {name for name in references if known[name] is Class.NONE} == set()


def test_what_is_encrypted_or_an_email_address_is_personal():
    names = fields_of(own_models(), EncryptedTextField, models.EmailField)

    assert {"accounts.User.email", "vouchers.Participant.name"} <= names
    assert {kinds()[name] for name in names} == {Class.PERSONAL}


@isolate_apps("courses")
def test_a_new_table_is_reported_until_it_is_classified():
    class Diary(models.Model):
        body = models.TextField()

        class Meta:
            app_label = "courses"

        def __str__(self):
            return self.body

    assert unclassified_fields([User, Diary]) == ["courses.Diary.body", "courses.Diary.id"]


def test_a_new_column_is_reported_until_it_is_classified(other_register):
    other_register("personal: [value, late_value]", "personal: [value]")

    assert unclassified_fields() == ["courses.Answer.late_value"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("personal: [value, late_value]", "personal: [value, points]", "two classes"),
        ("      kept: answers\n", "", "needs a purpose and a term"),
        ("kept: answers", "kept: altijd", "altijd"),
        ("personal: [value, late_value]", "secret: [value, late_value]", "secret"),
    ],
)
def test_a_register_that_is_not_in_order_is_refused(other_register, old, new, reason):
    other_register(old, new)

    with pytest.raises(ValidationError, match=reason):
        held()


def test_the_register_is_printed_as_a_table():
    printed = StringIO()

    call_command("personal_data", stdout=printed)

    head, rule, *rows = printed.getvalue().splitlines()
    assert head == "| Tabel | Persoonsgegevens | Pseudoniemen | Waarvoor | Hoe lang |"
    assert rule == "| --- | --- | --- | --- | --- |"
    participant = next(row for row in rows if row.startswith("| `vouchers.Participant` |"))
    assert "| `name`, `work_email` |" in participant
    assert "Op verzoek gewist" in participant
    assert {row.count("|") for row in rows if row.startswith("|")} == {6}
    assert rows[-1].startswith("Zonder gegevens over mensen: `accounts.Hub`")
    assert "`vouchers.LedgerLine`" in rows[-1]
