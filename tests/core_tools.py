# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What users do with Tryton's own wizards and buttons."""
from contextlib import contextmanager
from decimal import Decimal
from types import SimpleNamespace

from trytond.pool import Pool
from trytond.transaction import Transaction

from .tools import TODAY, create_invoice, reload, run_tasks


@contextmanager
def wizard_on(name, records):
    "A session of the wizard on the records, as a client would open it"
    Wizard = Pool().get(name, type='wizard')
    with Transaction().set_context(
            active_model=records[0].__name__, active_id=records[0].id,
            active_ids=[r.id for r in records], _skip_warnings=True):
        session_id, _, _ = Wizard.create()
        yield Wizard(session_id)
        Wizard.delete(session_id)
    run_tasks()


def allow_cancel(practice):
    practice.company.cancel_invoice_out = True
    practice.company.save()


def set_rate(practice, date, francs):
    "Say what a euro costs from the date on"
    Rate = Pool().get('currency.currency.rate')
    rate = round(1 / Decimal(francs), 6)
    known = Rate.search([
            ('currency', '=', practice.eur.id), ('date', '=', date)])
    if known:
        Rate.write(known, {'rate': rate})
    else:
        Rate.create([{
                    'currency': practice.eur.id, 'date': date, 'rate': rate}])


def tax_on_receipt(practice):
    "Make the tax of the practice due on receipt"
    pool = Pool()
    FiscalYear = pool.get('account.fiscalyear')
    Group = pool.get('account.tax.group')
    group, = Group.create([{'name': "VAT", 'code': 'vat', 'kind': 'both'}])
    practice.tax.group = group
    practice.tax.save()
    for fiscalyear in FiscalYear.search([]):
        fiscalyear.tax_group_on_cash_basis = [group]
        fiscalyear.save()


def cancel_invoice(practice, invoice):
    "With core's *Cancel*"
    allow_cancel(practice)
    invoice = reload(invoice)
    with Transaction().set_context(_skip_warnings=True):
        invoice.__class__.cancel([invoice])
    run_tasks()


def credit_invoice(practice, invoice, refund=True, lines=None):
    """Credit with core's wizard; with a refund, or as a credit note of the
    lines, which is posted. Return the credit note."""
    allow_cancel(practice)
    Invoice = Pool().get('account.invoice')
    with Transaction().set_context(_skip_warnings=True):
        note, = Invoice.credit(
            [reload(invoice)], refund=refund, invoice_date=TODAY)
        if not refund:
            if lines is not None:
                note = reload(note)
                note.lines = [note.lines[i] for i in lines]
                note.save()
            Invoice.post([reload(note)])
    run_tasks()
    return reload(note)


def credit_note(practice, amount, **values):
    "A posted credit note; an amount is positive, or a list of lines"
    if isinstance(amount, str):
        amount = [(amount, [])]
    return create_invoice(
        practice, [('-' + price, taxes) for price, taxes in amount],
        **values)


def put_on(invoice, note):
    "Put the credit note on the invoice, among its payment lines"
    invoice = reload(invoice)
    with Transaction().set_context(_skip_warnings=True):
        invoice.__class__.write([invoice], {
                'payment_lines': [
                    ('add', [l.id for l in reload(note).lines_to_pay])]})
    run_tasks()


def replace(party, kept):
    "Merge two parties that are one"
    with wizard_on('party.replace', [party]) as wizard:
        wizard.ask.source = party
        wizard.ask.destination = kept
        wizard.transition_replace()


def take_off(invoice, *lines):
    "Take lines off the payment lines of the invoice"
    invoice = reload(invoice)
    with Transaction().set_context(_skip_warnings=True):
        invoice.__class__.write([invoice], {
                'payment_lines': [('remove', [l.id for l in lines])]})
    run_tasks()


def unreconcile(*lines):
    lines = [l for l in map(reload, lines) if l.reconciliation]
    Unreconcile = Pool().get('account.move.unreconcile_lines', type='wizard')
    with Transaction().set_context(_skip_warnings=True):
        Unreconcile.make_unreconciliation(lines)
    run_tasks()


def delegate(practice, invoice, party, lines=None):
    "Let another party pay what is open of the invoice, or lines of it"
    Delegate = Pool().get('account.move.line.delegate', type='wizard')
    if lines is None:
        lines = [
            l for l in reload(invoice).lines_to_pay if not l.reconciliation]
    with Transaction().set_context(_skip_warnings=True):
        move = Delegate.delegate_lines(
            lines, party, practice.journal('general'))
        move.__class__.post([move])
    run_tasks()


def reschedule(practice, invoice, first=None):
    """Spread what is open of the invoice over two lines, in halves or with
    the first amount. Return the lines."""
    Reschedule = Pool().get('account.move.line.reschedule', type='wizard')
    lines = [l for l in reload(invoice).lines_to_pay if not l.reconciliation]
    whole = Reschedule.get_total_amount(lines)
    currency = Reschedule.get_currency(lines)
    first = (
        currency.round(whole / 2) if first is None else Decimal(first))
    terms = [
        SimpleNamespace(date=TODAY, amount=amount, currency=currency)
        for amount in [first, whole - first]]
    with Transaction().set_context(_skip_warnings=True):
        move, balance_line = Reschedule.reschedule_lines(
            lines, practice.journal('general'), terms)
        move.__class__.post([move])
    run_tasks()
    return sorted(
        (l for l in reload(move).lines if l != balance_line),
        key=lambda l: l.id)


def group_lines(practice, *lines):
    Group = Pool().get('account.move.line.group', type='wizard')
    with Transaction().set_context(_skip_warnings=True):
        move, _ = Group.group_lines(
            [reload(l) for l in lines], practice.journal('general'))
        move.__class__.post([move])
    run_tasks()


def create_write_off(practice, name="Rest"):
    WriteOff = Pool().get('account.move.reconcile.write_off')
    found = WriteOff.search([('name', '=', name)])
    if found:
        return found[0]
    account = practice.accounts['loss']
    write_off = WriteOff(
        company=practice.company, name=name,
        journal=practice.journal('write-off'),
        debit_account=account, credit_account=account)
    write_off.save()
    return write_off
