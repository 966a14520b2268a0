# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The transactions of an acquirer's report and the payments recorded (D9).

One to one, by reference where there is one, else by amount and day.  Equal
amounts of one day may stand for each other, and are taken in order.  Where it
is open which of two days is missing, nothing is paired: whoever records what
is missing would book money twice.
"""
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .model import Key
from .policy import Policy


@dataclass(frozen=True, slots=True)
class Sighting:
    """A transaction of the report, or a payment that was recorded.

    amount: in `currency`; negative for what was given back.
    references: under which it may be known on the other side.
    concerns: the reference of the payment that it takes back.
    """
    key: Key
    amount: Decimal
    currency: str
    date: dt.date
    references: tuple[str, ...] = ()
    concerns: str = ''


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found, by the keys of the transactions and the payments.

    pairs: a transaction and its payment.
    missing_here: transactions that nobody recorded.
    missing_there: payments that the report does not have.
    unclear: keys of either list, which may belong together or not.
    """
    pairs: tuple[tuple[Key, Key], ...]
    missing_here: tuple[Key, ...]
    missing_there: tuple[Key, ...]
    unclear: frozenset[tuple[str, Key]]


def compare(
        transactions: Iterable[Sighting], payments: Iterable[Sighting],
        policy: Policy | None = None) -> Comparison:
    """Compare a report with the payments that may be in it.

    The order of what is handed in changes nothing.  In `unclear` a key comes
    with 'transaction' or 'payment'.
    """
    return _Comparing(transactions, payments, policy or Policy()).run()


def concerned(
        taken_back: Iterable[Sighting], payments: Iterable[Sighting],
        policy: Policy | None = None) -> dict[Key, Key]:
    """Return the payment that each refund or chargeback takes back.

    By its reference, else as the only payment of the amount in the days
    before; each payment once.
    """
    policy = policy or Policy()
    payments = sorted(payments, key=_order)
    by_reference: dict[str, list[Sighting]] = defaultdict(list)
    by_amount: dict[tuple[str, Decimal], list[Sighting]] = defaultdict(list)
    for payment in payments:
        for reference in _references(payment):
            by_reference[reference].append(payment)
        by_amount[payment.currency, payment.amount].append(payment)
    found: dict[Key, Key] = {}
    taken: set[Key] = set()
    left = []
    for one in sorted(taken_back, key=_order):
        known = by_reference.get(_compact(one.concerns), ())
        if len(known) == 1:
            # Several refunds may take back parts of one payment
            found[one.key] = known[0].key
            taken.add(known[0].key)
        elif not one.concerns:
            left.append(one)
    for one in left:
        fits = [
            p for p in by_amount[one.currency, -one.amount]
            if p.key not in taken
            and 0 <= (one.date - p.date).days <= policy.days_returned]
        if len(fits) == 1:
            found[one.key] = fits[0].key
            taken.add(fits[0].key)
    return found


