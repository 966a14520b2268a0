# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What must be true of the books at every moment, whatever was done."""
from collections import defaultdict
from decimal import Decimal

from trytond.pool import Pool
from trytond.transaction import Transaction

from .payment_tools import check_invariants
from .report_tools import BOOK, GIVEN_AWAY
from .tools import balance

MONEY = ['cash', 'transit', 'bank']
ZERO = Decimal(0)


def check_books(practice):
    check_invariants(practice)
    check_records(practice)
    check_receipts(practice)
    check_given_away(practice)
    check_nothing_to_pay()
    check_open_lines(practice)
    check_settled(practice)
    check_drafts(practice)
    check_due_taxes(practice)
    check_taken_back(practice)


def _amount(line):
    if line.second_currency:
        return line.amount_second_currency
    return line.debit - line.credit


def _rows(practice, name, *names):
    "What of the rows of a report is needed: the tests ask often"
    Model = Pool().get(name)
    with Transaction().set_context(
            company=practice.company.id, from_date=None, to_date=None):
        return Model.search_read([], fields_names=list(names))


def check_records(practice):
    "The records say what the accounts say, each of a line of its own"
    Payment = Pool().get('account.invoice.payment')
    payments = Payment.search([('move', '!=', None)])
    posted = [p for p in payments if p.state == 'posted']
    received = [p.line for p in posted if not p.credit]
    assert len(set(received)) == len(received)
    used = [(p.line, p.invoice) for p in posted if p.credit]
    assert len(set(used)) == len(used)
    for payment in posted:
        if payment.credit and len(
                [u for u in used if u[0] == payment.line]) > 1:
            # Reconciled by hand with several invoices
            continue
        balance_ = (
            payment.invoice.claim_balance(payment.line)
            if payment.invoice else -Payment._credit_balance(payment.line))
        assert payment.amount == -balance_, payment.rec_name
    # What is cancelled is reversed, or its money stands elsewhere
    later = defaultdict(int)
    for payment in payments:
        if payment.line and not payment.credit:
            later[payment.line] = max(later[payment.line], payment.id)
    for payment in payments:
        if payment.state != 'cancelled' or not payment.line:
            continue
        assert (payment.cancel_move
            or payment.credit
            or later[payment.line] > payment.id), payment.rec_name


def check_receipts(practice):
    "The receipts book is the money of the accounts, day by day"
    Line = Pool().get('account.move.line')
    held, told = defaultdict(Decimal), defaultdict(Decimal)
    for line in Line.search([
                ('account', 'in', [practice.accounts[n].id for n in MONEY])]):
        held[line.move.date] += line.debit - line.credit
    for row in _rows(practice, BOOK, 'date', 'amount'):
        told[row['date']] += row['amount']
    assert ({d: a for d, a in held.items() if a}
        == {d: a for d, a in told.items() if a})


def check_given_away(practice):
    "The list of losses and discounts is what is on their accounts"
    given = sum((
            r['net'] for r in _rows(practice, GIVEN_AWAY, 'net')), ZERO)
    # What is reconciled by hand in the tests is an expense
    assert given == balance(*(
            practice.accounts[n] for n in ['loss', 'discount', 'expense']))


def check_nothing_to_pay():
    "Nobody waits for nothing"
    Invoice = Pool().get('account.invoice')
    for invoice in Invoice.search([('state', '=', 'posted')]):
        assert invoice.total_amount, invoice.rec_name


def check_open_lines(practice):
    """What is open on receivables are claims of open invoices, what pays
    them, and what is shown as on account of the party"""
    pool = Pool()
    Invoice = pool.get('account.invoice')
    Line = pool.get('account.move.line')
    Payment = pool.get('account.invoice.payment')
    Reconciliation = pool.get('account.move.reconciliation')
    open_ = set(Line.search([
                ('account.type.receivable', '=', True),
                ('reconciliation', '=', None),
                ]))
    with Transaction().set_context(with_payment=False):
        for invoice in Invoice.search([('state', '=', 'posted')]):
            open_ -= {*invoice.lines_to_pay, *invoice.payment_lines}
    # What core's *Group Lines* put together is owed by nobody's invoice
    open_ -= {r.delegate_to for r in Reconciliation.search([
                ('delegate_to', '!=', None)])}
    on_account = defaultdict(Decimal)
    for line in open_:
        if line.debit or line.credit or line.amount_second_currency:
            on_account[line.party, line.second_currency] -= _amount(line)
    shown = defaultdict(Decimal)
    for credit in Payment.search([
                ('state', '=', 'posted'), ('invoice', '=', None)]):
        if credit.is_credit and credit.amount_available:
            second = credit.currency
            if second == practice.currency:
                second = None
            shown[credit.line.party, second] += credit.amount_available
    assert ({k: a for k, a in on_account.items() if a}
        == {k: a for k, a in shown.items() if a})


def check_settled(practice):
    "What is reconciled is zero, in the currency of the invoice as well"
    Reconciliation = Pool().get('account.move.reconciliation')
    for reconciliation in Reconciliation.search([]):
        sums = defaultdict(Decimal)
        for line in reconciliation.lines:
            assert line.account.reconcile
            sums[None] += line.debit - line.credit
            if line.second_currency:
                sums[line.second_currency] += line.amount_second_currency
        assert not any(sums.values()), reconciliation.number


