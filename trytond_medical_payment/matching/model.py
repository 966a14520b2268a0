# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What goes into the engine and what comes out of it, as plain data.

Amounts are `Decimal` in the currency named beside them, with at most the
digits of `Policy.digits`.  Keys are whatever identifies a record for the
caller: hashable, and sortable among the keys of the same collection, since
they break the last ties.
"""
import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, TypeAlias

from .codes import Confidence, EvidenceCode, ItemKind, Lump, NoteCode


class Key(Protocol):
    "Identifies a transaction, an item or a party for the caller"

    def __hash__(self) -> int:
        ...

    def __lt__(self, other: Any, /) -> bool:
        ...


Param: TypeAlias = str | int | Decimal | dt.date
Params: TypeAlias = tuple[tuple[str, Param], ...]


@dataclass(frozen=True, slots=True)
class Transaction:
    """A line of the bank, or the part of it that is still pending.

    amount: what is to be settled; positive is a receipt, negative a debit.
    payer_name, payer_account: the other side, as in the file.
    other_names: for whom the other side acts (the ultimate debtor).
    references: structured references as in the file, valid or not.
    texts: free text, one line each.
    returned: a return or a reversal of a payment, whatever its sign (S8).
    """
    key: Key
    amount: Decimal
    currency: str
    date: dt.date
    payer_name: str = ''
    payer_account: str = ''
    other_names: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    returned: bool = False


@dataclass(frozen=True, slots=True)
class Instalment:
    "A part of an invoice with its own maturity (A8)"
    date: dt.date
    amount: Decimal  # still open


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What a transaction may settle.

    amount: what is open, in `currency`.  Positive for INVOICE and LOSS,
        negative for CREDIT_NOTE; for PAYMENT the amount recorded (negative
        when money was given back); for PAID what was to be paid; for SLIP
        the sum of its payments; for ARRIVED what would come back, so
        negative for a payment that was received.
    date: of the invoice, of the payment (for a payout: the day on which the
        terminal was closed), of the loss or of the slip.
    due: the maturity that counts; with instalments the first open one.
    numbers: under which the payer may know it (number, reference of order).
    references: structured references (QRR, SCOR/RF, Belgian), any format.
    party: who owes it; payers: other parties known to pay it.
    invoice: for PAYMENT, LOSS and ARRIVED, the key of the invoice they
        belong to, be it among the items or not.
    method: for PAYMENT, SLIP and ARRIVED, the method whose money reaches
        the bank in lumps; None when it comes one by one.  A payment that
        stands on a slip is not handed in, its slip is.
    total: the total of the invoice, when part of it is settled already.
    """
    key: Key
    kind: ItemKind
    amount: Decimal
    currency: str
    date: dt.date
    due: dt.date | None = None
    numbers: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    party: Key | None = None
    payers: tuple[Key, ...] = ()
    instalments: tuple[Instalment, ...] = ()
    invoice: Key | None = None
    total: Decimal | None = None
    method: Key | None = None


@dataclass(frozen=True, slots=True)
class LearntPayer:
    """A payer whose payment for the party was accepted before (P5).

    Either `account`, or `name` where the bank gave no account.
    """
    date: dt.date
    account: str = ''
    name: str = ''


@dataclass(frozen=True, slots=True)
class Party:
    "Who owes, or who pays for others"
    key: Key
    names: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()  # IBAN or other, any format
    learnt: tuple[LearntPayer, ...] = ()


@dataclass(frozen=True, slots=True)
class Method:
    """A payment method whose money reaches the bank in lumps.

    name: as users know it, for the words of the evidence.
    rate: the commission as a fraction of the gross (0.013 for 1.3 %).  With
        a rate a payout is looked for less commission, rounded half up to
        `digits`, for each payment or for the sum, and without it, too.
    digits: of the currency of its payments.
    payers: names of the acquirer; accounts: from which it pays.  Both come
        from what was accepted before, or from its party.
    """
    key: Key
    lump: Lump
    name: str = ''
    rate: Decimal = Decimal(0)
    digits: int = 2
    payers: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A reason with its points (negative: it speaks against).

    params: what fills the blanks of the translated text.
    """
    code: EvidenceCode
    points: int
    params: Params = ()

    @classmethod
    def of(
            cls, code: EvidenceCode, points: int = 0, **params: Param
            ) -> 'Evidence':
        return cls(code, points, tuple(sorted(params.items())))


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell about a transaction.

    item: the item it is about; transaction: the other transaction concerned.
    """
    code: NoteCode
    item: Key | None = None
    transaction: Key | None = None
    params: Params = ()


@dataclass(frozen=True, slots=True)
class Allocation:
    """A part of the transaction given to an item.

    amount: signed as the transaction is.
    left: what stays open on the item after it, signed as the item's amount.
    residue: what of the item is to be closed by the method set for
        residues, because it is within the tolerance (A6); then `left` is 0.
    instalment: the date of the instalment it was compared with (A8).
    """
    item: Key
    amount: Decimal
    left: Decimal
    residue: Decimal = Decimal(0)
    instalment: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One way to settle a transaction.

    The amounts of the allocations and the remainder, less the commission,
    add up to the amount of the transaction.  Without allocation all of it
    is offered on account.

    commission: what an acquirer kept: the payments are allocated gross.
    method: of the payout or slip that it is.
    remainder: what is not allocated, signed as the transaction is.
    on_account: the party on whose account the remainder is offered, if any.
    close_remainder: the remainder is within the tolerance, to be put on the
        other account of the method for residues (A6: too much).
    score: 0 to 100, comparable within a transaction and between transactions.
    rank: 0 is the best of its transaction.
    promised: the allocations are reserved for this transaction; of all the
        proposals of a result that are promised, no item is overdrawn.
    """
    transaction: Key
    allocations: tuple[Allocation, ...]
    remainder: Decimal
    confidence: Confidence
    score: int
    evidence: tuple[Evidence, ...]
    on_account: Key | None = None
    close_remainder: bool = False
    rank: int = 0
    promised: bool = False
    commission: Decimal = Decimal(0)
    method: Key | None = None

    @property
    def items(self) -> frozenset[Key]:
        "What identifies the proposal when it is refused"
        return frozenset(a.item for a in self.allocations)


@dataclass(frozen=True, slots=True)
class Outcome:
    "All that is known of one transaction: proposals, best first, and notes"
    transaction: Key
    proposals: tuple[Proposal, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    "One outcome for each transaction, in the order of their keys"
    outcomes: tuple[Outcome, ...]

    def __iter__(self) -> Iterator[Outcome]:
        return iter(self.outcomes)

    def of(self, transaction: Key) -> Outcome:
        "The outcome of the transaction with this key"
        index = bisect_left(
            self.outcomes, transaction, key=lambda o: o.transaction)
        if index < len(self.outcomes):
            outcome = self.outcomes[index]
            if outcome.transaction == transaction:
                return outcome
        raise KeyError(transaction)


# A transaction and the items that were refused for it (S7); an empty set
# refuses to put its whole amount on account.
Refusal: TypeAlias = tuple[Key, frozenset[Key]]
