# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The script that imports payments, on real files and by proteus."""
from decimal import Decimal

import pytest
from proteus import Model, Wizard
from proteus import config as proteus_config

from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.tests import test_tryton
from trytond.transaction import Transaction
from trytond_medical_payment.scripts import import_payments

from . import practice as practice_
from .cache import MODULE, content_of, provide
from .script_tools import call, configuration_of_copy
from .tools import (
    TODAY, Practice, as_user, count_statements, create_invoice,
    create_invoices, create_user, reload)

QRR = '210000000003139471430009017'
HEADER = "invoice;date;amount;method;payer;reference;reason;key"


def create():
    practice_.create_practice()
    with Transaction().set_context(company=Practice().company.id):
        practice = Practice()
        create_invoices(
            practice, ['100', '200', '300', '50'],
            structured_reference=[QRR, None, None, None].__getitem__)
        create_invoices(practice, ['80'], post=False)
        for name in ['cash', 'card', 'loss', 'discount']:
            practice.method(name)


@pytest.fixture
def invoices():
    provide(
        {MODULE},
        'import of payments '
        + content_of('practice.py', 'tools.py', 'test_import_payments.py')
        + f' {TODAY.isoformat()}', create)
    proteus_config.set_trytond(test_tryton.DB_NAME)
    return Model.get('account.invoice').find([], order=[('id', 'ASC')])


@pytest.fixture
def write(tmp_path):
    def write(*lines, header=HEADER, name='payments.csv'):
        path = tmp_path / name
        path.write_text('\n'.join([header, *lines]) + '\n')
        return path
    return write


def payments(*clauses):
    return Model.get('account.invoice.payment').find(
        list(clauses), order=[('id', 'ASC')])


def open_(invoices):
    for invoice in invoices:
        invoice.reload()
    return [i.amount_to_pay for i in invoices[:4]]


def told(capsys):
    "What is said of each line"
    out = capsys.readouterr().out.splitlines()
    return [line.split(': ', 1)[1] for line in out if ', line ' in line]


def test_all_kinds(invoices, write, capsys):
    first, second, third, fourth, _ = invoices
    path = write(
        f"{QRR[:2]} {QRR[2:]};{TODAY};100;cash;;R1;;",
        f"{second.number};{TODAY};50,50;Card;Bruno Berset;;;",
        f"{third.number};{TODAY};20;Discount;;;Family;",
        f"{third.number};{TODAY};280.00;Loss;;;Gone;",
        f";{TODAY};35;Cash;Alice Aubert;advance;;")

    assert import_payments.import_files([path])

    assert open_(invoices) == [0, Decimal('149.50'), 0, 50]
    assert first.state == third.state == 'paid'
    assert third.amount_discounted == 20
    assert third.amount_lost == 280
    one, part, discount, loss, advance = payments()
    assert {p.state for p in payments()} == {'posted'}
    assert one.reference == 'R1'
    assert part.party.name == "Bruno Berset"
    assert one.party == first.party
    assert (discount.reason, loss.reason) == ("Family", "Gone")
    assert (advance.invoice, advance.amount) == (None, 35)
    assert advance.party.name == "Alice Aubert"
    assert len({p.import_key for p in payments()}) == 5
    assert told(capsys) == [f'done {p.number}' for p in payments()]


def test_second_run_does_nothing(invoices, write, capsys):
    lines = [
        f"{invoices[0].number};{TODAY};10;Cash;;;;",
        f"{invoices[0].number};{TODAY};10;Cash;;;;",
        f"{invoices[1].number};{TODAY};200;Cash;;;;till-7"]
    assert import_payments.import_files([write(*lines)])
    before = open_(invoices)
    assert before == [80, 0, 300, 50]
    numbers = [p.number for p in payments()]
    capsys.readouterr()

    # In another file, order and writing
    again = write(*[l.replace(";10;", ";10.00;") for l in lines[::-1]])
    assert import_payments.import_files([again])

    assert open_(invoices) == before
    assert [p.number for p in payments()] == numbers
    assert told(capsys) == [
        f'already there {n}' for n in [numbers[2], *numbers[:2]]]


