from tests.fixtures_stripe import peer_process, stripe_peer  # noqa: F401
from tests.vouchers.racing import without, without_one_receipt  # noqa: F401
