import pytest
from django.db import transaction
from django_tasks import task

from lms.tasks_backend import CeleryBackend, run_wagtail_task
from tests.factories.accounts import OrganisationFactory

pytestmark = pytest.mark.django_db(transaction=True)
DONE = []


@task()
def note(word):
    DONE.append(word)


@pytest.fixture
def sent(monkeypatch):
    messages = []
    monkeypatch.setattr(run_wagtail_task, "apply_async", lambda **options: messages.append(options))
    return messages


def test_work_is_sent_after_the_commit(sent):
    backend = CeleryBackend("default", {})

    with transaction.atomic():
        result = backend.enqueue(note, ["woord"], {})
        assert sent == []

    assert result.status == "READY"
    assert [message["kwargs"]["args"] for message in sent] == [["woord"]]
    assert sent[0]["retry"] is False


def test_a_dead_broker_does_not_undo_what_was_committed(monkeypatch, caplog):
    def refuse(**options):
        raise ConnectionError("no broker")

    monkeypatch.setattr(run_wagtail_task, "apply_async", refuse)

    with transaction.atomic():
        organisation = OrganisationFactory()
        CeleryBackend("default", {}).enqueue(note, ["woord"], {})

    organisation.refresh_from_db()


def test_only_work_on_the_list_is_run():
    with pytest.raises(ValueError, match="may not be run"):
        run_wagtail_task(path="os.system", args=["true"], keywords={})


def test_work_whose_subject_is_gone_is_done():
    run_wagtail_task(
        path="wagtail.tasks.update_reference_index_task", args=["home", "homepage", 999_999], keywords={}
    )


def test_wagtails_own_work_is_on_the_list():
    from home.provisioning import provision_site

    home = provision_site()

    run_wagtail_task(
        path="wagtail.tasks.update_reference_index_task", args=["home", "homepage", home.pk], keywords={}
    )
