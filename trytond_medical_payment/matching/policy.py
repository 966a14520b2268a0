# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Every number the engine decides by, with its reason.

A wrong sure proposal is much worse than a missed one: where a number could
be larger or smaller, it is on the careful side.  What may be sure is the
table of `sureness`.
"""
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Points:
    """What each piece of evidence is worth; the score is their sum, 0 to 100.

    Documents outweigh people, and people outweigh amounts: reference >
    number > account > name > amount.  Together with the exact amount (30)
    each of them stays in that order, at least the margin apart.
    """
    # The check digit catches the slip of a hand; what it lets pass leads
    # nowhere.
    reference: int = 70
    # Within free text it was typed, not scanned.
    reference_in_text: int = 68
    # One digit away another invoice exists: below a reference.
    number: int = 50
    # Three or four digits are half a postcode.
    number_short: int = 15
    # One slip away from a number that fits otherwise.
    number_typo: int = 12
    # His own account: nobody else pays from it, but he may pay for others.
    account: int = 40
    # An account of several parties (a couple): one of them.
    account_shared: int = 30
    # Somebody known to pay for others: which invoice stays open.
    payer_of_invoice: int = 30
    # Accepted once, it is more than a name that looks alike (P5).
    learnt_account: int = 28
    learnt_name: int = 20
    # Names are shared by relatives and written in many ways.
    name: int = 25
    name_homonym: int = 15
    name_partial: int = 16
    # Below the margin: among equal amounts a relative is listed first, but
    # he may as well bear the name by chance.
    surname: int = 8
    # Somebody wrote for whom he pays, which tells more than who he is.
    name_in_text: int = 42
    # All that is open, to the cent.
    amount: int = 30
    # An instalment is only one of the amounts an invoice may have.
    amount_instalment: int = 26
    amount_tolerance: int = 24
    # Many sums are possible: one margin below the amount of one (A4).
    amount_sum: int = 20
    # A difference like a fee of a bank.
    amount_near: int = 12
    # A part, or more than is open.
    amount_off: int = 4
    # The same without a document: it speaks against the proposal.
    amount_off_alone: int = -15
    # The payment that was announced by hand: it wins over its invoice (S2).
    recorded_payment: int = 5
    # The payer owes just this amount himself, by a number one slip away.
    payer_owes_same: int = -25
    # Money for a loss is rare: one margin below an open invoice (W6).
    recovery: int = -10
    # Who pays before he has the invoice, pays another one.
    date_before_invoice: int = -22
    # The payer is known, and he is not the one who owes it (N6).
    payer_contradicts: int = -20
    # All that waits of some closing days, to the cent, is many amounts that
    # add up: a margin above an invoice of that amount, below who pays it.
    payout: int = 42
    # The same holds for what somebody gathered on a slip.
    slip: int = 42
    # The acquirer is known: nothing else comes from him.
    acquirer: int = 40
    acquirer_other: int = -40
    # For each payment that is not paid out; more than one is hardly true.
    payout_missing: int = -14
    # One that was mistyped is rarer than one that is missing.
    payout_differs: int = -20
    # Nothing open that fits: the money is his, and that is all we know.
    on_account: int = 20
    # The payer says a document, and it is not this one.
    reference_unknown: int = -20
    # The same, less surely: numbers are typed wrong.
    number_other: int = -5
    # What it says has just this amount: hardly a slip.
    number_other_exact: int = -25
    # The payer says for whom it is, and it is another one: enough to put
    # that one before the payer himself, known by account and name.
    named_other: int = -35


@dataclass(frozen=True, slots=True)
class Policy:
    "Tolerances, windows and limits"
    points: Points = Points()

    # What may be missing or too much and is closed with the payment (A6);
    # nothing is given away unless the practice says so.
    tolerance: Decimal = Decimal(0)
    # Up to here a difference looks like a fee or a slip, and the amount
    # still speaks for the invoice: the larger of the two counts.
    near_amount: Decimal = Decimal(5)
    near_percent: int = 3
    # Proposals whose points differ by less are equal: what tells them apart
    # is worth less than a date or a slip.
    margin: int = 10
    # A transaction that loses its best proposal to another one falls back on
    # one that is nearly as good: a slip less, but not a date that is wrong.
    fall_back: int = 20
    # Nobody types so many numbers by hand: a list that adds up is right
    # whoever sent it (M4).
    machine_list: int = 5
    # Days a payment may be dated before the invoice it pays: invoices are
    # handed over at the consultation and posted at the end of the week.
    days_before: int = 7
    # Days between a payment taken by hand and the line of the bank: cards
    # and transfers take a week, a holiday doubles it (S2).
    days_recorded: int = 30
    # Days between the last closing day of a payout and the line of the
    # bank, and the closing days it may be of: by the month at most (D1, D3).
    days_payout: int = 14
    days_run: int = 31
    # What is missing or differs is looked for in so many last days, and
    # in runs of so many, a weekend; among more sums any amount fits (D4).
    days_inexact: int = 5
    days_inexact_run: int = 3
    # Of a run with more payments not every two are tried.
    max_payout: int = 100
    # Days between a payment as it was recorded and as the acquirer reports
    # it: the evening of a day is the next one for some, and what the
    # terminal did on a Friday is recorded on a Monday (D9).
    days_reported: int = 3
    # A debit is returned within 13 months at most (SEPA), a card sooner.
    days_returned: int = 400

    # A screen shows so many candidates; nobody reads more.
    max_proposals: int = 5
    # Who pays for more parties is an insurer: of each only what it owes to
    # the cent is looked at, not its parts and sums.
    max_parties: int = 20
    # So many open items of one party are compared one by one.
    max_pool: int = 1000
    # Sums listed: two are enough to see that neither is certain.
    max_sums: int = 2
    # Bits of the table of sums: 32 MB, enough for 250 invoices and a
    # transfer of 50 000.00 in steps of 0.05, in some 20 ms.
    max_sum_bits: int = 2 ** 28
    # Attempts to find the best assignment of transactions that want the same
    # items; beyond, the best found so far is taken.
    max_attempts: int = 5000
    # Rounds of promising; each serves whoever was undecided in the one
    # before, and two or three are the rule.
    max_rounds: int = 20
    # Characters of text read; the longest text of a bank has 140 × 70.
    max_text: int = 20000
