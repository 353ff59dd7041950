from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from audit.models import AppendOnlyError, AuditEvent
from kpi import tasks
from kpi.models import FirstParticipation, KpiSnapshot
from kpi.reconciliation import counted, differences, recount
from kpi.snapshots import take_snapshot
from tests.factories.kpi import count, evidenced_completion, verified_organisation

pytestmark = pytest.mark.django_db


def test_recount_finds_what_was_counted():
    employer = verified_organisation()
    count(
        evidenced_completion(employer=employer),
        evidenced_completion(employer=employer),
        evidenced_completion(),
    )

    assert recount() == counted()
    assert len(recount().persons) == 3
    assert differences() == []


def test_differences_names_what_is_missing_and_what_is_too_much():
    completion = evidenced_completion(employer=verified_organisation())
    count(completion)
    FirstParticipation.objects.persons().update(person_key="a" * 64)

    found = differences()

    assert len(found) == 2
    assert [line.split(":")[0].split()[0] for line in found] == ["person", "person"]
    assert completion.enrolment.learner.last_name not in " ".join(found)


def test_take_snapshot_keeps_the_figures_of_the_day(now):
    count(evidenced_completion(employer=verified_organisation()), evidenced_completion())

    snapshot = take_snapshot(at=now)

    assert snapshot.figures == {"employees": 1, "companies": 1, "public_bodies": 0, "individuals": 1}
    assert (snapshot.definition, snapshot.differences, str(snapshot)) == (1, 0, "2026-11-16, definitie 1")
    assert AuditEvent.objects.about(snapshot).get().action == "kpi.snapshot_taken"


def test_take_snapshot_is_once_a_day_and_earlier_ones_stay(now):
    first = take_snapshot(at=now)
    count(evidenced_completion(employer=verified_organisation()))

    again, tomorrow = take_snapshot(at=now + timedelta(hours=5)), take_snapshot(at=now + timedelta(days=1))

    assert again == first
    assert (first.figures["employees"], tomorrow.figures["employees"]) == (0, 1)
    assert KpiSnapshot.objects.count() == 2


def test_take_snapshot_raises_an_alarm_over_a_difference(now, caplog):
    evidenced_completion(employer=verified_organisation())

    snapshot = take_snapshot(at=now)

    assert snapshot.differences == 2
    assert len([line for line in caplog.records if "kpi differs" in line.getMessage()]) == 2


def test_a_snapshot_is_never_changed(now):
    snapshot = take_snapshot(at=now)
    snapshot.differences = 9

    with pytest.raises(AppendOnlyError):
        snapshot.save()


def test_the_tasks_count_and_snapshot():
    evidenced_completion(employer=verified_organisation())

    tasks.count_due_participations(newer_argument=1)
    tasks.count_due_participations()
    tasks.take_snapshot(newer_argument=1)

    assert FirstParticipation.objects.count() == 2
    assert KpiSnapshot.objects.get().figures["employees"] == 1


def test_take_kpi_snapshot_counts_first_and_says_what_it_found(capsys):
    evidenced_completion(employer=verified_organisation())

    call_command("take_kpi_snapshot")

    assert "'employees': 1" in capsys.readouterr().out


def test_take_kpi_snapshot_fails_loudly_over_a_difference():
    count(evidenced_completion(employer=verified_organisation()))
    FirstParticipation.objects.persons().update(person_key="a" * 64)

    with pytest.raises(CommandError, match="2 verschillen"):
        call_command("take_kpi_snapshot")
