# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Where to look: the open items and the parties, indexed once for a run.

Items and parties are positions in lists sorted by what is due first, then
by key, so that every order below is the same for any order of the input.
"""
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import TypeAlias

from .codes import ItemKind, Lump
from .document_numbers import NumberIndex, Pattern
from .model import Key, Method, OpenItem, Party
from .money import Scale
from .names import Likeness, NameIndex, words
from .references import canonical
from .surnames import Surnames
from .text import compact

# Accounts that are none (`NOTPROVIDED`) have no digits, or few
_MIN_ACCOUNT = 5
# Party, currency, amount and kind
Asked: TypeAlias = tuple[int, str, int, ItemKind]


def account_key(account: str) -> str | None:
    "The compact form of an account, None if it says nothing (P1)"
    value = compact(account)
    if len(value) < _MIN_ACCOUNT or not value.strip(
            'ABCDEFGHIJKLMNOPQRSTUVWXYZ0X'):
        return None
    return value


class Index:
    "The open items and the parties of one run"

    def __init__(
            self, items: Iterable[OpenItem], parties: Iterable[Party],
            scale: Scale, methods: Iterable[Method] = ()) -> None:
        self.scale = scale
        self.items = sorted(
            items, key=lambda i: (i.due or i.date, i.date, i.key))
        self.amounts = [scale.minor(i.amount) for i in self.items]
        # Those of slips are looked up by `SlipSearch`
        self.patterns = [
            tuple(p for p in map(Pattern.of, i.numbers) if p)
            if i.kind != ItemKind.SLIP else () for i in self.items]
        self._index_methods(sorted(methods, key=lambda m: m.key))
        self._index_parties(sorted(parties, key=lambda p: p.key))
        self._index_documents()
        self._index_amounts()

    def _index_methods(self, methods: list[Method]) -> None:
        self.methods = methods
        position = {m.key: n for n, m in enumerate(methods)}
        self._methods = [
            None if i.method is None else position.get(i.method)
            for i in self.items]
        self._acquirers = NameIndex(
            (n, words(name)) for n, m in enumerate(methods)
            for name in m.payers)
        self._acquirer_accounts: dict[str, set[int]] = defaultdict(set)
        for n, method in enumerate(methods):
            for account in method.accounts:
                if key := account_key(account):
                    self._acquirer_accounts[key].add(n)

    def acquirers(self, account: str | None, name: str) -> set[int]:
        "The methods whose acquirer has the account or the name"
        found = set(self._acquirer_accounts.get(account or '', ()))
        found.update(
            n for n, likeness in self._acquirers.find(name).items()
            if likeness == Likeness.FULL)
        return found

    def method_of(self, item: int) -> int | None:
        "The method whose payments reach the bank in lumps, if it is so"
        return self._methods[item]

    def payout_of(self, item: int) -> int | None:
        "The method, if an acquirer pays it out"
        method = self._methods[item]
        if method is None or self.methods[method].lump != Lump.PAYOUT:
            return None
        return method

    def is_lump(self, item: int) -> bool:
        "Whether a recorded payment arrives together with others"
        return (
            self.items[item].kind == ItemKind.PAYMENT
            and self._methods[item] is not None)

    def _is_of_party(self, item: int) -> bool:
        "Whether the party itself may pay it: not what arrives in a lump"
        return self.items[item].kind not in {
            ItemKind.SLIP, ItemKind.ARRIVED} and not self.is_lump(item)

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
        for n, owner in enumerate(self.owner):
            if owner is not None and self._is_of_party(n):
                self.owned[owner].append(n)
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
                    c for c in map(canonical, item.references) if c}):
                self.references[reference].append(n)
        self.numbers = NumberIndex(
            (n, p) for n, patterns in enumerate(self.patterns)
            for p in patterns)

    def _index_amounts(self) -> None:
        # What a party may pay of just an amount, by kind and date
        self.asked: dict[Asked, list[int]] = defaultdict(list)
        # Who may pay something of just an amount
        self.asking: dict[tuple[str, int], set[int]] = defaultdict(set)
        for n in sorted(
                range(len(self.items)), key=lambda n: self.items[n].date):
            item = self.items[n]
            if not self._is_of_party(n):
                continue
            concerned = self.concerned(n)
            self.asking[item.currency, self.amounts[n]].update(concerned)
            for party in concerned:
                self.asked[
                    party, item.currency, self.amounts[n], item.kind
                    ].append(n)
        self.by_amount: dict[tuple[str, int], list[int]] = defaultdict(list)
        # Payments that may come back
        self.arrived: dict[tuple[str, int], list[int]] = defaultdict(list)
        for n, item in enumerate(self.items):
            if item.kind == ItemKind.ARRIVED:
                self.arrived[item.currency, self.amounts[n]].append(n)
            if item.kind == ItemKind.PAID or not self._is_of_party(n):
                continue
            amounts = {self.amounts[n]}
            if len(item.instalments) > 1:
                first = min(item.instalments, key=lambda i: i.date)
                amounts.add(self.scale.minor(first.amount))
            for amount in sorted(amounts):
                self.by_amount[item.currency, amount].append(n)

    def concerned(self, item: int) -> frozenset[int]:
        "Who owes an item or is known to pay it"
        owner = self.owner[item]
        return self.payers[item].union(() if owner is None else (owner,))

    def invoice(self, item: int) -> Key:
        "The invoice an item stands for"
        found = self.items[item]
        if found.kind in {
                ItemKind.PAYMENT, ItemKind.LOSS, ItemKind.ARRIVED}:
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
