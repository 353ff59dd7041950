import pytest

from accounts.client_address import client_address

PROXY = "198.51.100.7"


@pytest.mark.parametrize(
    ("count", "forwarded", "address"),
    [
        (0, "203.0.113.1", PROXY),
        (1, "203.0.113.1", "203.0.113.1"),
        (1, "192.0.2.66, 203.0.113.1", "203.0.113.1"),
        (2, "192.0.2.66, 203.0.113.1,192.0.2.9", "203.0.113.1"),
        (2, "203.0.113.1", PROXY),
        (1, "", PROXY),
    ],
    ids=["no proxy", "one proxy", "made up", "two proxies", "past a proxy", "no header"],
)
def test_client_address_believes_no_more_than_our_own_proxies(rf, settings, count, forwarded, address):
    settings.TRUSTED_PROXY_COUNT = count

    request = rf.get("/", REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": forwarded})

    assert client_address(request) == address
