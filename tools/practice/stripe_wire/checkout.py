"""Checkout Sessions and the PaymentIntents behind them: opened, paid, declined, promised, ended."""

import secrets

from stripe_wire.parameters import ApiError, InvalidParameters, no_such
from stripe_wire.state import State

BANKS = {
    "abn_amro": ("ABN AMRO", "ABNANL2A"),
    "asn_bank": ("ASN Bank", "ASNBNL21"),
    "bunq": ("bunq", "BUNQNL2A"),
    "ing": ("ING", "INGBNL2A"),
    "rabobank": ("Rabobank", "RABONL2U"),
    "triodos_bank": ("Triodos Bank", "TRIONL2U"),
}
SHORTEST, LONGEST = 30 * 60, 24 * 60 * 60
LEAST_CENTS = 50


def create_session(state: State, params: dict, *, address: str) -> dict:
    """Open a payment page at `address`. The payment itself is made when the payer confirms."""
    methods = _methods(state, params)
    expires_at = _expiry(state, params)
    lines = params["line_items"]
    total = sum(line["price_data"]["unit_amount"] * line["quantity"] for line in lines)
    if total < LEAST_CENTS:
        message = "The Checkout Session's total amount due must add up to at least €0.50 eur"
        raise InvalidParameters(message, code="amount_too_small")
    kept = ("cancel_url", "client_reference_id", "customer", "locale", "metadata", "success_url")
    session = state.add(
        "checkout.session",
        "cs_test_",
        length=58,
        **{name: params[name] for name in kept if name in params},
        allowed_payment_method_types=params.get("allowed_payment_method_types"),
        amount_subtotal=total,
        amount_total=total,
        expires_at=expires_at,
        payment_method_options=params.get("payment_method_options", {}),
        payment_method_types=methods,
    )
    session["url"] = f"{address}/c/pay/{session['id']}"
    state.objects["line_item"][session["id"]] = {"lines": lines}
    return session


def _methods(state: State, params: dict) -> list[str]:
    """Give the methods that fit: a bank transfer needs a customer, whose balance receives the money."""
    customer = params.get("customer")
    if customer and customer not in state.objects["customer"]:
        raise no_such("customer", customer, param="customer")
    possible = ["ideal", "customer_balance"] if customer else ["ideal"]
    allowed = params.get("allowed_payment_method_types", possible)
    if "customer_balance" in allowed:
        if not customer:
            message = "The payment method `customer_balance` requires `customer` to be set."
            raise InvalidParameters(message, param="customer")
        if "customer_balance" not in params.get("payment_method_options", {}):
            path = "payment_method_options[customer_balance][funding_type]"
            message = f"Missing required param: {path}."
            raise InvalidParameters(message, code="parameter_missing", param=path)
    methods = [method for method in possible if method in allowed]
    if not methods:
        message = "No valid payment method types for this Checkout Session."
        raise InvalidParameters(message, param="allowed_payment_method_types")
    return methods


def _expiry(state: State, params: dict) -> int:
    expires_at = params.get("expires_at", state.now() + LONGEST)
    life = expires_at - state.now()
    if not SHORTEST <= life <= LONGEST:
        limit = "at least 30 minutes" if life < SHORTEST else "less than 24 hours"
        message = f"The `expires_at` timestamp must be {limit} from Checkout Session creation."
        raise InvalidParameters(message, param="expires_at")
    return expires_at


def expire_session(state: State, session: dict) -> dict:
    """Close an open page. Raises ApiError when it is paid, promised or closed already."""
    if session["status"] != "open":
        message = (
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of {session['status']}."
        )
        raise ApiError(message)
    session.update(status="expired", url=None)
    state.emit("checkout.session.expired", session)
    return session


def expire_due(state: State) -> None:
    """Close every page whose time has come."""
    for session in list(state.objects["checkout.session"].values()):
        if session["status"] == "open" and session["expires_at"] <= state.now():
            expire_session(state, session)


