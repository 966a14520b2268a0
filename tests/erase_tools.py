# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A patient who pays through the bank, and is erased."""
from trytond.pool import Pool
from trytond.transaction import Transaction

from .core_tools import wizard_on
from .match_tools import accept, match_of
from .tools import create_invoice, create_statement, reload, run_tasks

NAME = "Bruno Berset"
IBAN = 'CH5604835012345678009'


def pay_by_bank(practice, party, amount):
    "Accept what has the name and the account of the payer all over"
    Statement = Pool().get('account.statement')
    invoice = create_invoice(practice, amount, party=party)
    statement = create_statement(practice, [{
                'amount': amount, 'party': party.id,
                'description': f"Facture de {NAME}",
                'camt_debtor_name': NAME,
                'camt_debtor_iban': IBAN,
                'camt_remittance_information': f"{NAME}, merci"}])
    match = match_of(
        statement.origins[0], (invoice, amount), evidence={
            'party_name_full': 30, 'names': NAME})
    accept(match)
    run_tasks()
    Statement.validate_statement([reload(statement)])
    Statement.post([reload(statement)])
    run_tasks()
    return invoice, match


def erase(party):
    party.active = False
    party.save()
    with wizard_on('party.erase', [party]) as wizard:
        wizard.ask.party = party
        wizard.transition_erase()
    # What is erased is erased by plain SQL
    for cache in Transaction().cache.values():
        cache.clear()


def check_erased(invoice, match):
    "Nothing says who it was, and the books say what they said"
    pool = Pool()
    Payer = pool.get('account.statement.payer')
    invoice, match = reload(invoice), reload(match)
    origin = reload(match.origin)
    assert not Payer.search([('party', '=', invoice.party.id)])
    texts = [
        origin.description, *(origin.information or {}).values(),
        match.evidence, match.reasons]
    for part in [*NAME.split(), IBAN[:4]]:
        assert not any(part in str(t or '') for t in texts)
    assert invoice.state == 'paid'
