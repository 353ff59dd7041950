"""What only a test may ask, under /_test/: events of the outside world, and faults. Absent in the demo."""

from collections.abc import Callable

from stripe_wire import checkout, refunds
from stripe_wire.state import State
from stripe_wire.webhooks import Courier


def _session(state: State, asked: dict) -> dict:
    return state.objects["checkout.session"][asked["session"]]


def _pay(state: State, courier: Courier, asked: dict) -> dict:
    bank, holder = asked.get("bank", "ing"), asked.get("holder", "")
    checkout.pay(state, _session(state, asked), bank=bank, holder=holder)
    return _session(state, asked)


def _decline(state: State, courier: Courier, asked: dict) -> dict:
    checkout.decline(state, _session(state, asked))
    return _session(state, asked)


def _promise(state: State, courier: Courier, asked: dict) -> dict:
    checkout.promise(state, _session(state, asked))
    return _session(state, asked)


def _arrive(state: State, courier: Courier, asked: dict) -> dict:
    checkout.arrive(state, _session(state, asked), holder=asked.get("holder", ""))
    return _session(state, asked)


def _bounce(state: State, courier: Courier, asked: dict) -> dict:
    checkout.bounce(state, _session(state, asked))
    return _session(state, asked)


def _advance(state: State, courier: Courier, asked: dict) -> dict:
    """Put the clock forward, as if time had passed."""
    state.seconds_ahead += asked["seconds"]
    checkout.expire_due(state)
    return {"now": state.now()}


def _refunds_wait(state: State, courier: Courier, asked: dict) -> dict:
    """Let refunds stay pending until they are finished one by one."""
    state.refunds_wait = asked["wait"]
    return {}


def _finish_refund(state: State, courier: Courier, asked: dict) -> dict:
    refund = state.objects["refund"][asked["refund"]]
    refunds.finish_refund(state, refund, succeeded=asked["succeeded"])
    return refund


def _fault(state: State, courier: Courier, asked: dict) -> dict:
    """Announce a fault: `error` (not executed), `lost` (executed, no answer) or `slow` (executed, late)."""
    state.faults.append({"times": 1, "status": 500, "seconds": 1.0, **asked})
    return {}


def _webhook(state: State, courier: Courier, asked: dict) -> dict:
    """Deliver to another address from now on; none means that events wait."""
    courier.url = asked["url"]
    return {}


def _events(state: State, courier: Courier, asked: dict) -> dict:
    """Give the events as they would travel, signed now, so that a test can bring them in its own way."""
    events = [event for event in state.objects["event"].values() if event["type"] in asked["types"]]
    envelopes = [(event, *courier.envelope(event)) for event in events]
    return {"events": [{"id": e["id"], "body": body.decode(), "signature": s} for e, body, s in envelopes]}


def _reset(state: State, courier: Courier, asked: dict) -> dict:
    courier.url = None
    state.reset()
    return {}


CONTROLS: dict[str, Callable[[State, Courier, dict], dict]] = {
    "advance": _advance,
    "arrive": _arrive,
    "bounce": _bounce,
    "decline": _decline,
    "events": _events,
    "fault": _fault,
    "finish_refund": _finish_refund,
    "pay": _pay,
    "promise": _promise,
    "refunds_wait": _refunds_wait,
    "reset": _reset,
    "webhook": _webhook,
}
