"""How what was generated is laid out in the columns of the native format."""

from advisor_app.head_office.demo.accounts import Account
from advisor_app.head_office.demo.assessments import Assessment
from advisor_app.head_office.demo.catalogue import Catalogue, Product
from advisor_app.head_office.demo.consents import Consents
from advisor_app.head_office.demo.contacts import Contact
from advisor_app.head_office.demo.dealing import Holding
from advisor_app.head_office.demo.eligible import Eligibility
from advisor_app.head_office.demo.extracts import Extracts, instant_text, maybe_day, money_text
from advisor_app.head_office.demo.feedback import Feedback
from advisor_app.head_office.demo.life import Life
from advisor_app.head_office.demo.loans import Loan
from advisor_app.head_office.demo.person import Person, Place
from advisor_app.head_office.demo.visits import Visit
from advisor_app.head_office.demo.words import words

_CURRENCY = "CNY"


def _rate(basis_points: int | None) -> str:
    return "" if basis_points is None else f"{basis_points / 10_000:.4f}"


def write_bank(
    extracts: Extracts, catalogue: Catalogue, as_of: int, advisors: list[tuple[str, str, Place]]
) -> None:
    """Write the branches in use, the advisors (number, name, place), the districts and the catalogue."""
    places = words("places")
    used = {place.branch for _, _, place in advisors}
    for branch in places["branches"]:
        if branch["code"] in used:
            extracts.write("branches", branch["code"], branch["name"])
    for number, name, place in advisors:
        extracts.write("advisors", number, name, place.branch)
    for district in places["districts"]:
        extracts.write("districts", district["code"], district["name"], district["region"])
    for product in catalogue.products:
        _write_product(extracts, product, as_of)


def _write_product(extracts: Extracts, product: Product, as_of: int) -> None:
    extracts.write(
        "products",
        product.code,
        product.name,
        product.kind,
        _CURRENCY,
        f"R{product.grade}" if product.grade else "",
        product.issuer,
        product.issuer_kind,
        _rate(product.rate_bp),
        product.benchmark,
        money_text(product.minimum * 100),
        "" if product.quota is None else money_text(product.quota * 100),
        product.term_days,
        maybe_day(product.opens),
        maybe_day(product.closes),
        product.channels,
        maybe_day(as_of),
        product.issuer_grade,
        product.placement,
        product.notice,
    )


def write_household(extracts: Extracts, members: list[tuple[Person, Eligibility]]) -> None:
    """Write the household, if it is one, and its members with what they are eligible for."""
    if len(members) > 1:
        head = members[0][0]
        extracts.write("households", head.household, f"{head.name}家庭")
    for person, eligible in members:
        extracts.write(
            "customers",
            person.key,
            person.number,
            person.kind,
            person.name,
            person.sex,
            maybe_day(person.birth),
            ("passport" if person.foreign else "resident_id") if person.id_number else "",
            person.id_number,
            maybe_day(person.id_expires),
            person.phone,
            person.email,
            person.address,
            person.occupation,
            person.household,
            person.role,
            person.branch,
            person.district,
            maybe_day(person.opened),
            maybe_day(person.closed),
            maybe_day(eligible.qualified),
            maybe_day(eligible.insurance_checked),
            eligible.credit_grade,
            maybe_day(eligible.credit_graded),
        )


def write_life(extracts: Extracts, life: Life) -> None:
    """Write who disposes of the accounts, and the cards, holdings, loans and standing orders on them."""
    for account in life.opened.accounts:
        holders = [(account.owner, "owner")]
        if account.authorised is not None:
            holders.append((account.authorised, "authorised"))
        for number, (person, role) in enumerate(holders):
            extracts.write("account_holders", f"{account.key}-{number}", account.key, person.key, role)
    for card in life.opened.cards:
        days = (maybe_day(card.issued), maybe_day(card.expires), maybe_day(card.closed))
        extracts.write("cards", card.key, card.account.key, life.person.key, card.kind, card.number, *days)
    for holding in life.holdings:
        _write_holding(extracts, life.person, holding)
    for loan in life.loans:
        _write_loan(extracts, loan)
    for order in life.orders:
        amount = money_text(order.fen)
        extracts.write(
            "standing_orders", order.key, order.account.key, _CURRENCY, *order.party, amount, order.category
        )


def write_account(extracts: Extracts, account: Account, closing: int, as_of: int) -> None:
    """Write an account with the balance that the ledger ended with."""
    person = account.owner
    statement = "monthly" if person.band in ("wealth", "private") else "quarterly"
    extracts.write(
        "accounts",
        account.key,
        account.number,
        account.kind,
        _CURRENCY,
        maybe_day(account.opened),
        maybe_day(account.closed),
        money_text(closing),
        maybe_day(as_of),
        statement,
        person.branch,
        person.district,
    )


def _write_holding(extracts: Extracts, person: Person, holding: Holding) -> None:
    extracts.write(
        "holdings",
        holding.key,
        person.key,
        holding.account.key,
        holding.product.code,
        holding.product.kind,
        holding.product.name,
        _CURRENCY,
        holding.quantity_text,
        money_text(holding.value),
        money_text(holding.principal),
        _rate(holding.rate_bp),
        maybe_day(holding.starts),
        maybe_day(holding.matures),
        None,
        maybe_day(holding.closed),
    )


def _write_loan(extracts: Extracts, loan: Loan) -> None:
    extracts.write(
        "loans",
        loan.key,
        loan.account.key,
        loan.kind,
        _CURRENCY,
        money_text(loan.principal),
        money_text(loan.outstanding),
        money_text(loan.payment),
        _rate(loan.rate_bp),
        maybe_day(loan.starts),
        maybe_day(loan.ends),
        loan.months,
        loan.status,
        maybe_day(loan.closed),
    )


def write_contacts(
    extracts: Extracts,
    person: Person,
    contacts: list[Contact],
    feedback: list[Feedback],
    consents: Consents,
    assessments: list[Assessment],
    visits: list[Visit],
) -> None:
    """Write what passed between the bank and one person."""
    for contact in contacts:
        extracts.write(
            "interactions",
            contact.key,
            person.key,
            person.advisor,
            contact.channel,
            contact.direction,
            contact.purpose,
            contact.outcome,
            contact.note,
            instant_text(contact.at),
            contact.duration,
            contact.next_step,
            maybe_day(contact.next_step_on),
        )
    for one in feedback:
        extracts.write(
            "feedback",
            one.key,
            person.key,
            one.contact,
            None,
            one.kind,
            one.channel,
            one.score,
            one.scale,
            one.text,
            instant_text(one.at),
            one.status,
            maybe_day(one.due),
            one.handler,
            "true" if one.is_complex else None,
            maybe_day(one.answered),
            one.resolution,
        )
    for record in consents.records:
        granted = "true" if record.granted else "false"
        extracts.write(
            "consents",
            record.key,
            person.key,
            record.channel,
            record.purpose,
            granted,
            record.source,
            instant_text(record.at),
        )
    for assessment in assessments:
        days = (maybe_day(assessment.assessed), maybe_day(assessment.expires))
        extracts.write(
            "risk_assessments",
            assessment.key,
            person.key,
            f"C{assessment.grade}",
            *days,
            assessment.place,
            assessment.questionnaire,
            assessment.answers,
            assessment.score,
        )
    for visit in visits:
        extracts.write(
            "digital_events",
            visit.key,
            person.key,
            visit.channel,
            visit.kind,
            visit.subject,
            instant_text(visit.at),
            visit.basis,
        )
