# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The border as well as the middle: two ways in one call, the refusal as
well as the success, and what only clients ask for."""
from decimal import Decimal

import pytest

from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond_medical_payment.exceptions import (
    MatchAcceptError, PaymentAccessError, PaymentAmountError)

from .match_tools import match_of, set_residue_method, states
from .payment_tools import check_invariants, pay
from .tools import (
    as_user, balance, create_invoice, create_invoices, create_statement,
    create_user, reload, run_tasks)

BANK = 'medical_payment.group_bank_reconciliation'
GIVE_AWAY = 'medical_payment.group_give_away'


def model(name='account.invoice.payment'):
    return Pool().get(name)


def on_account(practice, *amounts, **values):
    "Receipts on account, in one batch"
    Payment = model()
    payments = Payment.create([{
                'party': values.get('party', practice.patient).id,
                'method': practice.method('cash').id,
                'amount': Decimal(amount)} for amount in amounts])
    Payment.post(payments)
    return list(map(reload, payments))


def drafts():
    return model('account.move').search([('state', '=', 'draft')])


# Two ways in one call

@pytest.mark.parametrize('amounts', [
        ['30', '50'], ['50', '30'], ['50', '50', '30']])
def test_credits_that_fit_and_credits_to_split(practice, amounts):
    "Of each 30 are used; what is whole is not split, in any order"
    credits = on_account(practice, *amounts)
    invoices = create_invoices(practice, ['30'] * len(credits))

    uses = model().use_credits([
            (c, i, Decimal(30)) for c, i in zip(credits, invoices)])
    run_tasks()

    assert sorted((u.credit.id, u.invoice.id, u.amount) for u in uses) == [
        (c.id, i.id, 30) for c, i in zip(credits, invoices)]
    assert {reload(i).state for i in invoices} == {'paid'}
    assert [reload(c).amount_available for c in credits] == [
        Decimal(a) - 30 for a in amounts]
    assert not drafts()
    moves = model('account.move').search([
            ('origin', 'in', [str(c) for c in credits]),
            ('id', 'not in', [c.move.id for c in credits])])
    assert len(moves) == len([a for a in amounts if a != '30'])
    check_invariants(practice)


def test_refund_of_the_whole_and_of_a_part(practice):
    credits = on_account(practice, '20', '50', '20')
    model().refund(
        credits, practice.method('cash'), practice.today,
        amount=Decimal(20))
    assert [reload(c).amount_available for c in credits] == [0, 30, 0]
    assert balance(practice.accounts['cash']) == 30
    assert not drafts()
    check_invariants(practice)


def test_rests_of_two_statements(practice):
    "Each is on account once, whatever was on account before"
    Statement = model('account.statement')
    for amounts in [['10', '20'], ['30'], ['40']]:
        statement = create_statement(
            practice, [{'amount': a} for a in amounts])
        Statement.settle([
                model('account.statement.line')(
                    statement=statement, origin=o, date=o.date,
                    amount=o.amount, party=practice.patient,
                    account=practice.accounts['receivable'])
                for o in statement.origins])
        run_tasks()
    credits = model().search([('state', '=', 'posted')])
    assert sorted(c.amount for c in credits) == [10, 20, 30, 40]
    assert all(c.amount_available == c.amount for c in credits)
    check_invariants(practice)


def test_residues_by_tolerance_and_by_hand(practice):
    """In one call: the practice decided on the first, a user on the second,
    who may give away"""
    set_residue_method(practice)
    invoices = create_invoices(practice, ['100', '100'])
    statement = create_statement(
        practice, [{'amount': '99.95'}, {'amount': '70'}])
    first, second = [
        match_of(origin, (invoice, origin.amount))
        for origin, invoice in zip(statement.origins, invoices)]
    line, = first.lines
    line.residue = Decimal('0.05')
    line.save()
    line, = second.lines
    line.residue = Decimal(30)
    line.residue_method = practice.method('discount')
    line.save()
    user = create_user(practice, 'bank', BANK, GIVE_AWAY)

    with as_user(user):
        model('account.statement.match').accept(
            model('account.statement.match').browse([first, second]))

    assert states(*invoices) == ['paid', 'paid']
    assert balance(practice.accounts['discount']) == Decimal('30.05')
    check_invariants(practice)


# The refusal as well as the success

@pytest.mark.parametrize('method', [None, 'discount', 'loss'])
def test_M4_giving_away_by_hand_needs_the_right(practice, method):
    "Whoever only reconciles gives nothing of the rest away, however written"
    set_residue_method(practice)
    invoice = create_invoice(practice, '100')
    statement = create_statement(practice, [{'amount': '70'}])
    match = match_of(statement.origins[0], (invoice, '70'))
    user = create_user(practice, 'bank', BANK)
    values = {'residue': Decimal(30)}
    if method:
        values['residue_method'] = practice.method(method).id
    Match = model('account.statement.match')

    with as_user(user), pytest.raises((
                PaymentAccessError, AccessError, MatchAcceptError)):
        Match.write([Match(match.id)], {
                'lines': [('write', [match.lines[0].id], values)]})
        Match.accept([Match(match.id)])

    # What came before it is rolled back with the request
    assert states(invoice) == ['posted']
    assert not balance(
        practice.accounts['discount'], practice.accounts['loss'])


@pytest.mark.parametrize('groups, may', [
        (['account.group_account'], False),
        (['account_statement.group_statement'], False),
        (['medical_payment.group_payment'], True),
        ([BANK], True)])
def test_W6_who_reverses_a_loss(practice, groups, may):
    invoice = create_invoice(practice, '100')
    loss = pay(practice, invoice, 'loss', reason="Gone away")
    user = create_user(practice, 'somebody', *groups)
    call = lambda: model().reverse_losses(  # noqa: E731
        [(model()(loss.id), Decimal(40))], practice.today)

    with as_user(user), Transaction().set_context(_check_access=False):
        if may:
            call()
        else:
            with pytest.raises(PaymentAccessError):
                call()

    assert reload(loss).state == ('cancelled' if may else 'posted')
    assert reload(invoice).amount_lost == (60 if may else 100)
    assert not drafts()


@pytest.mark.parametrize('amount, fits', [
        ('-1', False), ('0', False), ('0.01', True), ('99.99', True),
        ('100', True), ('100.01', False)])
def test_W6_at_most_what_was_lost(practice, amount, fits):
    invoice = create_invoice(practice, '100')
    loss = pay(practice, invoice, 'loss', reason="Gone away")
    amount = Decimal(amount)
    if fits:
        model().reverse_losses([(loss, amount)], practice.today)
        assert reload(invoice).amount_lost == 100 - amount
        assert reload(invoice).amount_to_pay == amount
    else:
        with pytest.raises(PaymentAmountError):
            model().reverse_losses([(loss, amount)], practice.today)
        assert reload(invoice).amount_lost == 100


def test_W6_only_losses_that_stand(practice):
    "Neither money, nor a discount, nor what was cancelled"
    invoice = create_invoice(practice, '100')
    payments = [
        pay(practice, invoice, 'cash', '10'),
        pay(practice, invoice, 'discount', '10', reason="Family"),
        pay(practice, invoice, 'loss', '10', reason="Gone away")]
    model().cancel_payments([payments[2]], reason="Mistake")
    run_tasks()
    for payment in map(reload, payments):
        with pytest.raises(PaymentAmountError):
            model().reverse_losses([(payment, Decimal(5))], practice.today)


# What only clients ask for

def test_line_of_a_match_filled_by_hand(practice):
    "The invoice brings its party, and at most what is left of both"
    first, second = create_invoices(practice, ['30', '100'])
    statement = create_statement(practice, [{'amount': '80'}])
    match = match_of(statement.origins[0], (first, '30'))
    Line = model('account.statement.match.line')

    line = Line(match=match, invoice=second)
    line.on_change_invoice()
    assert (line.party, line.amount) == (second.party, 50)
    assert (line.open_amount, line.open_currency) == (100, second.currency)

    line = Line(match=match, invoice=first)
    line.on_change_invoice()
    assert line.amount == 30
    line = Line(match=match, invoice=second, amount=Decimal(7))
    line.on_change_invoice()
    assert line.amount == 7
    line.invoice = None
    line.on_change_invoice()
    assert (line.open_amount, line.open_currency) == (None, None)


def test_line_of_a_match_with_a_recorded_payment(practice):
    payment = pay(
        practice, create_invoice(practice, '40'), 'card',
        party=practice.insurer)
    Line = model('account.statement.match.line')
    line = Line(payment=payment)
    line.on_change_payment()
    assert (line.party, line.amount) == (practice.insurer, 40)
    line = Line(payment=payment, amount=Decimal(7))
    line.on_change_payment()
    assert line.amount == 7


def test_copy_of_an_accepted_match(practice):
    "A proposal like any other, which settled nothing"
    invoice = create_invoice(practice, '100')
    statement = create_statement(practice, [{'amount': '100'}])
    match = match_of(statement.origins[0], (invoice, '100'))
    Match = model('account.statement.match')
    Match.accept([match])

    with Transaction().set_context(_check_access=False):
        copy, = Match.copy([reload(match)])

    assert (copy.state, copy.promised) == ('proposed', False)
    assert not copy.statement_lines
    assert len(reload(match).statement_lines) == 1


def test_search_of_payments_by_what_they_are_not(practice):
    "Found by one of the names; not found when none of them fits"
    alice = pay(practice, create_invoice(practice, '10'), 'cash',
        reference="Slip 7")
    bruno = pay(practice, create_invoice(
            practice, '10', party=practice.patients[1]), 'cash')
    Payment = model()

    def found(operator, text):
        return {p.id for p in Payment.search([('rec_name', operator, text)])
            if p in {alice, bruno}}

    for text in [
            alice.number, "Slip 7", alice.invoice.number,
            f'%{practice.patient.name}%']:
        assert found('ilike', text) == {alice.id}, text
        assert alice.id not in found('not ilike', text), text
    assert bruno.id in found('not ilike', alice.number)


def test_usual_methods_in_each_language(practice):
    "Whatever the language of who creates them"
    pool = Pool()
    Lang = pool.get('ir.lang')
    Message = pool.get('ir.message')
    Method = pool.get('account.invoice.payment.method')
    ModelData = pool.get('ir.model.data')
    Translation = pool.get('ir.translation')
    Lang.write(Lang.search([('code', '=', 'fr')]), {'translatable': True})
    for name, text in [('cash', "Espèces"), ('card', "Carte")]:
        message = Message(ModelData.get_id(
                'medical_payment', f'msg_payment_method_{name}'))
        Translation.create([{
                    'lang': 'fr', 'type': 'model', 'name': 'ir.message,text',
                    'res_id': message.id, 'module': 'medical_payment',
                    'src': message.text, 'value': text}])
    accounts = practice.accounts
    methods = Method.create_usual(
        practice.company, practice.journal('cash'), cash=accounts['cash'],
        transit=accounts['transit'], loss=accounts['loss'],
        discount=accounts['discount'])
    names = {}
    for language in ['en', 'fr']:
        with Transaction().set_context(language=language):
            names[language] = {m.name for m in Method.browse(methods)}
    assert {"Cash", "Card"} <= names['en']
    assert {"Espèces", "Carte"} <= names['fr']
