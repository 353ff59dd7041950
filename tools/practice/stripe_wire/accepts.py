"""What each address accepts: these parameters and no others."""

from stripe_wire.parameters import Check, Record, choice, integer, listing, mapping, text, url

METHODS = choice("card", "customer_balance", "ideal")
CENTS = integer(least=1, most=99_999_999)
TRANSFER = Record(
    {"type": choice("eu_bank_transfer"), "eu_bank_transfer": Record({"country": text}, {"country"})}, {"type"}
)
BALANCE = Record(
    {"funding_type": choice("bank_transfer"), "bank_transfer": TRANSFER}, {"funding_type", "bank_transfer"}
)
PRODUCT = Record({"name": text, "description": text, "metadata": mapping}, {"name"})
PRICE = Record(
    {"currency": choice("eur"), "product_data": PRODUCT, "unit_amount": CENTS},
    {"currency", "product_data", "unit_amount"},
)
EXPAND = {"expand": listing(text)}
SESSION = Record(
    {
        **EXPAND,
        "allowed_payment_method_types": listing(METHODS),
        "cancel_url": url,
        "client_reference_id": text,
        "customer": text,
        "expires_at": integer(),
        "line_items": listing(
            Record({"price_data": PRICE, "quantity": integer(least=1)}, {"price_data", "quantity"})
        ),
        "locale": choice("auto", "nl", "en"),
        "metadata": mapping,
        "mode": choice("payment"),
        "payment_method_options": Record({"customer_balance": BALANCE}),
        "success_url": url,
    },
    {"line_items", "mode", "success_url"},
)
CUSTOMER = Record({**EXPAND, "description": text, "email": text, "metadata": mapping, "name": text})
REFUND_REASON = choice("duplicate", "fraudulent", "requested_by_customer")
REFUND = Record(
    {
        **EXPAND,
        "amount": CENTS,
        "charge": text,
        "metadata": mapping,
        "payment_intent": text,
        "reason": REFUND_REASON,
    }
)
CANCEL = Record({**EXPAND, "cancellation_reason": choice("abandoned", "duplicate", "requested_by_customer")})
BOUNDS = Record({name: integer() for name in ("gt", "gte", "lt", "lte")})
SESSION_STATUS = choice("complete", "expired", "open")


def _created(value: object, param: str) -> object:
    return BOUNDS(value, param) if isinstance(value, dict) else integer()(value, param)


def list_of(**filters: Check) -> Record:
    """Accept a page of a list, narrowed by these filters."""
    page = {"limit": integer(least=1, most=100), "starting_after": text, "ending_before": text}
    return Record({**EXPAND, **page, "created": _created, **filters})
