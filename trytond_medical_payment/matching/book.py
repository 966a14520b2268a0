# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Where to look: the open items and the parties, indexed once for a run.

Items and parties are positions in lists sorted by what is due first, then
by key, so that every order below is the same for any order of the input.
"""
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from .codes import ItemKind
from .model import Key, OpenItem, Party
from .money import Scale
from .names import NameIndex, words
from .numbers import NumberIndex, Pattern
from .references import parse
from .surnames import Surnames
from .text import compact

# Accounts that are none (`NOTPROVIDED`) have no digits, or few
_MIN_ACCOUNT = 5


def account_key(account: str) -> str | None:
    "The compact form of an account, None if it says nothing (P1)"
    value = compact(account)
    if len(value) < _MIN_ACCOUNT or not value.strip(
            'ABCDEFGHIJKLMNOPQRSTUVWXYZ0X'):
        return None
    return value


class Book:
    "The open items and the parties of one run"

    def __init__(
            self, items: Iterable[OpenItem], parties: Iterable[Party],
            scale: Scale) -> None:
        self.scale = scale
        self.items = sorted(
            items, key=lambda i: (i.due or i.date, i.date, i.key))
        self.amounts = [scale.minor(i.amount) for i in self.items]
        self.patterns = [
            tuple(p for p in map(Pattern.of, i.numbers) if p)
            for i in self.items]
        self._index_parties(sorted(parties, key=lambda p: p.key))
        self._index_documents()
        self._index_amounts()

    def _index_parties(self, parties: list[Party]) -> None:
        self.parties: list[Key] = [p.key for p in parties]
        self.position: dict[Key, int] = {
            k: n for n, k in enumerate(self.parties)}
        for item in self.items:
            for key in (item.party, *item.payers):
                if key is not None and key not in self.position:
                    self.position[key] = len(self.parties)
                    self.parties.append(key)
        self.owner: list[int | None] = [
            None if i.party is None else self.position[i.party]
            for i in self.items]
        self.payers: list[frozenset[int]] = [
            frozenset(self.position[p] for p in i.payers)
            for i in self.items]
        self.owned: dict[int, list[int]] = defaultdict(list)
        self.paid_by: dict[int, list[int]] = defaultdict(list)
        for n, owner in enumerate(self.owner):
            if owner is not None:
                self.owned[owner].append(n)
            for payer in sorted(self.payers[n]):
                if payer != owner:
                    self.paid_by[payer].append(n)
        names = [
            (n, words(name)) for n, p in enumerate(parties)
            for name in p.names]
        self.names = NameIndex(names)
        self.words: list[frozenset[str]] = [frozenset()] * len(parties)
        for n, parts in names:
            self.words[n] = self.words[n].union(parts)
        self.labels = [p.names[0] if p.names else '' for p in parties]
        for _ in range(len(parties), len(self.parties)):
            self.words.append(frozenset())
            self.labels.append('')
        self.accounts: dict[str, set[int]] = defaultdict(set)
        self.has_account: set[int] = set()
        self.learnt: dict[str | frozenset[str], dict[int, dt.date]] = (
            defaultdict(dict))
        for n, party in enumerate(parties):
            for account in party.accounts:
                if key := account_key(account):
                    self.accounts[key].add(n)
                    self.has_account.add(n)
            for learnt in party.learnt:
                self._learn(
                    n, learnt.date, account_key(learnt.account)
                    or frozenset(words(learnt.name)))
        self.surnames = Surnames(names, [
                {*self.accounts.get(a, ()), *self.learnt.get(a, ())}
                for a in sorted({
                        *self.accounts,
                        *(k for k in self.learnt if isinstance(k, str))})])

    def _learn(
            self, party: int, date: dt.date, payer: str | frozenset[str]
            ) -> None:
        if payer:
            dates = self.learnt[payer]
            dates[party] = max(date, dates.get(party, date))

    def _index_documents(self) -> None:
        self.references: dict[str, list[int]] = defaultdict(list)
        # The items of an invoice: itself, its payments and its losses
        self.of_invoice: dict[Key, list[int]] = defaultdict(list)
        for n, item in enumerate(self.items):
            self.of_invoice[self.invoice(n)].append(n)
            for reference in sorted({
                    c for c in map(parse, item.references) if c}):
                self.references[reference].append(n)
        self.numbers = NumberIndex(
            (n, p) for n, patterns in enumerate(self.patterns)
            for p in patterns)

    def _index_amounts(self) -> None:
        self.by_amount: dict[tuple[str, int], list[int]] = defaultdict(list)
        for n, item in enumerate(self.items):
            if item.kind == ItemKind.PAID:
                continue
            amounts = {self.amounts[n]}
            if len(item.instalments) > 1:
                first = min(item.instalments, key=lambda i: i.date)
                amounts.add(self.scale.minor(first.amount))
            for amount in sorted(amounts):
                self.by_amount[item.currency, amount].append(n)

    def invoice(self, item: int) -> Key:
        "The invoice an item stands for"
        found = self.items[item]
        if found.kind in {ItemKind.PAYMENT, ItemKind.LOSS}:
            return found.key if found.invoice is None else found.invoice
        return found.key

    def documents(self, items: Iterable[int]) -> list[tuple[int, ...]]:
        """The items by invoice, each with all that belongs to the invoice.

        An invoice comes with its recorded payments and its losses.
        """
        invoices = {self.invoice(i): None for i in sorted(items)}
        return [tuple(self.of_invoice[i]) for i in invoices]

    def of_document(self, items: Iterable[int]) -> list[int]:
        "The items of all the invoices that the items stand for"
        return [i for d in self.documents(items) for i in d]
