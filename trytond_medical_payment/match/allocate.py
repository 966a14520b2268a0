# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The lines of the statement that accepted matches become."""
from collections import defaultdict
from decimal import Decimal

from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..batch import browse
from ..exceptions import MatchAcceptError
from ..rights import check_group
from .commission import commission_parts, tax_lines

ZERO = Decimal(0)


class Allocator:
    """Gives what is open to one match after the other.

    So a batch of matches never takes more than there is, and the records
    are read once for all of them.
    """

    def __init__(self, matches):
        pool = Pool()
        Invoice = pool.get('account.invoice')
        lines = [l for m in matches for l in m.lines]
        with Transaction().set_context(with_payment=False):
            self.invoices = {
                i.id: i for i in browse(
                    Invoice, {l.invoice.id for l in lines if l.invoice})}
            self.claims = Invoice.open_claims(list(self.invoices.values()))
        self.transit = self._read_transit(
            {l.payment for l in lines if l.payment})
        self.to_clear = []
        # Lines of commissions, and what they are of
        self.commissions = []
        # Payments that the bank took back, with its lines
        self.returned = []
        # Lines for invoices that are opened again for them
        self.reopening = []
        # Lines whose residue needs nobody's right
        self.tolerated = set()
        self.pending = {}
        for match in matches:
            self.pending.setdefault(
                match.origin.id, match.origin.pending_amount)

    @staticmethod
    def _read_transit(payments):
        "Return the open lines of the payments that wait for the bank"
        pool = Pool()
        Line = pool.get('account.move.line')
        moves = {p.move.id: p.id for p in payments if p.move}
        result = defaultdict(list)
        if moves:
            for line in Line.search([
                        ('move', 'in', list(moves)),
                        ('move.state', '=', 'posted'),
                        ('reconciliation', '=', None),
                        ('account.reconcile', '=', True),
                        ('account.type.receivable', '=', False),
                        ('account.type.payable', '=', False),
                        ]):
                result[moves[line.move.id]].append(line)
        return result

    def get_lines(self, match):
        """Return the lines of the statement for the match.

        Raise MatchAcceptError when something changed in the meantime.
        """
        self._check_period(match)
        self._check_pending(match)
        lines = []
        for line in match.lines:
            if line.deposit:
                lines.append(self._deposit_line(match, line))
            elif line.payment:
                lines.append(self._payment_line(match, line))
            elif line.invoice:
                lines.extend(self._invoice_lines(match, line))
            else:
                lines.append(
                    self._on_account(match, line.party, line.amount))
        if match.commission:
            lines.extend(self._commission(match))
        if match.remainder:
            if match.close_remainder:
                lines.append(self._closed(match))
            elif match.on_account:
                lines.append(self._on_account(
                        match, match.on_account, match.remainder))
        self._take(match, lines)
        return lines

    @staticmethod
    def _check_period(match):
        "Before anything is written, not when the move is (S9)"
        Period = Pool().get('account.period')
        Period.find(match.company, date=match.date)

    def _check_pending(self, match):
        pending = self.pending[match.origin.id]
        used = sum((l.amount for l in match.lines), ZERO)
        used -= match.commission or ZERO
        rest = match.remainder
        if match.close_remainder or match.on_account:
            used += rest
        if not used:
            raise MatchAcceptError(gettext(
                    'medical_payment.msg_match_accept_empty',
                    match=match.rec_name))
        if ((used > 0) != (pending > 0)
                or abs(used) > abs(pending)
                or (rest and (rest > 0) != (match.amount > 0))):
            Lang = Pool().get('ir.lang')
            lang = Lang.get()
            raise MatchAcceptError(gettext(
                    'medical_payment.msg_match_accept_pending',
                    match=match.rec_name,
                    amount=lang.currency(used, match.currency),
                    pending=lang.currency(pending, match.currency)))

    def _take(self, match, lines):
        "Only now, when nothing is refused any more"
        self.pending[match.origin.id] -= sum(l.amount for l in lines)
        for line in lines:
            if line.invoice and not any(line is l for l in self.reopening):
                amount = line.amount
                if line.second_currency == line.invoice.currency:
                    amount = line.amount_second_currency
                self.claims[line.invoice.id][
                    line.party.id if line.party else None] -= amount
        for line in match.lines:
            if line.payment:
                self.transit.pop(line.payment.id, None)

    def _line(self, match, **values):
        Line = Pool().get('account.statement.line')
        origin = match.origin
        for name in [
                'party', 'related_to', 'second_currency',
                'amount_second_currency']:
            values.setdefault(name, None)
        return Line(
            statement=origin.statement,
            origin=origin,
            match=match,
            number=origin.number,
            date=origin.date,
            description=origin.description,
            **values)

    def _invoice_lines(self, match, line):
        "A line for each party that owes, the party of the match first"
        invoice = self.invoices[line.invoice.id]
        claims = {
            p: a for p, a in self.claims[invoice.id].items()
            if a and (a > 0) == (line.amount > 0)}
        rate = self._rate(match, line, invoice)
        wanted = line.amount if rate is None else line.amount_second_currency
        if invoice.state != 'posted' or abs(
                wanted + (line.residue or ZERO)) > abs(
                    sum(claims.values(), ZERO)):
            self._raise_open(match, invoice, sum(claims.values(), ZERO))
        if line.has_residue:
            self._check_residue(
                match, line, sum(claims.values(), ZERO) - wanted)
        preferred = line.party.id if line.party else None
        result = [
            self._invoice_line(match, invoice, party, amount, rate)
            for party, amount in invoice.spread(
                wanted, claims, first=preferred)]
        if rate is not None:
            # The cents of the conversion
            result[0].amount += line.amount - sum(l.amount for l in result)
        return result

    def _check_residue(self, match, line, rest):
        """Check who decided that the residue is given away.

        The practice, if it is what is left of the invoice, within the
        tolerance and by its method; else the user."""
        Payment = Pool().get('account.invoice.payment')
        method, tolerance = Payment.residue_limits(match.company)
        if (line.residue == rest
                and abs(rest) <= tolerance
                and line.residue_method in {None, method}):
            self.tolerated.add(line)
        else:
            check_group('group_give_away')

    def _rate(self, match, line, invoice):
        "What the bank took for one unit of the currency of the invoice"
        if invoice.currency == match.currency:
            return None
        origin = match.origin
        if (origin.second_currency != invoice.currency
                or not line.amount_second_currency):
            raise MatchAcceptError(gettext(
                    'medical_payment.msg_match_accept_currency',
                    match=match.rec_name,
                    invoice=invoice.rec_name,
                    currency=invoice.currency.rec_name))
        return line.amount / line.amount_second_currency

    def _invoice_line(self, match, invoice, party, amount, rate):
        values = {}
        if rate is not None:
            values['second_currency'] = invoice.currency
            values['amount_second_currency'] = amount
            amount = match.currency.round(amount * rate)
        return self._line(
            match, amount=amount, party=party or invoice.party,
            account=invoice.account, related_to=invoice, **values)

    def _raise_open(self, match, invoice, open_):
        Lang = Pool().get('ir.lang')
        lang = Lang.get()
        raise MatchAcceptError(gettext(
                'medical_payment.msg_match_accept_open',
                match=match.rec_name,
                invoice=invoice.rec_name,
                open=lang.currency(open_, invoice.currency)))

    def _payment_line(self, match, line):
        "The bank line of a recorded payment clears the transit account"
        payment = line.payment
        if payment.company != match.company:
            self._raise_payment(match, payment)
        if payment.kind == 'loss':
            return self._reopening_line(match, line)
        if line.is_return:
            return self._return_line(match, line)
        if self._is_booked(match, payment):
            return self._replacement(match, line)
        if payment.deposit:
            raise MatchAcceptError(gettext(
                    'medical_payment.msg_match_accept_on_slip',
                    match=match.rec_name,
                    payment=payment.rec_name,
                    deposit=payment.deposit.rec_name))
        transit = self.transit.get(payment.id, [])
        if (len({(l.account, l.party) for l in transit}) != 1
                or self._transit_amount(match, transit) != line.amount):
            self._raise_payment(match, payment)
        result = self._line(
            match, amount=line.amount, party=transit[0].party,
            account=transit[0].account)
        self.to_clear.append((result, transit))
        return result

    def _return_line(self, match, line):
        "The bank took the payment back: it is owed again"
        payment = line.payment
        if (not payment.may_be_returned
                or payment.currency != match.currency
                or payment.amount != -line.amount
                or self.transit.get(payment.id)):
            self._raise_payment(match, payment)
        result = self._line(
            match, amount=line.amount, party=payment.line.party,
            account=payment.line.account)
        self.returned.append((match, payment, result))
        return result

    def _deposit_line(self, match, line):
        "The bank line of a slip clears all that stands on it"
        deposit = line.deposit
        transit = deposit.transit_lines
        if (deposit.state != 'deposited'
                or len({(l.account, l.party) for l in transit}) != 1
                or self._transit_amount(match, transit) != line.amount):
            raise MatchAcceptError(gettext(
                    'medical_payment.msg_match_accept_payment',
                    match=match.rec_name,
                    payment=deposit.rec_name))
        result = self._line(
            match, amount=line.amount, party=transit[0].party,
            account=transit[0].account)
        self.to_clear.append((result, transit))
        return result

    def _commission(self, match):
        "What the acquirer keeps is an expense: the payments are booked gross"
        account = match.method and match.method.commission_account
        if not account:
            raise MatchAcceptError(gettext(
                    'medical_payment.msg_match_commission_account',
                    match=match.rec_name,
                    method=match.method.rec_name if match.method else ''))
        result = []
        for part in commission_parts(
                account.current(date=match.date), match.commission,
                match.currency, match.date):
            line = self._line(
                match, amount=-part.amount, account=part.account)
            self.commissions.append((line, part))
            result.append(line)
        return result

    @staticmethod
    def _is_booked(match, payment):
        "Test if the payment was booked by hand on the account of the bank"
        account = match.statement.journal.account
        return (payment.state == 'posted'
            and payment.invoice
            and not payment.statement_line
            and not account.reconcile
            and any(l.account == account for l in payment.move.lines))

    def _replacement(self, match, line):
        "The bank line of a payment that was booked on the bank already"
        payment = line.payment
        if payment.amount != line.amount or (
                payment.currency != match.currency):
            self._raise_payment(match, payment)
        return self._reopening_line(match, line)

    def _reopening_line(self, match, line):
        payment = line.payment
        result = self._line(
            match, amount=line.amount, party=payment.line.party,
            account=payment.line.account, related_to=payment.invoice)
        self.reopening.append(result)
        return result

    @staticmethod
    def _raise_payment(match, payment):
        raise MatchAcceptError(gettext(
                'medical_payment.msg_match_accept_payment',
                match=match.rec_name,
                payment=payment.rec_name))

    def _transit_amount(self, match, lines):
        "What the lines await, in the currency of the statement"
        if all(l.second_currency == match.currency for l in lines):
            return sum((l.amount_second_currency for l in lines), ZERO)
        return sum((l.debit - l.credit for l in lines), ZERO)

    def _on_account(self, match, party, amount):
        return self._line(
            match, amount=amount, party=party,
            account=party_account(match, party))

    def _closed(self, match):
        method = match._residue_method()
        if not match.remainder_within_tolerance:
            check_group('group_give_away')
            method.check_limit(
                match.remainder, match.currency, match.date, match.rec_name)
        return self._line(
            match, amount=match.remainder,
            account=method.account_for(-match.remainder, date=match.date))

    def open_invoices(self, matches):
        """Open what the lines pay again: lost invoices (W6), and those whose
        payment was booked by hand on the account of the bank (S2)"""
        pool = Pool()
        Line = pool.get('account.statement.match.line')
        Payment = pool.get('account.invoice.payment')
        recovered, replaced = defaultdict(list), defaultdict(list)
        lines = []
        for match in matches:
            for line in match.lines:
                if not line.payment:
                    continue
                if line.payment.kind == 'loss':
                    recovered[match.date].append((line.payment, line.amount))
                    lines.append(line)
                elif line.is_return:
                    continue
                elif self._is_booked(match, line.payment):
                    replaced[match.date].append(line.payment)
                    lines.append(line)
        for date, losses in recovered.items():
            Payment.reverse_losses(losses, date)
        for date, payments in replaced.items():
            with Transaction().set_user(0, set_context=True):
                Payment.cancel_payments(payments, date=date, reason=gettext(
                        'medical_payment.msg_match_replaced_reason'))
        if lines:
            Line.write_internally([(lines, {'replaced': True})])

    def clear(self):
        """Reconcile the recorded payments with their lines of the bank, and
        tell the taxes of the commissions"""
        pool = Pool()
        Line = pool.get('account.move.line')
        Payment = pool.get('account.invoice.payment')
        TaxLine = pool.get('account.tax.line')
        lines = [l for l, _ in self.to_clear]
        lines += [l for _, _, l in self.returned]
        taxed = [(l, p) for l, p in self.commissions if p.taxes]
        lines += [l for l, _ in taxed]
        if not lines:
            return
        by_origin = {
            str(l.origin): l for l in Line.search([
                    ('origin', 'in', list(map(str, lines))),
                    ('reconciliation', '=', None),
                    ])}
        Line.reconcile(*(
                [by_origin[str(line)], *transit]
                for line, transit in self.to_clear))
        TaxLine.save([
                t for line, part in taxed
                for t in tax_lines(by_origin[str(line)], part)])
        by_date = defaultdict(list)
        for match, payment, line in self.returned:
            by_date[match.date].append((payment, by_origin[str(line)]))
        for date, returned in by_date.items():
            Payment.take_back(returned, date)


def party_account(match, party):
    "Return the account of the party for what was paid too much"
    with Transaction().set_context(
            company=match.company.id, date=match.date):
        account = party.__class__(party.id).account_receivable_used
    if not account:
        raise MatchAcceptError(gettext(
                'medical_payment.msg_match_accept_account',
                match=match.rec_name,
                party=party.rec_name))
    return account