def check_drafts(practice):
    "No move stays draft but those of statements that are not posted"
    pool = Pool()
    Move = pool.get('account.move')
    Statement = pool.get('account.statement')
    for move in Move.search([('state', '=', 'draft')]):
        statements = [
            l.move.origin for line in move.lines if line.reconciliation
            for l in line.reconciliation.lines] + [move.origin]
        assert any(
            isinstance(s, Statement) and s.state in {'draft', 'validated'}
            for s in statements), move.rec_name


def due_taxes(date=None):
    "The tax and the base that are due, in the period of the date or in all"
    TaxLine = Pool().get('account.tax.line')
    sums = {'tax': ZERO, 'base': ZERO}
    for line in TaxLine.search([]):
        if not getattr(line, 'on_cash_basis', None) or line.period:
            if date and not (
                    line.period.start_date <= date <= line.period.end_date):
                continue
            sums[line.type] += line.amount
    return sums['tax'], sums['base']


def check_due_taxes(practice):
    """With taxes on receipt: tax × what was received ÷ total is due, to half
    a cent, both net of the credit notes, for each invoice that shares them
    with no other one. A credit note is due for what was paid out for it"""
    pool = Pool()
    Invoice = pool.get('account.invoice')
    TaxLine = pool.get('account.tax.line')
    if 'on_cash_basis' not in TaxLine._fields:
        return
    with Transaction().set_context(with_payment=False):
        invoices = Invoice.search([('move', '!=', None)])
        amounts = {r['id']: r for r in Invoice.read(
                [i.id for i in invoices],
                ['amount_credited', 'amount_paid', 'amount_other'])}
        for invoice in invoices:
            notes, total = [], invoice.total_amount
            credited = amounts[invoice.id]['amount_credited']
            if total > 0 and credited:
                notes = _credit_notes(invoice)
                total -= credited
                if total != invoice.total_amount + sum(
                        n.total_amount for n in notes):
                    continue
            taxes, due = defaultdict(Decimal), defaultdict(Decimal)
            for document in [invoice, *notes]:
                for key, amount in _taxes(document, cash=True).items():
                    taxes[key] += amount
            for tax_line in _tax_lines(invoice.move):
                if tax_line.on_cash_basis and tax_line.period:
                    due[tax_line.tax, tax_line.type] += tax_line.amount
            received = ZERO
            if invoice.state in {'posted', 'paid'} and total:
                received = (
                    amounts[invoice.id]['amount_paid']
                    + amounts[invoice.id]['amount_other']) / total
            for key, amount in taxes.items():
                assert abs(due[key] - amount * received) <= Decimal('0.005'), (
                    invoice.rec_name, key[1], due[key], amount, received)


def check_taken_back(practice):
    """Tax × what is given away ÷ total is taken back, to half a cent a step,
    where the method says so or it is pending. Not of who has credit notes:
    one that was on the invoice and is no more is seen to by the next step"""
    pool = Pool()
    Invoice = pool.get('account.invoice')
    Payment = pool.get('account.invoice.payment')
    given = defaultdict(list)
    for payment in Payment.search([
                ('kind', 'in', ['loss', 'discount']),
                ('state', '=', 'posted'),
                ('invoice', '!=', None),
                ]):
        given[payment.invoice].append(payment)
    credited = {n.party for n in Invoice.search([('total_amount', '<', 0)])}
    for invoice, payments in given.items():
        if invoice.party in credited:
            continue
        share = sum(p.amount for p in payments) / invoice.total_amount
        taken = defaultdict(Decimal)
        for payment in payments:
            for tax_line in _tax_lines(payment.move):
                taken[tax_line.tax, tax_line.type] += tax_line.amount
        adjusted = all(p.taxes_adjusted for p in payments)
        for key, amount in _taxes(invoice, cash=not adjusted).items():
            assert abs(taken[key] + amount * share) <= (
                Decimal('0.005') * (len(payments) + 1)), (
                invoice.rec_name, key[1], taken[key], amount, share)


def _tax_lines(move):
    return [t for line in move.lines for t in line.tax_lines]


def _taxes(invoice, cash=False):
    """The taxes and bases of the invoice, or only those on receipt: what is
    on the accounts, whatever became of the tax lines"""
    taxes = defaultdict(Decimal)
    for line in invoice.move.lines:
        for key in {
                (t.tax, t.type) for t in line.tax_lines
                if not cash or getattr(t, 'on_cash_basis', None)}:
            taxes[key] += line.credit - line.debit
    return taxes


def _credit_notes(invoice):
    "The credit notes that settle something of the invoice"
    Invoice = Pool().get('account.invoice')
    lines = {*invoice.payment_lines}
    for line in invoice.lines_to_pay:
        if line.reconciliation:
            lines.update(line.reconciliation.lines)
    return Invoice.search([
            ('move', 'in', [l.move.id for l in lines]),
            ('total_amount', '<', 0),
            ])
