import pytest
from django.db import IntegrityError, transaction

from courses.models import Completion, CourseEdition, Enrolment
from tests.factories.courses import (
    CompletionFactory,
    CourseEditionFactory,
    CourseRunFactory,
    EnrolmentFactory,
    RunPriceFactory,
)

pytestmark = pytest.mark.django_db


def test_a_learner_has_one_current_enrolment_per_course():
    enrolment = EnrolmentFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        EnrolmentFactory(learner=enrolment.learner, run=enrolment.run)

    assert Enrolment.objects.of(enrolment.learner).current().count() == 1


def test_a_learner_may_renew_after_completing():
    completion = CompletionFactory()

    again = EnrolmentFactory(learner=completion.enrolment.learner, run=completion.enrolment.run)

    assert Enrolment.objects.of(again.learner).count() == 2
    assert Completion.objects.of(again.learner).get() == completion


def test_a_course_has_one_active_edition():
    edition = CourseEditionFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        CourseEditionFactory(course=edition.course, number=2)

    assert CourseEdition.objects.of_course(edition.course_key).active().get() == edition


def test_a_frozen_edition_says_by_whom():
    with pytest.raises(IntegrityError), transaction.atomic():
        CourseEditionFactory(frozen_by=None)


def test_a_run_knows_its_latest_price_and_places_taken():
    run = CourseRunFactory()
    RunPriceFactory(run=run, price_cents=100_000)
    RunPriceFactory(run=run, price_cents=90_000, from_at=run.edition.frozen_at.replace(day=3))
    EnrolmentFactory(run=run)

    annotated = type(run).objects.with_price().with_places_taken().get(pk=run.pk)

    assert (annotated.price_cents, annotated.taken) == (90_000, 1)
