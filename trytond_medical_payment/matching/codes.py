# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The words of the engine, as codes: whoever shows them translates them.

Each code is a plain string, fit to be part of an XML id.
"""
from enum import Enum


class Confidence(str, Enum):
    "How far a proposal may be trusted; only SURE may be ticked beforehand"
    SURE = 'sure'
    LIKELY = 'likely'
    AMBIGUOUS = 'ambiguous'


class ItemKind(str, Enum):
    "What a transaction may settle"
    # A posted invoice with something left to pay
    INVOICE = 'invoice'
    # A credit note (negative amount), settled by a refund (A7)
    CREDIT_NOTE = 'credit_note'
    # A payment taken by hand which the bank has not shown yet (S2)
    PAYMENT = 'payment'
    # What was written off on an invoice and may be recovered (W6)
    LOSS = 'loss'
    # An invoice with nothing left to pay: known for alerts only (R9, R12)
    PAID = 'paid'
    # A slip of cheques or of cash that was brought to the bank (D6, D7)
    SLIP = 'slip'
    # A payment that the bank has shown and that may come back (D6, S8)
    ARRIVED = 'arrived'


class Lump(str, Enum):
    "How the payments of a method reach the bank together"
    # An acquirer pays some closing days in one sum, less its commission
    PAYOUT = 'payout'
    # Somebody gathers them on a slip
    SLIP = 'slip'


class EvidenceCode(str, Enum):
    "Why a proposal was made, or what speaks against it"
    # Structured references: params `reference`; GROUP also `count`
    REFERENCE = 'reference'
    REFERENCE_IN_TEXT = 'reference_in_text'
    REFERENCES = 'references'
    # Numbers in texts: params `number`; `count` for several
    NUMBER = 'number'
    NUMBER_SHORT = 'number_short'
    NUMBER_TYPO = 'number_typo'
    NUMBERS = 'numbers'
    # Who pays: params `name` (of the payer), `account`, `date`
    ACCOUNT = 'account'
    ACCOUNT_SHARED = 'account_shared'
    LEARNT_ACCOUNT = 'learnt_account'
    LEARNT_NAME = 'learnt_name'
    NAME = 'name'
    NAME_PARTIAL = 'name_partial'
    SURNAME = 'surname'
    NAME_HOMONYM = 'name_homonym'
    NAME_IN_TEXT = 'name_in_text'
    PAYER_OF_INVOICE = 'payer_of_invoice'
    PAYER_OTHER = 'payer_other'
    PAYER_CONTRADICTS = 'payer_contradicts'
    # How much: params `amount`, `open`, `difference`
    AMOUNT = 'amount'
    AMOUNT_TOTAL = 'amount_total'
    AMOUNT_SUM = 'amount_sum'
    AMOUNT_INSTALMENT = 'amount_instalment'
    AMOUNT_TOLERANCE = 'amount_tolerance'
    AMOUNT_SHORT = 'amount_short'
    AMOUNT_OVER = 'amount_over'
    # What it settles: params `date`
    RECORDED_PAYMENT = 'recorded_payment'
    RECOVERY = 'recovery'
    REFUND = 'refund'
    ON_ACCOUNT = 'on_account'
    RETURN = 'return'
    # Payments that arrive together: params `method`, `count`, `date`, for
    # several days `until`; `amount` and `percent` of the commission;
    # `number` of a slip; `name` of the acquirer or of who paid
    PAYOUT = 'payout'
    PAYOUT_DAYS = 'payout_days'
    COMMISSION = 'commission'
    ACQUIRER = 'acquirer'
    SLIP = 'slip'
    PAYOUT_MISSING = 'payout_missing'
    PAYOUT_DIFFERS = 'payout_differs'
    # What keeps it from being sure: params `count`, `reference`, `number`
    ACQUIRER_OTHER = 'acquirer_other'
    PAYOUT_EXPECTED = 'payout_expected'
    NUMBER_OTHER = 'number_other'
    NAMED_OTHER = 'named_other'
    FAMILY = 'family'
    PAYER_OWES_SAME = 'payer_owes_same'
    DATE_BEFORE_INVOICE = 'date_before_invoice'
    TIE = 'tie'
    RIVAL = 'rival'
    OTHER_SUMS = 'other_sums'
    REFERENCE_UNKNOWN = 'reference_unknown'
    REFERENCE_INVALID = 'reference_invalid'
    REFERENCE_CONFLICT = 'reference_conflict'
    REFERENCE_OTHER = 'reference_other'
    AMOUNT_OF_OTHER = 'amount_of_other'
    SECOND_CHOICE = 'second_choice'


class NoteCode(str, Enum):
    "What is to be told of a transaction, with or without proposals"
    # Alerts
    PAID_TWICE = 'paid_twice'
    ALREADY_PAID = 'already_paid'
    RETURNED = 'returned'
    # What waits by the method of an acquirer: `method`, `count`, `amount`
    ON_TRANSIT = 'on_transit'
    # Why there is no proposal
    NO_EVIDENCE = 'no_evidence'
    NO_AMOUNT = 'no_amount'
    NOTHING_OPEN = 'nothing_open'
    DEBIT = 'debit'
    OTHER_CURRENCY = 'other_currency'
    REFERENCE_UNKNOWN = 'reference_unknown'
    REFERENCE_INVALID = 'reference_invalid'
    PROMISED = 'promised'
    REFUSED = 'refused'
    # What was not tried (limits of the policy)
    TOO_MANY_CANDIDATES = 'too_many_candidates'
    SEARCH_BOUND = 'search_bound'