class _Comparing:
    "A report while it is compared"

    def __init__(
            self, transactions: Iterable[Sighting],
            payments: Iterable[Sighting], policy: Policy) -> None:
        self.policy = policy
        self.transactions = sorted(transactions, key=_order)
        self.payments = sorted(payments, key=_order)
        self.pairs: dict[Key, Key] = {}
        self.taken: set[Key] = set()
        self.unclear: set[tuple[str, Key]] = set()

    def run(self) -> Comparison:
        self._by_reference()
        for transactions, payments in self._groups():
            self._by_day(transactions, payments)
        for transactions, payments in self._groups():
            for near in _clusters(
                    transactions, payments, self.policy.days_reported):
                self._near(*near)
        return Comparison(
            tuple(
                (t.key, self.pairs[t.key]) for t in self.transactions
                if t.key in self.pairs),
            tuple(t.key for t in self._open_transactions()),
            tuple(p.key for p in self._open_payments()),
            frozenset(self.unclear))

    def _open_transactions(self) -> list[Sighting]:
        return [t for t in self.transactions if t.key not in self.pairs]

    def _open_payments(self) -> list[Sighting]:
        return [p for p in self.payments if p.key not in self.taken]

    def _pair(self, transaction: Sighting, payment: Sighting) -> None:
        self.pairs[transaction.key] = payment.key
        self.taken.add(payment.key)

    def _by_reference(self) -> None:
        "The same reference and the same amount, on whatever day"
        known: dict[
            tuple[str, str, Decimal],
            tuple[list[Sighting], list[Sighting]]] = defaultdict(
                lambda: ([], []))
        for side, sightings in enumerate([self.transactions, self.payments]):
            for one in sightings:
                for reference in _references(one):
                    known[reference, one.currency, one.amount][side].append(
                        one)
        for transactions, payments in known.values():
            if len(transactions) == len(payments) == 1:
                transaction, payment = transactions[0], payments[0]
                if (transaction.key not in self.pairs
                        and payment.key not in self.taken):
                    self._pair(transaction, payment)

    def _groups(self) -> Iterator[tuple[list[Sighting], list[Sighting]]]:
        "What is open and has the same amount, on both sides"
        groups: dict[
            tuple[str, Decimal],
            tuple[list[Sighting], list[Sighting]]] = defaultdict(
                lambda: ([], []))
        for side, sightings in enumerate([
                    self._open_transactions(), self._open_payments()]):
            for one in sightings:
                groups[one.currency, one.amount][side].append(one)
        yield from groups.values()

    def _by_day(
            self, transactions: Sequence[Sighting],
            payments: Sequence[Sighting]) -> None:
        "On the same day, in order"
        days: dict[dt.date, list[Sighting]] = defaultdict(list)
        for payment in payments:
            days[payment.date].append(payment)
        for transaction in transactions:
            if days[transaction.date]:
                self._pair(transaction, days[transaction.date].pop(0))

    def _near(
            self, transactions: Sequence[Sighting],
            payments: Sequence[Sighting]) -> None:
        """On days near to each other, as many as can be.

        What is left over has to be of the same days whichever are paired:
        taken from the first day on and from the last one back.
        """
        days = self.policy.days_reported
        first = _line_up(transactions, payments, days, 1)
        last = _line_up(transactions[::-1], payments[::-1], days, -1)
        if _days(first) != _days(last):
            self.unclear.update(('transaction', t.key) for t in transactions)
            self.unclear.update(('payment', p.key) for p in payments)
            return
        for transaction, payment in first:
            self._pair(transaction, payment)


def _clusters(
        transactions: Sequence[Sighting], payments: Sequence[Sighting],
        days: int) -> Iterator[tuple[list[Sighting], list[Sighting]]]:
    "Parts between which there are more days than may be"
    both = sorted(
        [(t.date, 0, n) for n, t in enumerate(transactions)]
        + [(p.date, 1, n) for n, p in enumerate(payments)])
    part: tuple[list[Sighting], list[Sighting]] = [], []
    before: dt.date | None = None
    for date, side, n in both:
        if before and (date - before).days > days:
            yield part
            part = [], []
        part[side].append((transactions, payments)[side][n])
        before = date
    yield part


def _line_up(
        transactions: Sequence[Sighting], payments: Sequence[Sighting],
        days: int, step: int) -> list[tuple[Sighting, Sighting]]:
    """Pair as many as can be, from the first day on or from the last one back.

    Both are in that order (step is 1 or -1), so that what is too far from the
    next one on the other side is too far from all that follow.
    """
    pairs = []
    n = m = 0
    while n < len(transactions) and m < len(payments):
        ahead = step * (payments[m].date - transactions[n].date).days
        if ahead > days:
            n += 1
        elif ahead < -days:
            m += 1
        else:
            pairs.append((transactions[n], payments[m]))
            n, m = n + 1, m + 1
    return pairs


def _days(
        pairs: Sequence[tuple[Sighting, Sighting]]
        ) -> tuple[Counter[dt.date], Counter[dt.date]]:
    "How many of each day are paired, on both sides"
    return (
        Counter(t.date for t, _ in pairs), Counter(p.date for _, p in pairs))


def _order(one: Sighting) -> tuple[dt.date, Key]:
    return one.date, one.key


def _references(one: Sighting) -> list[str]:
    return list(dict.fromkeys(filter(None, map(_compact, one.references))))


def _compact(reference: str) -> str:
    return ''.join(reference.split()).casefold()
