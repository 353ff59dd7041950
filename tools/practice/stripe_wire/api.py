"""The addresses under /v1/: what each accepts, what it does, and answers that are given twice."""

import hashlib
import json
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from urllib.parse import urlsplit

from stripe_wire import accepts, checkout
from stripe_wire.parameters import ApiError, InvalidParameters, Record, decode, listing, no_such, text
from stripe_wire.refunds import create_refund
from stripe_wire.state import State

EXPANDABLE = {"cus_": "customer", "pi_": "payment_intent", "py_": "charge"}


@dataclass(frozen=True)
class Call:
    """One request, checked."""

    state: State
    address: str
    ident: str
    params: dict


@dataclass(frozen=True)
class Route:
    """One address: its parameters, and what it does."""

    method: str
    path: str
    accepts: Record
    act: Callable[[Call], dict]


def _retrieve(kind: str) -> Callable[[Call], dict]:
    def act(call: Call) -> dict:
        if call.ident not in call.state.objects[kind]:
            raise no_such(kind, call.ident, param="id")
        return call.state.objects[kind][call.ident]

    return act


def _list(kind: str) -> Callable[[Call], dict]:
    def act(call: Call) -> dict:
        rows = [row for row in reversed(call.state.objects[kind].values()) if _fits(row, call.params)]
        places = {row["id"]: place for place, row in enumerate(rows)}
        if "starting_after" in call.params:
            rows = rows[places.get(call.params["starting_after"], len(rows)) + 1 :]
        if "ending_before" in call.params:
            rows = rows[: places.get(call.params["ending_before"], 0)]
        limit = call.params.get("limit", 10)
        return {"object": "list", "data": rows[:limit], "has_more": len(rows) > limit}

    return act


def _fits(row: dict, params: dict) -> bool:
    wanted = {
        name: params[name]
        for name in ("charge", "customer", "payment_intent", "status", "type")
        if name in params
    }
    if "types" in params and row["type"] not in params["types"]:
        return False
    return all(row[name] == value for name, value in wanted.items()) and _is_between(
        row["created"], params.get("created")
    )


def _is_between(moment: int, bounds: object) -> bool:
    if bounds is None or isinstance(bounds, int):
        return bounds in (None, moment)
    tests = {"gt": int.__gt__, "gte": int.__ge__, "lt": int.__lt__, "lte": int.__le__}
    return all(tests[name](moment, bound) for name, bound in bounds.items())


def _create_customer(call: Call) -> dict:
    facts = {name: value for name, value in call.params.items() if name != "expand"}
    return call.state.add("customer", "cus_", length=14, **facts)


BARE = Record(accepts.EXPAND)
ROUTES = (
    Route("POST", r"/v1/customers", accepts.CUSTOMER, _create_customer),
    Route(
        "POST",
        r"/v1/checkout/sessions",
        accepts.SESSION,
        lambda call: checkout.create_session(call.state, call.params, address=call.address),
    ),
    Route(
        "GET",
        r"/v1/checkout/sessions",
        accepts.list_of(customer=text, payment_intent=text, status=accepts.SESSION_STATUS),
        _list("checkout.session"),
    ),
    Route("GET", r"/v1/checkout/sessions/(\w+)", BARE, _retrieve("checkout.session")),
    Route(
        "POST",
        r"/v1/checkout/sessions/(\w+)/expire",
        BARE,
        lambda call: checkout.expire_session(call.state, _retrieve("checkout.session")(call)),
    ),
    Route("GET", r"/v1/payment_intents/(\w+)", BARE, _retrieve("payment_intent")),
    Route(
        "POST",
        r"/v1/payment_intents/(\w+)/cancel",
        accepts.CANCEL,
        lambda call: checkout.cancel_intent(call.state, _retrieve("payment_intent")(call)),
    ),
    Route("POST", r"/v1/refunds", accepts.REFUND, lambda call: create_refund(call.state, call.params)),
    Route("GET", r"/v1/refunds", accepts.list_of(charge=text, payment_intent=text), _list("refund")),
    Route("GET", r"/v1/refunds/(\w+)", BARE, _retrieve("refund")),
    Route("GET", r"/v1/events", accepts.list_of(type=text, types=listing(text)), _list("event")),
    Route("GET", r"/v1/events/(\w+)", BARE, _retrieve("event")),
)


def answer(
    state: State, *, address: str, method: str, target: str, body: str, key: str | None
) -> tuple[int, dict, bool]:
    """Answer one request: status, content, and whether it is an earlier answer given again.

    Requests are served one at a time, so two with the same key at the same moment get one answer.
    """
    parts = urlsplit(target)
    with state.changing():
        checkout.expire_due(state)
        kept = state.answers.get(key or "")
        fingerprint = hashlib.sha256(f"{method} {target}\n{body}".encode()).hexdigest()
        if kept:
            return (*_given_before(kept, fingerprint, key), True)
        try:
            status, content = 200, _perform(state, address, method, parts.path, decode(body or parts.query))
        except InvalidParameters as refusal:
            return refusal.status, refusal.body, False
        except ApiError as refusal:
            status, content = refusal.status, refusal.body
        content = deepcopy(content)
        if key and method == "POST":
            state.answers[key] = {"fingerprint": fingerprint, "status": status, "content": content}
        return status, content, False


def _given_before(kept: dict, fingerprint: str, key: str | None) -> tuple[int, dict]:
    if kept["fingerprint"] == fingerprint:
        return kept["status"], kept["content"]
    message = (
        "Keys for idempotent requests can only be used with the same parameters they were first used with. "
        f"Try using a key other than '{key}' if you meant to execute a different request."
    )
    refusal = ApiError(message, kind="idempotency_error")
    return refusal.status, refusal.body


def _perform(state: State, address: str, method: str, path: str, raw: dict) -> dict:
    for route in ROUTES:
        match = re.fullmatch(route.path, path)
        if match and route.method == method:
            params = route.accepts(raw)
            ident = match.group(1) if match.groups() else ""
            content = route.act(Call(state, address, ident, params))
            if content["object"] == "list":
                content["url"] = path
            return _expand(state, content, params.get("expand", []))
    raise InvalidParameters(f"Unrecognized request URL ({method}: {path}).", status=404)


def _expand(state: State, content: dict, paths: list[str]) -> dict:
    """Put the object in the place of its id, along paths such as `payment_intent.latest_charge`."""
    expanded = json.loads(json.dumps(content))
    for path in paths:
        node = expanded
        for name in path.split("."):
            ident = node.get(name)
            if isinstance(ident, str):
                kind = next((kind for prefix, kind in EXPANDABLE.items() if ident.startswith(prefix)), None)
                if not kind:
                    raise InvalidParameters(f"This property cannot be expanded ({path}).", param="expand")
                node[name] = deepcopy(state.objects[kind][ident])
            node = node[name] if isinstance(node.get(name), dict) else {}
    return expanded