def test_a_cancelled_payment_does_not_come_back(invoices, write, capsys):
    path = write(f"{invoices[0].number};{TODAY};100;Cash;;;;")
    assert import_payments.import_files([path])
    payment, = payments()
    wizard = Wizard('account.invoice.payment.cancel', [payment])
    wizard.form.reason = "Mistake"
    wizard.execute('cancel_')

    assert import_payments.import_files([path])

    assert open_(invoices)[0] == 100
    assert len(payments()) == 1


WRONG = [
    ("nowhere;{today};10;Cash;;;;", 'no customer invoice "nowhere"'),
    ("{draft};{today};10;Cash;;;;", 'no customer invoice'),
    ("{number};{today};10;Cheque;;;;", 'no payment method "Cheque"'),
    ("{number};{today};10;Cash;Nobody;;;", '"Nobody"'),
    (";{today};10;Cash;;;;", "neither an invoice nor a payer"),
    ("{number};{today};0.005;Cash;;;;", "more digits"),
    ("{number};{today};ten;Cash;;;;", '"ten" is no amount'),
    ("{number};2026-13-01;10;Cash;;;;", '"2026-13-01" is no date'),
    ("{number};{today};;Cash;;;;", 'column "amount" is empty'),
    ("{number};{today};0;Cash;;;;", "You cannot settle"),
    ("{number};{today};-10;Cash;;;;", "You cannot settle"),
    ("{number};{today};10;Loss;;;;", '"Loss" needs a reason'),
    ("{number};{today};500;Loss;;;Gone;", "You cannot settle"),
    (";{today};10;Discount;Alice Aubert;;Gone;", "needs an invoice"),
    ("{number};1999-01-01;10;Cash;;;;", "period"),
    ]


@pytest.mark.parametrize('options', [
        {}, {'dry_run': True}, {'all_or_nothing': True}], ids=str)
def test_wrong_lines(invoices, write, capsys, options):
    "Each is refused with its reason, the right one goes through"
    second = invoices[1].number
    path = write(
        *(line.format(today=TODAY, number=second, draft=invoices[4].rec_name)
            for line, _ in WRONG),
        f"{second};{TODAY};30;Cash;;;;")

    assert not import_payments.import_files([path], **options)

    lines = told(capsys)
    assert len(lines) == len(WRONG) + 1
    for line, (_, reason) in zip(lines, WRONG):
        assert line.startswith('refused')
        assert reason in line
    state = (
        'would be done' if 'dry_run' in options
        else 'not done' if options else 'done')
    assert lines[-1].startswith(state)
    assert open_(invoices) == [100, 200 if options else 170, 300, 50]
    assert len(payments()) == (0 if options else 1)


def test_lines_share_what_is_open(invoices, write, capsys):
    number = invoices[3].number
    path = write(
        f"{number};{TODAY};40;Cash;;;;",
        f"{number};{TODAY};20;Loss;;;Gone;",
        f"{number};{TODAY};10;Loss;;;Gone;",
        f"{number};{TODAY};5;Cash;;;;")
    assert not import_payments.import_files([path], dry_run=True)
    assert [l.split()[0] for l in told(capsys)] == [
        'would', 'refused', 'would', 'refused']
    assert not import_payments.import_files([path])
    assert [l.split()[0] for l in told(capsys)] == [
        'done', 'refused', 'done', 'refused']
    assert open_(invoices)[3] == 0


def test_W7_excess_is_told(invoices, write, capsys):
    path = write(f"{invoices[3].number};{TODAY};60;Cash;;;;")
    assert import_payments.import_files([path])
    line, = told(capsys)
    assert "10.00" in line
    assert [p.amount for p in payments()] == [50, 10]
    assert import_payments.import_files([path])
    assert len(payments()) == 2


def test_a_key_twice_in_a_file(invoices, write, capsys):
    number = invoices[0].number
    path = write(
        f"{number};{TODAY};10;Cash;;;;a", f"{number};{TODAY};20;Cash;;;;a")
    assert not import_payments.import_files([path])
    assert "line 2" in told(capsys)[1]
    assert open_(invoices)[0] == 90


