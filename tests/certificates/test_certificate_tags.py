import pytest
from django.template import Context, Template
from django.urls import reverse

from certificates.models import Certificate
from tests.factories.certificates import CertificateFactory, FrozenCompletionFactory

pytestmark = pytest.mark.django_db
TEMPLATE = Template("{% load certificate_tags %}{% certificate_status completion %}")


def test_certificate_status_asks_for_a_certificate_on_load_with_a_button_for_who_has_no_javascript():
    completion = FrozenCompletionFactory()

    html = TEMPLATE.render(Context({"completion": completion, "csrf_token": "a" * 64}))

    address = reverse("certificates:request", args=[completion.uid])
    assert f'method="post" action="{address}" hx-post="{address}"' in html
    assert 'hx-trigger="load, submit"' in html
    assert "csrfmiddlewaretoken" in html
    assert "Maak mijn certificaat" in html
    assert Certificate.objects.count() == 0


def test_certificate_status_shows_the_newest_of_a_replaced_certificate():
    old = CertificateFactory(superseded=True)
    new = CertificateFactory(issued=True, completion=old.completion, replaces=old)

    html = TEMPLATE.render(Context({"completion": old.completion}))

    assert new.number in html
    assert old.number not in html
