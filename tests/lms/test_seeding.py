from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from certificates.models import Certificate
from courses.models import Completion, CoursePage, Enrolment
from lms.demo.launcher import ACCOUNTS
from tests.living_demo import free_port
from vouchers.models import Application, Redemption, Round, Settlement, Voucher

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice_address(settings):
    settings.STRIPE_API_BASE = f"http://127.0.0.1:{free_port()}"


def seed_demo():
    said = StringIO()
    call_command("seed_demo", scale="small", stdout=said)
    return said.getvalue().strip()


def test_seed_demo_twice_changes_nothing(practice_address):
    first = seed_demo()

    second = seed_demo()

    assert first != "0 wijzigingen"
    assert second == "0 wijzigingen"
    assert {f"{name}@example.org" for name in ACCOUNTS} <= set(User.objects.values_list("email", flat=True))
    assert CoursePage.objects.live().count() == 3
    assert set(Enrolment.objects.values_list("status", flat=True)) >= {"ACTIVE", "COMPLETED"}
    assert Certificate.objects.filter(status="ISSUED").count() == Completion.objects.count() > 0
    assert list(Round.objects.order_by("number").values_list("status", flat=True)) == [
        "ALLOCATED",
        "OPEN",
        "OPEN",
    ]
    assert set(Application.objects.values_list("status", flat=True)) >= {"DRAFT", "COMPLETE", "AWARDED"}
    assert set(Redemption.objects.values_list("status", flat=True)) >= {"COMMITTED", "APPROVED"}
    assert Settlement.objects.exists()
    assert Voucher.objects.filter(status="ACTIVE", organisation__kvk_number="00000114").exists()
    call_command("reconcile")


def test_seed_demo_refuses_a_real_installation(settings):
    settings.DEMO_MODE = False

    with pytest.raises(CommandError, match="hoort niet op een echte installatie"):
        call_command("seed_demo")


def test_seed_demo_pays_on_the_practice_page_only(settings):
    from lms.demo.payment_page import NoPaymentPage, practice_page

    settings.STRIPE_API_BASE = "https://api.stripe.com"

    with pytest.raises(NoPaymentPage, match="wijst naar buiten"), practice_page():
        pass
