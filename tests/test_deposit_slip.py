# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Bringing to the bank: the list, the dialog, the slip on paper."""
from decimal import Decimal

import pytest

from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond_medical_payment.exceptions import DepositError, PaymentReportError

from .deposit_tools import deposit, payments, set_payout, set_slip, transit
from .match_tools import record_payment
from .report_tools import print_text
from .tools import as_user, balance, create_invoice, create_user, reload


def to_deposit():
    Payment = Pool().get('account.invoice.payment')
    return Payment.search([('to_deposit', '=', True)])


def bring(practice, records=(), **values):
    "The dialog, from a selection of payments or from the menu"
    Wizard = Pool().get(
        'account.invoice.payment.deposit_payments', type='wizard')
    session_id, state, _ = Wizard.create()
    context = {'active_model': 'ir.ui.menu'}
    if records:
        context = {
            'active_model': 'account.invoice.payment',
            'active_ids': [p.id for p in records],
            'active_id': records[0].id}
    with Transaction().set_context(context):
        view = Wizard.execute(session_id, {}, state)['view']
        start = {
            k: v for k, v in view['defaults'].items() if '.' not in k}
        for name in ['cheques', 'counts']:
            if name in start:
                start[name] = [
                    {k: v for k, v in line.items() if '.' not in k}
                    for line in start[name]]
        for name, value in values.items():
            if callable(value):
                value(start)
            else:
                start[name] = value
        result = Wizard.execute(session_id, {'start': start}, 'deposit')
    Wizard.delete(session_id)
    (action, data), = result['actions']
    Deposit = Pool().get('account.invoice.payment.deposit')
    return Deposit(data['res_id'][0]), start


def test_what_is_to_be_brought_to_the_bank(practice):
    "Read as it is searched: not cards, not cash, not what is on a slip"
    Payment = Pool().get('account.invoice.payment')
    cheque = set_slip(practice)
    set_slip(practice, 'cash', deposit_account=practice.accounts['transit'])
    first, second, third = payments(practice, ['100', '85', '60'])
    payments(practice, ['40'], method='cash')
    payments(practice, ['30'], method='transfer')
    deposit(cheque, [first])
    Payment.cancel_payments([third], reason="Mistake")
    assert to_deposit() == [second]
    everything = Payment.search([])
    assert [p for p in everything if p.to_deposit] == [second]
    for name in ['to_deposit', 'waits_for_bank']:
        wanted = {p for p in everything if getattr(p, name)}
        for clause, found in [
                (('!=', False), wanted), (('in', [True]), wanted),
                (('not in', [False]), wanted),
                (('!=', True), set(everything) - wanted),
                (('in', [False]), set(everything) - wanted),
                (('not in', [True]), set(everything) - wanted)]:
            assert set(Payment.search([(name, *clause)])) == found, clause
    set_payout(practice)
    assert not to_deposit() and not reload(second).to_deposit


def test_cheques_by_the_dialog(practice):
    "The bank of the drawer is proposed from the cheque before"
    Payment = Pool().get('account.invoice.payment')
    set_slip(practice)
    paid = payments(practice, ['100', '90', '60'])

    def fill_in(start):
        lines = start['cheques']
        assert [l['bank'] for l in lines] == [None] * 3
        for n, line in enumerate(lines):
            line.update(bank=f"Banque {n}", number=f'00{n}')
    slip, start = bring(
        practice, paid, fill_in=fill_in, reference='0000412')
    assert start['amount'] == 250
    assert (slip.state, slip.amount, slip.reference) == (
        'deposited', 250, '0000412')
    assert [(reload(p).cheque_bank, reload(p).cheque_number)
        for p in paid] == [
            ("Banque 0", '000'), ("Banque 1", '001'), ("Banque 2", '002')]
    later, = payments(practice, ['45'])
    assert later.party == paid[0].party
    assert Payment(later.id).bank_proposed in {"Banque 0", "Banque 2"}
    with pytest.raises(DepositError):
        bring(practice, paid[:1])


def test_the_dialog_is_in_the_currency_of_what_is_brought(practice):
    set_slip(practice)
    invoice = create_invoice(practice, '100', currency=practice.eur)
    payment = record_payment(practice, invoice)
    Wizard = Pool().get(
        'account.invoice.payment.deposit_payments', type='wizard')
    session_id, state, _ = Wizard.create()
    with Transaction().set_context(
            active_model=payment.__name__, active_ids=[payment.id],
            active_id=payment.id):
        shown = Wizard.execute(session_id, {}, state)['view']['defaults']
    assert (shown['currency'], shown['amount']) == (practice.eur.id, 100)
    assert shown['method'] == payment.method.id