def pay(state: State, session: dict, *, bank: str, holder: str) -> None:
    """Pay at once with iDEAL. The bank tells the account holder's name when `holder` is given."""
    intent = _confirm(state, session)
    bic = BANKS[bank][1]
    ideal = {"bank": bank, "bic": bic, "iban_last4": "0000", "verified_name": holder or None}
    _complete(session, payment_status="paid", holder=holder)
    _succeed(state, intent, method="ideal", details=ideal)
    state.emit("checkout.session.completed", session)


def decline(state: State, session: dict) -> None:
    """Let the bank refuse. The page stays open: the payer may try again."""
    intent = _confirm(state, session)
    _refuse(state, intent, "The customer did not approve the payment at the bank.")


def promise(state: State, session: dict) -> None:
    """Choose a bank transfer: the page is complete, the money has yet to come."""
    intent = _confirm(state, session)
    reference = secrets.token_hex(6).upper()
    instructions = {"amount_remaining": intent["amount"], "currency": "eur", "reference": reference}
    intent.update(
        status="requires_action",
        next_action={
            "type": "display_bank_transfer_instructions",
            "display_bank_transfer_instructions": instructions | {"type": "eu_bank_transfer"},
        },
    )
    state.emit("payment_intent.requires_action", intent)
    _complete(session, payment_status="unpaid", holder="")
    state.emit("checkout.session.completed", session)


def arrive(state: State, session: dict, *, holder: str) -> None:
    """Let a promised transfer arrive."""
    intent = state.objects["payment_intent"][session["payment_intent"]]
    session["payment_status"] = "paid"
    _succeed(state, intent, method="customer_balance", details={}, holder=holder)
    state.emit("checkout.session.async_payment_succeeded", session)


def bounce(state: State, session: dict) -> None:
    """Let a promised transfer fail for good."""
    intent = state.objects["payment_intent"][session["payment_intent"]]
    _refuse(state, intent, "The bank transfer did not arrive.")
    state.emit("checkout.session.async_payment_failed", session)


def cancel_intent(state: State, intent: dict) -> dict:
    """Give up a payment that was promised. Raises ApiError when it has succeeded or is given up already."""
    if intent["status"] in ("succeeded", "canceled"):
        message = f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}."
        raise ApiError(message, code="payment_intent_unexpected_state")
    intent.update(status="canceled", canceled_at=state.now(), next_action=None)
    state.emit("payment_intent.canceled", intent)
    return intent


def _confirm(state: State, session: dict) -> dict:
    """Give the session's PaymentIntent; it is made when the payer first confirms."""
    if session["payment_intent"]:
        intent = state.objects["payment_intent"][session["payment_intent"]]
        intent["last_payment_error"] = None
        return intent
    intent = state.add(
        "payment_intent",
        "pi_",
        amount=session["amount_total"],
        customer=session["customer"],
        payment_method_types=session["payment_method_types"],
    )
    intent["client_secret"] = f"{intent['id']}_secret_{secrets.token_hex(12)}"
    session["payment_intent"] = intent["id"]
    state.emit("payment_intent.created", intent)
    return intent


def _complete(session: dict, *, payment_status: str, holder: str) -> None:
    payer = {"email": None, "name": holder or None, "phone": None, "address": None}
    session.update(status="complete", payment_status=payment_status, url=None)
    session["customer_details"] = payer | {"tax_exempt": "none", "tax_ids": []}


def _succeed(state: State, intent: dict, *, method: str, details: dict, holder: str = "") -> None:
    charge = state.add(
        "charge",
        "py_",
        amount=intent["amount"],
        amount_captured=intent["amount"],
        customer=intent["customer"],
        payment_intent=intent["id"],
        payment_method_details={"type": method, method: details},
    )
    charge["billing_details"]["name"] = holder or details.get("verified_name")
    intent.update(
        status="succeeded",
        amount_received=intent["amount"],
        latest_charge=charge["id"],
        next_action=None,
    )
    state.emit("charge.succeeded", charge)
    state.emit("payment_intent.succeeded", intent)


def _refuse(state: State, intent: dict, message: str) -> None:
    error = {"code": "payment_intent_authentication_failure", "message": message}
    intent.update(
        status="requires_payment_method",
        last_payment_error=error | {"type": "invalid_request_error"},
        next_action=None,
    )
    state.emit("payment_intent.payment_failed", intent)
