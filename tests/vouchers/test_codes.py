"""The code of a voucher."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.factories.accounts import UserFactory
from tests.factories.vouchers import make_redemption, make_voucher
from tests.vouchers.books import trail
from vouchers.codes import NotIssuable, find_voucher, issue_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def voucher(now):
    return make_voucher(at=now)


def test_issue_code_is_128_bits_and_stands_nowhere(voucher, now):
    code = issue_code(voucher=voucher, by=UserFactory(), at=now)

    with connection.cursor() as cursor:
        cursor.execute("SELECT code_hash FROM vouchers_voucher")
        [stored] = cursor.fetchone()
    assert (len(code), len(stored)) == (27, 64)
    assert code not in stored
    assert trail(voucher) == ["voucher.code_issued"]


def test_find_voucher_reads_what_people_type(voucher, now):
    code = issue_code(voucher=voucher, by=UserFactory(), at=now)
    typed = f" {code[:5].lower()}-{code[5:]} ".replace("0", "o").replace("1", "L")

    assert find_voucher(code=typed) == voucher


def test_issue_code_again_ends_the_code_before(voucher, now):
    first = issue_code(voucher=voucher, by=UserFactory(), at=now)
    second = issue_code(voucher=voucher, by=UserFactory(), at=now)

    assert (find_voucher(code=first), find_voucher(code=second)) == (None, voucher)


def test_find_voucher_does_not_find_vouchers_without_a_code(voucher):
    assert find_voucher(code="") is None


def test_issue_code_refuses_a_voucher_in_use_or_expired(voucher, now):
    with pytest.raises(NotIssuable, match="gebruikt of verlopen"):
        issue_code(voucher=voucher, by=UserFactory(), at=voucher.expires_at)
    make_redemption(voucher=voucher, at=now)
    with pytest.raises(NotIssuable, match="gebruikt of verlopen"):
        issue_code(voucher=voucher, by=UserFactory(), at=now + timedelta(minutes=1))
