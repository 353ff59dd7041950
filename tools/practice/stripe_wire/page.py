"""The payment page that a payer sees: in Dutch, and marked as practice."""

from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from stripe_wire import checkout
from stripe_wire.state import State

HERE = Path(__file__).parent
LAYOUT = Template((HERE / "page.html").read_text())
STYLE = (HERE / "page.css").read_bytes()
OPEN = Template((HERE / "page_open.html").read_text())
TRANSFER = Template((HERE / "page_transfer.html").read_text())
CHOOSE_A_BANK = "Kies eerst uw bank."
DECLINED = (
    "De betaling is niet gelukt. Er is niets afgeschreven. Probeer het opnieuw of kies een andere manier."
)
ENDED = {
    "paid": ("Deze betaling is gedaan", "U hoeft niets meer te doen."),
    "failed": ("De overschrijving is niet gelukt", "Er is niets betaald. Ga terug en begin opnieuw."),
    "expired": ("Deze betaalpagina is verlopen", "Er is niets betaald. Ga terug en begin opnieuw."),
}


def show(state: State, ident: str, *, problem: str = "") -> tuple[int, str]:
    """Give the page as it is now, with what went wrong just before."""
    session = state.objects["checkout.session"].get(ident)
    if not session:
        return 404, _layout("Deze betaalpagina bestaat niet", "<p>Controleer het adres.</p>")
    stage = _stage(state, session)
    if stage == "open":
        return 200, _open(state, session, problem)
    if stage == "transfer":
        return 200, _transfer(state, session)
    title, text = ENDED[stage]
    return 200, _layout(title, f"<p>{text}</p>{_way_back(session)}")


def choose(state: State, ident: str, form: dict[str, str]) -> tuple[str, str]:
    """Do what the payer chose. Returns an address to go to, or else what went wrong."""
    session = state.objects["checkout.session"].get(ident)
    stage = _stage(state, session) if session else ""
    act = ACTS.get((stage, form.get("choice", "")))
    return act(state, session, form) if act else ("", "")


def destinations(state: State, ident: str) -> str:
    """Name the hosts to which this page's form may lead, for its content security policy."""
    session = state.objects["checkout.session"].get(ident) or {}
    links = [session.get("success_url"), session.get("cancel_url")]
    return " ".join(sorted({"{0.scheme}://{0.netloc}".format(urlsplit(link)) for link in links if link}))


def _pay(state: State, session: dict, form: dict[str, str]) -> tuple[str, str]:
    if form.get("bank") not in checkout.BANKS:
        return "", CHOOSE_A_BANK
    checkout.pay(state, session, bank=form["bank"], holder=form.get("holder", "").strip())
    return _success(session), ""


def _decline(state: State, session: dict, form: dict[str, str]) -> tuple[str, str]:
    checkout.decline(state, session)
    return "", DECLINED


def _promise(state: State, session: dict, form: dict[str, str]) -> tuple[str, str]:
    checkout.promise(state, session)
    return "", ""


def _arrive(state: State, session: dict, form: dict[str, str]) -> tuple[str, str]:
    checkout.arrive(state, session, holder="")
    return _success(session), ""


def _bounce(state: State, session: dict, form: dict[str, str]) -> tuple[str, str]:
    checkout.bounce(state, session)
    return _success(session), ""


ACTS = {
    ("open", "pay"): _pay,
    ("open", "decline"): _decline,
    ("open", "promise"): _promise,
    ("transfer", "arrive"): _arrive,
    ("transfer", "bounce"): _bounce,
}


def _stage(state: State, session: dict) -> str:
    if session["status"] == "complete" and session["payment_status"] == "unpaid":
        intent = state.objects["payment_intent"][session["payment_intent"]]
        return "transfer" if intent["status"] == "requires_action" else "failed"
    return "paid" if session["status"] == "complete" else session["status"]


def _success(session: dict) -> str:
    return session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])


def _euro(cents: int) -> str:
    whole = f"{cents // 100:,}".replace(",", ".")
    return f"€ {whole},{cents % 100:02d}"


def _open(state: State, session: dict, problem: str) -> str:
    banks = "".join(f'<option value="{code}">{name}</option>' for code, (name, _) in checkout.BANKS.items())
    by_transfer = "customer_balance" in session["payment_method_types"]
    customer = state.objects["customer"].get(session["customer"] or "", {})
    body = OPEN.substitute(
        problem=f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else "",
        amount=_euro(session["amount_total"]),
        lines=_lines(state, session),
        banks=banks,
        holder=escape(customer.get("name") or ""),
        transfer="" if by_transfer else "hidden",
        cancel=escape(session["cancel_url"] or session["success_url"]),
    )
    return _layout("Betalen", body)


def _transfer(state: State, session: dict) -> str:
    intent = state.objects["payment_intent"][session["payment_intent"]]
    instructions = intent["next_action"]["display_bank_transfer_instructions"]
    body = TRANSFER.substitute(
        amount=_euro(session["amount_total"]),
        reference=instructions["reference"],
        back=escape(_success(session)),
    )
    return _layout("Betalen met een overschrijving", body)


def _lines(state: State, session: dict) -> str:
    lines = state.objects["line_item"][session["id"]]["lines"]
    return ", ".join(escape(line["price_data"]["product_data"]["name"]) for line in lines)


def _way_back(session: dict) -> str:
    return f'<p><a class="button" href="{escape(_success(session))}">Terug naar de website</a></p>'


def _layout(title: str, body: str) -> str:
    return LAYOUT.substitute(title=title, body=body)