def test_cash_counted_by_denomination(practice):
    "The sum is that of the notes and coins, whatever amount is sent"
    set_slip(practice, 'cash', deposit_account=practice.accounts['transit'])
    payments(practice, ['700'], method='cash')

    def count(start):
        lines = start['counts']
        assert lines[0]['denomination'] == 1000
        assert lines[-1]['denomination'] == Decimal('0.05')
        numbers = {Decimal(200): 2, Decimal(20): 5, Decimal('0.50'): 3}
        for line in lines:
            line['number'] = numbers.get(line['denomination'])
        start['amount'] = Decimal(9)
    slip, _ = bring(practice, fill_in=count)
    assert slip.amount == Decimal('501.50')
    assert [(c.denomination, c.number) for c in slip.counts] == [
        (200, 2), (20, 5), (Decimal('0.5'), 3)]
    assert transit(practice) == Decimal('501.50')
    assert balance(practice.accounts['cash']) == Decimal('198.50')
    with pytest.raises(DepositError):
        deposit(slip.method, counts=[(Decimal(100), -1)])
    with pytest.raises(DepositError):
        deposit(slip.method, counts=[(Decimal(100), 0)])


def test_D6_slip_printed(practice, monkeypatch):
    "In the language of the company: drawer, bank, number, amount"
    Lang = Pool().get('ir.lang')
    cheque = set_slip(practice)
    paid = payments(practice, ['100', '1234.50'])
    slip = deposit(
        cheque, paid, reference='0000412',
        cheques={paid[0]: ("Banque du Nord", '7001')})
    lines = print_text(monkeypatch, 'report_deposit_slip', slip)
    assert f"Deposit Slip {slip.number}: Card" in lines
    assert "Reference: 0000412" in lines
    assert {"Banque du Nord", '7001', paid[0].party.name} <= set(lines)
    assert "Total of 2 payments" in lines
    assert any("1,334.50" in l for l in lines)
    practice.company.party.lang, = Lang.search([('code', '=', 'fr')])
    practice.company.party.save()
    lines = print_text(monkeypatch, 'report_deposit_slip', reload(slip))
    assert any("1 334,50" in l.replace('\xa0', ' ') for l in lines)


def test_slip_of_cash_printed(practice, monkeypatch):
    cash = set_slip(
        practice, 'cash', deposit_account=practice.accounts['transit'])
    slip = deposit(cash, counts=[(Decimal(100), 3), (Decimal('0.2'), 4)])
    lines = print_text(monkeypatch, 'report_deposit_slip', slip)
    assert any("300.80" in l for l in lines)
    assert '4' in lines and 'Denomination' in lines
    assert "Drawer" not in lines


def test_no_slip_of_a_payout_or_cancelled(practice, monkeypatch):
    Deposit = Pool().get('account.invoice.payment.deposit')
    cheque = set_slip(practice)
    slip = deposit(cheque, payments(practice, ['100']))
    bank = create_user(
        practice, 'bank', 'medical_payment.group_bank_reconciliation')
    with as_user(bank), pytest.raises(AccessError):
        print_text(monkeypatch, 'report_deposit_slip', slip)
    Deposit.cancel([slip])
    with pytest.raises(PaymentReportError):
        print_text(monkeypatch, 'report_deposit_slip', reload(slip))


def test_migration_of_methods(practice):
    "What the module made before tells how its money reaches the bank"
    from trytond_medical_payment.payment.migrate import name_lumps
    Method = Pool().get('account.invoice.payment.method')
    names = ['cash', 'card', 'transfer', 'loss']
    methods = [practice.method(n) for n in names]
    Method.write(methods, {'deposit': None, 'deposit_account': None})
    assert [m.name for m in methods[:2]] == ["Cash", "Card"]
    name_lumps(Method)
    with Transaction().set_context(_check_access=False):
        read = Method.read([m.id for m in methods], [
                'deposit', 'deposit_account'])
    by_id = {r['id']: r for r in read}
    assert [by_id[m.id]['deposit'] for m in methods] == [
        'slip', 'payout', None, None]
    assert by_id[methods[0].id]['deposit_account'] == (
        practice.accounts['transit'].id)


def test_migration_of_payments(practice):
    "A payment of core has the method that booked it, while it waits"
    Payment = Pool().get('account.invoice.payment')
    card, = payments(practice, ['100'])
    cash, = payments(practice, ['50'], method='cash')
    method = card.method
    table = Payment.__table__()
    cursor = Transaction().connection.cursor()

    def forget():
        cursor.execute(*table.update([table.method], [None]))
        Payment._name_methods()
        cursor.execute(*table.select(table.id, table.method))
        return dict(cursor)
    found = forget()
    assert found[cash.id] is None
    others = [
        m for m in Pool().get('account.invoice.payment.method').search([
                ('debit_account', '=', practice.accounts['transit'].id)])]
    assert found[card.id] == (method.id if len(others) == 1 else None)
