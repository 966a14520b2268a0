# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the search for matches reads, with one query for each kind of thing.

Rows are named tuples of plain columns: nothing is computed by the database,
so that the amounts keep their type everywhere.
"""
from collections import defaultdict, namedtuple

from sql import Literal, Null
from sql.conditionals import Coalesce
from sql.operators import Exists

from trytond.model import fields
from trytond.pool import Pool
from trytond.transaction import Transaction

in_ = fields.SQL_OPERATORS['in']

Due = namedtuple(
    'Due', 'invoice line maturity debit credit second_currency'
    ' amount_second_currency reconciliation party')


def fetch(query, name, columns):
    "Return the rows of the query as named tuples"
    Row = namedtuple(name, columns)
    cursor = Transaction().connection.cursor()
    cursor.execute(*query)
    return [Row(*row) for row in cursor]


def origins(ids):
    "The transactions with what is pending of them"
    pool = Pool()
    Origin = pool.get('account.statement.origin')
    Statement = pool.get('account.statement')
    Journal = pool.get('account.statement.journal')
    Line = pool.get('account.statement.line')
    origin, statement = Origin.__table__(), Statement.__table__()
    journal, line = Journal.__table__(), Line.__table__()

    rows = fetch(origin
        .join(statement, condition=origin.statement == statement.id)
        .join(journal, condition=statement.journal == journal.id)
        .select(
            origin.id, statement.company, origin.date, origin.amount,
            journal.currency, origin.second_currency,
            origin.amount_second_currency, origin.party, origin.description,
            origin.information,
            where=in_(origin.id, ids) if ids else Literal(False),
            order_by=[origin.id]),
        'Origin',
        'id company date amount currency second_currency '
        'amount_second_currency party description information')
    used = defaultdict(int)
    for row in fetch(line.select(
                line.origin, line.amount,
                where=in_(line.origin, ids) if ids else Literal(False)),
            'Used', 'origin amount'):
        used[row.origin] += row.amount
    information = Origin.information.get(
        ids, Origin, 'information',
        [{'id': r.id, 'information': r.information} for r in rows])
    return [
        (row._replace(information=information[row.id]),
            row.amount - used[row.id])
        for row in rows]


def _open(invoice, company):
    return ((invoice.company == company)
        & (invoice.type == 'out')
        & (invoice.state == 'posted')
        & (invoice.move != Null))


INVOICE = (
    'id number number_alnum reference structured_reference party currency '
    'date total')


def _invoice_columns(invoice):
    return [
        invoice.id, invoice.number, invoice.number_alnum, invoice.reference,
        invoice.structured_reference, invoice.party, invoice.currency,
        invoice.invoice_date, invoice.total_amount_cache]


def invoices(company):
    "The open customer invoices and credit notes"
    invoice = Pool().get('account.invoice').__table__()
    return fetch(
        invoice.select(
            *_invoice_columns(invoice), where=_open(invoice, company)),
        'Invoice', INVOICE)


def paid_invoices(company, tokens):
    "The paid invoices that have one of the references or numbers"
    if not tokens:
        return []
    invoice = Pool().get('account.invoice').__table__()
    tokens = list(tokens)
    return fetch(
        invoice.select(
            *_invoice_columns(invoice),
            where=(invoice.company == company)
            & (invoice.type == 'out')
            & (invoice.state == 'paid')
            & (invoice.structured_reference.in_(tokens)
                | invoice.number_alnum.in_(tokens))),
        'Invoice', INVOICE)


def _due_columns(invoice, line):
    return [
        invoice.id, line.id, line.maturity_date, line.debit, line.credit,
        line.second_currency, line.amount_second_currency,
        line.reconciliation, line.party]


def dues(company):
    "The lines to pay of the open invoices, reconciled or not"
    pool = Pool()
    AdditionalMove = pool.get('account.invoice-additional-account.move')
    invoice = pool.get('account.invoice').__table__()
    line = pool.get('account.move.line').__table__()
    additional = AdditionalMove.__table__()
    columns = _due_columns(invoice, line)
    rows = fetch(invoice
        .join(line,
            condition=(line.move == invoice.move)
            & (line.account == invoice.account))
        .select(*columns, where=_open(invoice, company)),
        'Due', Due._fields)
    rows += fetch(invoice
        .join(additional, condition=additional.invoice == invoice.id)
        .join(line,
            condition=(line.move == additional.move)
            & (line.account == invoice.account))
        .select(*columns, where=_open(invoice, company)),
        'Due', Due._fields)
    return rows


def payments(company):
    "What was paid of the open invoices without being reconciled"
    pool = Pool()
    invoice = pool.get('account.invoice').__table__()
    line = pool.get('account.move.line').__table__()
    link = pool.get('account.invoice-account.move.line').__table__()
    return fetch(invoice
        .join(link, condition=link.invoice == invoice.id)
        .join(line, condition=link.line == line.id)
        .select(
            *_due_columns(invoice, line),
            where=_open(invoice, company) & (line.reconciliation == Null)),
        'Due', Due._fields)


def alternative_payees(company):
    "Other parties that pay the open invoices"
    pool = Pool()
    invoice = pool.get('account.invoice').__table__()
    payee = pool.get('account.invoice.alternative_payee').__table__()
    rows = fetch(payee
        .join(invoice, condition=payee.invoice == invoice.id)
        .select(
            payee.invoice, payee.party, where=_open(invoice, company)),
        'Payee', 'invoice party')
    result = defaultdict(list)
    for row in rows:
        result[row.invoice].append(row.party)
    return result


RECORDED = (
    'id move invoice party date method lump deposit reference number '
    'structured_reference line debit credit second_currency '
    'amount_second_currency')


def _transit(query, line):
    "Return the query of the lines that wait for the bank, and its condition"
    pool = Pool()
    account = pool.get('account.account').__table__()
    type_ = pool.get('account.account.type').__table__()
    return (query
        .join(account, condition=line.account == account.id)
        .join(type_, condition=account.type == type_.id),
        (line.reconciliation == Null)
        & (account.reconcile == Literal(True))
        & (Coalesce(type_.receivable, Literal(False)) == Literal(False))
        & (Coalesce(type_.payable, Literal(False)) == Literal(False)))


def recorded_payments(company):
    """The payments whose money is not on a statement yet.

    Their moves have lines to reconcile which are not those of a claim.
    """
    return _recorded(company, _transit)


def slips(company):
    """The slips that were brought to the bank, a row for each line that
    waits: those of their payments, or of the move that took the cash"""
    pool = Pool()
    rows = []
    for name in ['payments', 'move']:
        deposit = pool.get('account.invoice.payment.deposit').__table__()
        payment = pool.get('account.invoice.payment').__table__()
        move = pool.get('account.move').__table__()
        line = pool.get('account.move.line').__table__()
        if name == 'payments':
            query = (deposit
                .join(payment, condition=payment.deposit == deposit.id)
                .join(move, condition=payment.move == move.id))
        else:
            query = deposit.join(move, condition=deposit.move == move.id)
        query, where = _transit(
            query.join(line, condition=line.move == move.id), line)
        rows.extend(fetch(query.select(
                    deposit.id, deposit.number, deposit.reference,
                    deposit.date, deposit.method, line.id, line.debit,
                    line.credit, line.second_currency,
                    line.amount_second_currency,
                    where=where
                    & (deposit.company == company)
                    & (deposit.state == 'deposited')
                    & (move.state == 'posted')),
                'Slip',
                'id number reference date method line debit credit '
                'second_currency amount_second_currency'))
    return rows


def acquirers(company):
    "From whom payouts of a method came before"
    payer = Pool().get('account.statement.payer').__table__()
    return fetch(
        payer.select(
            payer.method, payer.account, payer.name,
            where=(payer.company == company) & (payer.method != Null)),
        'Acquirer', 'method account name')


def booked_payments(company):
    """The payments that were booked on the account of a bank by hand.

    The line of the statement takes their place.
    """
    pool = Pool()
    account = pool.get('account.account').__table__()
    journal = pool.get('account.statement.journal').__table__()

    def bank(query, line):
        return (query
            .join(account, condition=line.account == account.id),
            (account.reconcile == Literal(False))
            & account.id.in_(journal.select(
                    journal.account, where=journal.company == company)))
    return _recorded(company, bank)


def _recorded(company, only):
    pool = Pool()
    payment = pool.get('account.invoice.payment').__table__()
    method = pool.get('account.invoice.payment.method').__table__()
    move = pool.get('account.move').__table__()
    line = pool.get('account.move.line').__table__()
    invoice = pool.get('account.invoice').__table__()
    query, where = only(payment
        .join(method, condition=payment.method == method.id)
        .join(move, condition=payment.move == move.id)
        .join(line, condition=line.move == move.id), line)
    return fetch(query
        .join(invoice, 'LEFT', condition=payment.invoice == invoice.id)
        .select(
            payment.id, payment.move, payment.invoice, payment.party,
            payment.date, payment.method, method.deposit, payment.deposit,
            payment.reference, invoice.number,
            invoice.structured_reference, line.id, line.debit, line.credit,
            line.second_currency, line.amount_second_currency,
            where=where
            & (payment.company == company)
            & (payment.state == 'posted')
            & (payment.statement_line == Null)
            & (method.kind == 'payment')
            & (move.state == 'posted'),
            order_by=[payment.id, line.id]),
        'Recorded', RECORDED)


def arrived_payments(company, since):
    """The payments that a bank has shown, and may take back.

    What came with a statement, and what was recorded before and cleared by
    one. Not what was used or given back since."""
    pool = Pool()
    Payment = pool.get('account.invoice.payment')
    payment = Payment.__table__()
    method = pool.get('account.invoice.payment.method').__table__()
    line = pool.get('account.move.line').__table__()
    invoice = pool.get('account.invoice').__table__()

    def cleared():
        line = pool.get('account.move.line').__table__()
        account = pool.get('account.account').__table__()
        type_ = pool.get('account.account.type').__table__()
        return Exists(line
            .join(account, condition=line.account == account.id)
            .join(type_, condition=account.type == type_.id)
            .select(
                line.id,
                where=(line.move == payment.move)
                & (line.reconciliation != Null)
                & (Coalesce(type_.receivable, Literal(False))
                    == Literal(False))
                & (Coalesce(type_.payable, Literal(False))
                    == Literal(False))))

    def used(name):
        use = Payment.__table__()
        return Exists(use.select(
                use.id,
                where=(getattr(use, name) == payment.id)
                & (use.state == 'posted')))
    return fetch(payment
        .join(line, condition=payment.line == line.id)
        .join(method, 'LEFT', condition=payment.method == method.id)
        .join(invoice, 'LEFT', condition=payment.invoice == invoice.id)
        .select(
            payment.id, payment.invoice, payment.date, payment.amount,
            payment.currency, payment.reference, payment.cheque_number,
            line.party, invoice.number, invoice.structured_reference,
            payment.method, method.deposit.as_('lump'),
            where=(payment.company == company)
            & (payment.date >= since)
            & (payment.state == 'posted')
            & (payment.amount > 0)
            & (payment.credit == Null)
            & (Coalesce(method.kind, 'payment') == 'payment')
            & (Coalesce(invoice.type, 'out') == 'out')
            & ((payment.statement_line != Null) | cleared())
            & ~used('credit') & ~used('refunded'),
            order_by=[payment.id]),
        'Arrived',
        'id invoice date amount currency reference cheque party number '
        'structured_reference method lump')


def losses(company):
    "What was written off and may still be paid"
    pool = Pool()
    payment = pool.get('account.invoice.payment').__table__()
    method = pool.get('account.invoice.payment.method').__table__()
    invoice = pool.get('account.invoice').__table__()
    methods = fetch(
        method.select(method.id, where=method.kind == 'loss'), 'Method', 'id')
    if not methods:
        return []
    return fetch(payment
        .join(invoice, condition=payment.invoice == invoice.id)
        .select(
            payment.id, payment.invoice, payment.date, payment.amount,
            payment.currency, invoice.party, invoice.number,
            invoice.number_alnum, invoice.structured_reference,
            where=(payment.company == company)
            & (payment.state == 'posted')
            # By id, so that the database knows how few they are
            & in_(payment.method, [m.id for m in methods])
            & (invoice.type == 'out'),
            order_by=[payment.id]),
        'Loss',
        'id invoice date amount currency party number number_alnum '
        'structured_reference')


def parties(ids):
    party = Pool().get('party.party').__table__()
    ids = list(ids)
    return fetch(
        party.select(
            party.id, party.name,
            where=in_(party.id, ids) if ids else Literal(False)),
        'Party', 'id name')


def bank_accounts(parties, numbers):
    "The accounts of the parties, and who else owns one of the numbers"
    pool = Pool()
    number = pool.get('bank.account.number').__table__()
    owner = pool.get('bank.account-party.party').__table__()
    where = Literal(False)
    if parties:
        where |= in_(owner.owner, list(parties))
    if numbers:
        where |= number.number_compact.in_(list(numbers))
    return fetch(number
        .join(owner, condition=owner.account == number.account)
        .select(
            owner.owner, number.number_compact, number.number, where=where),
        'Account', 'party compact number')


def learnt(company, accounts, names):
    "For whom these payers paid before"
    payer = Pool().get('account.statement.payer').__table__()
    where = Literal(False)
    if accounts:
        where |= payer.account.in_(list(accounts))
    if names:
        where |= payer.name.in_(list(names))
    return fetch(
        payer.select(
            payer.party, payer.account, payer.name, payer.date,
            where=(payer.company == company)
            & (payer.party != Null)
            & where),
        'Learnt', 'party account name date')


def refused(ids):
    "The items that were refused for each transaction, by match"
    pool = Pool()
    match = pool.get('account.statement.match').__table__()
    line = pool.get('account.statement.match.line').__table__()
    return fetch(match
        .join(line, 'LEFT', condition=line.match == match.id)
        .select(
            match.id, match.origin, line.invoice, line.payment,
            line.deposit,
            where=(match.state == 'refused')
            & (in_(match.origin, ids) if ids else Literal(False))),
        'Refused', 'match origin invoice payment deposit')


def promised(company, ids):
    "What the proposals for other transactions keep"
    pool = Pool()
    match = pool.get('account.statement.match').__table__()
    line = pool.get('account.statement.match.line').__table__()
    return fetch(match
        .join(line, condition=line.match == match.id)
        .select(
            line.invoice, line.payment, line.deposit, line.amount,
            line.amount_second_currency,
            where=(match.company == company)
            & (match.state == 'proposed')
            & (match.promised == Literal(True))
            & ~(in_(match.origin, ids) if ids else Literal(False))),
        'Promised',
        'invoice payment deposit amount amount_second_currency')