def test_refused_only_on_posting(invoices, write, capsys):
    "The limit counts what other lines give away: seen when it is posted"
    Method = Model.get('account.invoice.payment.method')
    Group = Model.get('res.group')
    group = Group(name="Physicians")
    group.save()
    discount, = Method.find([('name', '=', 'Discount')])
    discount.limit_amount = Decimal(20)
    discount.limit_group = group
    discount.save()
    number = invoices[2].number
    lines = [
        f"{invoices[1].number};{TODAY};200;Cash;;;;",
        f"{number};{TODAY};15;Discount;;;Family;",
        f"{number};{TODAY};15;Discount;;;Friend;",
        f"{invoices[0].number};{TODAY};100;Cash;;;;"]

    assert not import_payments.import_files(
        [write(*lines)], all_or_nothing=True)
    assert {l.split()[0] for l in told(capsys)} == {'not'}
    assert open_(invoices) == [100, 200, 300, 50]

    assert not import_payments.import_files([write(*lines)])
    assert [l.split()[0] for l in told(capsys)] == [
        'done', 'done', 'refused', 'done']
    assert open_(invoices) == [0, 0, 285, 50]


def test_French_columns(invoices, write):
    path = write(
        f"{invoices[0].number};{TODAY:%d.%m.%Y};10,00;Cash",
        header="Facture;Date;Montant;Moyen de paiement")
    assert import_payments.import_files([path])
    assert open_(invoices)[0] == 90


def test_in_the_language_of_the_user(invoices, write, capsys):
    config = proteus_config.get_config()
    Message = Model.get('ir.message')
    Translation = Model.get('ir.translation')
    ModelData = Model.get('ir.model.data')
    path = write(f"nowhere;{TODAY};10;Cash;;;;")
    with config.set_context(language='fr'):
        for name, text in [
                ('state_refused', "refusé"),
                ('invoice_unknown', 'Pas de facture « %(name)s ».')]:
            message = Message(ModelData.get_id(
                    MODULE, f'msg_payment_import_{name}', config.context))
            Translation(
                lang='fr', type='model', name='ir.message,text',
                res_id=message.id, module=MODULE, src=message.text,
                value=text).save()
        assert not import_payments.import_files([path])
    assert told(capsys) == ["refusé Pas de facture « nowhere »."]


def test_batches(invoices, write, monkeypatch):
    monkeypatch.setattr(import_payments, 'BATCH', 2)
    path = write(*[f"{i.number};{TODAY};10;Cash;;;;" for i in invoices[:3]])
    assert import_payments.import_files([path])
    assert open_(invoices) == [90, 190, 290, 50]


def lines_for(invoices, **values):
    return [{
            'line': number, 'invoice': invoice.number, 'date': TODAY,
            'amount': Decimal(10), 'method': "Cash", 'key': f'k{number}',
            **values} for number, invoice in enumerate(invoices)]


def test_no_query_a_line(practice):
    "What is looked up and checked takes as many queries for 5 as for 40"
    practice.method('cash')
    invoices = create_invoices(practice, ['100'] * 45)
    Payment = Pool().get('account.invoice.payment')
    counts = []
    for part in [invoices[:5], invoices[5:]]:
        with count_statements() as statements:
            Payment.import_payments(lines_for(part), dry_run=True)
        counts.append(len([
                    s for s in statements if s.startswith('SELECT')]))
    assert counts[1] <= counts[0] + 8, counts


@pytest.mark.parametrize('good', [True, False])
def test_all_or_nothing(practice, good):
    practice.method('cash')
    invoices = create_invoices(practice, ['100', '100'])
    Payment = Pool().get('account.invoice.payment')
    lines = lines_for(invoices)
    if not good:
        lines[1]['invoice'] = "nowhere"
    results = Payment.import_payments(lines, all_or_nothing=True)
    assert [r['state'] for r in results] == (
        ['done', 'done'] if good else ['held', 'refused'])
    assert [reload(i).amount_to_pay for i in invoices] == (
        [90, 90] if good else [100, 100])


