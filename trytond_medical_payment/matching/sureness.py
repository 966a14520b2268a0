# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What may be sure: the one table of it, with its reasons.

A proposal is sure when a row of SURE allows it, no evidence with a veto
speaks against it, and no other transaction wants the same.  The points of
the evidence only order the proposals.
"""
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum

from .codes import Confidence, EvidenceCode


class Document(IntEnum):
    "What the transaction says of the items, the weakest of them"
    # Neither a reference nor a number leads to any of them
    NONE = 0
    # Only to some of them
    PART = 1
    # A number of an invoice in the text leads to each that no reference does
    NUMBER = 2
    # A structured reference leads to each
    REFERENCE = 3


class Payer(IntEnum):
    "Who pays, beside who owes"
    # Somebody else, known or by his name
    OTHER = 0
    # Nothing is known
    UNKNOWN = 1
    # By his name, by what was learnt, or as a payer of the invoice
    AGREES = 2
    # From the account that is registered for him alone
    OWN = 3


class Amount(IntEnum):
    "What is paid, beside what is open"
    # Much more, whatever is missing
    OFF = 0
    # A bit more, like a fee or a slip
    NEAR = 1
    # Less
    SHORT = 2
    # All of it, an instalment, or a difference within the tolerance
    EXACT = 3


class Scope(IntEnum):
    "How many items of how many parties"
    ONE = 0
    ONE_PARTY = 1
    # Several parties, fewer items than `Policy.machine_list`
    SEVERAL = 2
    # At least so many items
    LIST = 3


class Subject(IntEnum):
    "What is settled"
    # Invoices, and what was recorded or lost of them
    CLAIM = 0
    # All payments of some closing days by one method
    PAYOUT = 1
    # A slip of cheques or cash
    SLIP = 2


@dataclass(frozen=True, slots=True)
class Facts:
    "What the rows of SURE ask about a candidate"
    document: Document
    payer: Payer
    amount: Amount
    scope: Scope
    subject: Subject = Subject.CLAIM


@dataclass(frozen=True, slots=True)
class Row:
    """Facts that may be sure together.

    payer: the least that must be known.
    cases: the acceptance cases that ask for it.
    """
    document: Document
    payer: Payer
    amounts: Collection[Amount]
    scopes: Collection[Scope]
    cases: str
    reason: str
    subject: Subject = Subject.CLAIM

    def allows(self, facts: Facts) -> bool:
        return (
            facts.subject == self.subject
            and facts.document == self.document
            and facts.payer >= self.payer
            and facts.amount in self.amounts
            and facts.scope in self.scopes)


_EXACT = (Amount.EXACT,)
_PART = (Amount.SHORT, Amount.NEAR)
_ONE = (Scope.ONE,)
_OF_ONE = (Scope.ONE, Scope.ONE_PARTY)

SURE = (
    Row(Document.REFERENCE, Payer.OTHER, _EXACT, tuple(Scope),
        "R1, R2, R6, R11, M4",
        "The check digits are right and everything adds up, so it does not"
        " matter who pays."),
    Row(Document.REFERENCE, Payer.OTHER, _PART, _ONE,
        "R8, M3",
        "A part of what the reference says, or a fee more: nobody types the"
        " reference of another invoice."),
    Row(Document.NUMBER, Payer.UNKNOWN, _EXACT, _OF_ONE,
        "N1, N3",
        "A number may be mistyped, but hardly into one with just this"
        " amount; a payer who is somebody else would be a second doubt."),
    Row(Document.NUMBER, Payer.AGREES, _EXACT, (Scope.SEVERAL,),
        "M4",
        "By hand, a mistyped number leads to another party: who pays for"
        " several must be one of them."),
    Row(Document.NUMBER, Payer.OTHER, _EXACT, (Scope.LIST,),
        "M4",
        "Nobody types so many numbers by hand: a machine wrote the list,"
        " and it adds up."),
    Row(Document.NUMBER, Payer.OWN, _PART, _ONE,
        "M3",
        "The amount does not prove the number, but the account of the one"
        " who owes does."),
    Row(Document.NONE, Payer.OWN, _EXACT, _ONE,
        "A3, A8",
        "From his own account, just what one single item asks."),
    Row(Document.NONE, Payer.AGREES, _EXACT, tuple(Scope),
        "D1, D2, D3",
        "The acquirer is known, and all that waits of some closing days is"
        " just the amount, gross or less its commission.",
        Subject.PAYOUT),
    Row(Document.NUMBER, Payer.OTHER, _EXACT, _ONE,
        "D6",
        "The number of the slip and its sum agree.",
        Subject.SLIP),
    Row(Document.NONE, Payer.UNKNOWN, _EXACT, _ONE,
        "D6, D7",
        "It is the only slip of this sum, nothing else that is open has it,"
        " and the bank names no payer.",
        Subject.SLIP),
    )

# Evidence that keeps a proposal from being sure, whatever else is known
VETOES: Mapping[EvidenceCode, str] = {
    EvidenceCode.REFERENCE_UNKNOWN:
    "The payer gave a valid reference, and it is of none of the invoices"
    " here.",
    EvidenceCode.REFERENCE_INVALID:
    "The payer gave a reference whose check digits are wrong: the invoice"
    " that he meant may be another one.",
    EvidenceCode.REFERENCE_OTHER:
    "A reference of another invoice is given and not paid by this.",
    EvidenceCode.REFERENCE_CONFLICT:
    "The amount is not that of the reference, but that of an invoice whose"
    " number is in the text.",
    EvidenceCode.AMOUNT_OF_OTHER:
    "The amount is not that of the reference, but that of another invoice"
    " of the same people: an old payment part was used again.  Or that of a"
    " slip is asked by an invoice, too.",
    EvidenceCode.NUMBER_OTHER:
    "The text names another invoice, and this is not paid to the cent by"
    " what it names.",
    EvidenceCode.NAMED_OTHER:
    "The text names somebody else for whom it is.",
    EvidenceCode.PAYER_CONTRADICTS:
    "The payer is known and is somebody else, or owes just this amount"
    " himself while the number leads to another amount.",
    EvidenceCode.PAYER_OWES_SAME:
    "The payer owes this very amount himself: the number may be a slip.",
    EvidenceCode.FAMILY:
    "A relative without an account, or somebody for whom he paid before,"
    " owes the same amount.",
    EvidenceCode.DATE_BEFORE_INVOICE:
    "It was paid before the invoice was made.",
    EvidenceCode.ACQUIRER_OTHER:
    "It comes from an acquirer, and no payment by its method is settled.",
    EvidenceCode.PAYOUT_EXPECTED:
    "The payment was recorded as one that an acquirer pays out or a slip"
    " gathers: this may be a second payment.",
    EvidenceCode.PAYOUT_MISSING:
    "A payment of these days is not paid out.",
    EvidenceCode.PAYOUT_DIFFERS:
    "A payment of these days was recorded with another amount.",
    EvidenceCode.RETURN:
    "A payment that comes back opens an invoice again: somebody should"
    " look.",
    EvidenceCode.RECOVERY:
    "Money for what was written off is rare and reverses a loss: somebody"
    " should look.",
    }


class Standing(Enum):
    "Where a candidate stands among the transactions of a run"
    FREE = 'free'
    SECOND = 'second'
    RIVALLED = 'rivalled'
    TIED = 'tied'


@dataclass(frozen=True, slots=True)
class Contest:
    "What becomes of a sure and of a likely candidate, and why"
    sure: Confidence
    likely: Confidence
    reason: str


CONTESTS: Mapping[Standing, Contest] = {
    Standing.FREE: Contest(
        Confidence.SURE, Confidence.LIKELY,
        "It is the best, nothing comes near, and nobody else wants it; or a"
        " reference decides, whatever others want."),
    Standing.SECOND: Contest(
        Confidence.LIKELY, Confidence.LIKELY,
        "Something it could have had, or wanted more, is kept for another"
        " transaction."),
    Standing.RIVALLED: Contest(
        Confidence.LIKELY, Confidence.AMBIGUOUS,
        "Another transaction wants it as much: one step less sure."),
    Standing.TIED: Contest(
        Confidence.AMBIGUOUS, Confidence.AMBIGUOUS,
        "It is not the best, or another one is as good: nothing is chosen"
        " for the user."),
    }


def is_allowed(facts: Facts, codes: Collection[EvidenceCode]) -> bool:
    "Whether a candidate with these facts and this evidence may be sure"
    return VETOES.keys().isdisjoint(codes) and any(
        row.allows(facts) for row in SURE)


def contested(confidence: Confidence, standing: Standing) -> Confidence:
    "How far a candidate may be trusted beside its rivals"
    contest = CONTESTS[standing]
    if confidence == Confidence.SURE:
        return contest.sure
    return contest.likely
