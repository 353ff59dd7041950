import json
import logging
from io import StringIO

import pytest
from django.http import HttpResponseRedirect
from django.test import Client
from django.urls import path

from lms.logs import logging_config

pytestmark = pytest.mark.django_db
ADDRESS = "marit@bakkerij.example"


def ask(request, address):
    """Fail for whoever asks for it; go elsewhere for others."""
    if address.startswith("fout"):
        raise RuntimeError("De lamp is kapot.")
    return HttpResponseRedirect("/")


urlpatterns = [path("vraag/<path:address>", ask, name="ask")]


@pytest.fixture
def lines():
    """The lines that a web worker of production writes, as dictionaries."""
    line = logging_config(debug=False)["formatters"]["line"]
    written = logging.StreamHandler(StringIO())
    written.setFormatter(
        line["()"](processors=line["processors"], foreign_pre_chain=line["foreign_pre_chain"])
    )
    # The suite is quieter than production, in these two only.
    chain = [logging.getLogger(), logging.getLogger("django")]
    kept = [logger.level for logger in chain]
    for logger in chain:
        logger.setLevel("INFO")
    chain[0].addHandler(written)
    yield lambda: [json.loads(line) for line in written.stream.getvalue().splitlines()]
    chain[0].removeHandler(written)
    for logger, level in zip(chain, kept, strict=True):
        logger.setLevel(level)


def test_an_unknown_page_leaves_its_status_and_not_its_address(client, lines):
    client.get(f"/uitnodiging/{ADDRESS}/")

    written = lines()
    assert [(line["event"], line["status"]) for line in written] == [("request", 404)]
    assert ADDRESS not in str(written)


def test_a_refused_form_leaves_its_route_and_not_its_address(lines, settings):
    settings.ROOT_URLCONF = __name__

    Client(enforce_csrf_checks=True).post(f"/vraag/{ADDRESS}")

    written = lines()
    assert [(line["event"], line["route"], line["status"]) for line in written] == [("request", "ask", 403)]
    assert ADDRESS not in str(written)


def test_an_error_leaves_its_traceback_and_route_and_not_its_address(client, lines, settings):
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False

    client.get(f"/vraag/fout/{ADDRESS}")

    failure, request = lines()
    assert (failure["event"], failure["route"], failure["level"]) == ("failure", "ask", "error")
    assert "RuntimeError: De lamp is kapot." in failure["exception"]
    assert "in ask" in failure["exception"]
    assert (request["route"], request["status"], request["request"]) == ("ask", 500, failure["request"])
    assert ADDRESS not in str([failure, request])