def test_in_the_currency_of_the_invoice(practice):
    practice.method('cash')
    invoice = create_invoice(practice, '100', currency=practice.eur)
    Payment = Pool().get('account.invoice.payment')
    result, = Payment.import_payments(lines_for([invoice]))
    assert result['state'] == 'done'
    payment, = reload(invoice).payments
    assert (payment.amount, payment.currency) == (10, practice.eur)


@pytest.mark.parametrize('groups,allowed', [
        (['medical_payment.group_payment'], True),
        (['account.group_account'], False),
        ([], False)])
def test_S10_rights(practice, groups, allowed):
    practice.method('cash')
    invoice, = create_invoices(practice, ['100'])
    Payment = Pool().get('account.invoice.payment')
    user = create_user(practice, 'somebody', *groups)
    with as_user(user):
        if allowed:
            result, = Payment.import_payments(lines_for([invoice]))
            assert result['state'] == 'done'
        else:
            with pytest.raises(AccessError):
                Payment.import_payments(lines_for([invoice]))
    assert reload(invoice).amount_to_pay == (90 if allowed else 100)


def test_S10_gives_nothing_away(practice):
    practice.method('loss')
    invoice, = create_invoices(practice, ['100'])
    Payment = Pool().get('account.invoice.payment')
    with as_user(create_user(
                practice, 'reception', 'medical_payment.group_payment')):
        result, = Payment.import_payments(
            lines_for([invoice], method="Loss", reason="Gone"))
    assert result['state'] == 'refused'
    assert "Give Away" in result['message']
    assert not Payment.search([])


def test_S10_other_company(practice):
    practice.method('cash')
    invoice, = create_invoices(practice, ['100'])
    Payment = Pool().get('account.invoice.payment')
    user = create_user(
        practice, 'stranger', 'medical_payment.group_payment')
    Pool().get('res.user').write([user], {
            'company': None, 'companies': [('remove', [practice.company.id])],
            })
    with as_user(user), Transaction().set_context(
            company=practice.company.id, companies=[practice.company.id]):
        result, = Payment.import_payments(lines_for([invoice]))
    assert result['state'] == 'refused'
    assert not Payment.search([])


@pytest.fixture
def served(invoices, tmp_path):
    return configuration_of_copy(tmp_path)


def test_command(invoices, served, write):
    path = write(f"{invoices[0].number};{TODAY};10;Cash;;;;")
    arguments = ['-c', served, '-d', 'practice', path]
    for option, said in [
            ('--dry-run', "would be done"), ('--decimal=.', "done PAY"),
            ('--separator=;', "already there")]:
        result = call(option, *arguments)
        assert result.returncode == 0, result.stderr
        assert said.split()[0] in result.stdout
    bad = write(f"nothing;{TODAY};10;Cash;;;;", name='bad.csv')
    result = call(*arguments, bad)
    assert result.returncode == 1
    assert "bad.csv, line 2: refused" in result.stdout


@pytest.mark.parametrize(
    'script', ['import_payments', 'import_statements'])
def test_no_database(invoices, served, write, tmp_path, script):
    path = write(f"{invoices[0].number};{TODAY};10;Cash;;;;")
    for arguments, said in [
            (['-c', served, '-d', 'nowhere', path], "database nowhere"),
            (['-c', served, '-d', 'practice', tmp_path / 'no.csv'],
                "no.csv"),
            (['-c', tmp_path / 'no.conf', '-d', 'practice', path],
                "no.conf")]:
        result = call(*arguments, script=script)
        assert result.returncode == 2
        assert said in result.stderr


def test_bad_input(invoices, served, write):
    path = write(f"{invoices[0].number};{TODAY};10;Cash;;;;")
    result = call('-c', served, '-d', 'practice', '--separator', 'ab', path)
    assert result.returncode == 2
    assert "separator" in result.stderr
    for content, said in [
            (b'', "empty"), (b'\x00\x01\x02', "CSV"),
            (b'colour;date\nred;x\n', '"colour"')]:
        path.write_bytes(content)
        result = call('-c', served, '-d', 'practice', path)
        assert result.returncode == 1
        assert said in result.stdout
