# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Who may have sent a transaction, or for whom it was sent."""
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .codes import EvidenceCode
from .index import Index, account_key
from .model import Evidence, Param, Transaction
from .names import Likeness, words
from .policy import Points, Policy

# Enough to look at the open items of the party
KNOWN = frozenset({
        EvidenceCode.ACCOUNT, EvidenceCode.ACCOUNT_SHARED,
        EvidenceCode.LEARNT_ACCOUNT, EvidenceCode.LEARNT_NAME,
        EvidenceCode.NAME, EvidenceCode.NAME_HOMONYM,
        EvidenceCode.NAME_PARTIAL, EvidenceCode.NAME_IN_TEXT})
# He paid for the party before
LEARNT = frozenset({
        EvidenceCode.LEARNT_ACCOUNT, EvidenceCode.LEARNT_NAME})
# The payer himself is this party
IDENTIFIED = frozenset({
        EvidenceCode.ACCOUNT, EvidenceCode.ACCOUNT_SHARED,
        EvidenceCode.NAME, EvidenceCode.NAME_HOMONYM,
        EvidenceCode.NAME_PARTIAL})


@dataclass(slots=True)
class Payers:
    """What is known of each party that may be concerned.

    identity: the same for transactions of the same payer, None if unknown.
    words: those of the payer's names.
    named: parties named in the text, other than the payer himself.
    methods: those for which the payer is known as the acquirer.
    """
    evidence: dict[int, list[Evidence]] = field(default_factory=dict)
    identity: str | frozenset[str] | None = None
    words: frozenset[str] = frozenset()
    named: frozenset[int] = frozenset()
    methods: frozenset[int] = frozenset()

    def add(
            self, party: int, code: EvidenceCode, points: int,
            **params: Param) -> None:
        self.evidence.setdefault(party, []).append(
            Evidence.of(code, points, **params))

    def codes(self, party: int | None) -> frozenset[EvidenceCode]:
        if party is None:
            return frozenset()
        return frozenset(e.code for e in self.evidence.get(party, ()))

    def parties(self, codes: frozenset[EvidenceCode]) -> list[int]:
        "Those with one of the codes, in their order"
        return sorted(
            p for p, found in self.evidence.items()
            if any(e.code in codes for e in found))


def read_payers(
        transaction: Transaction, index: Index, policy: Policy) -> Payers:
    "Who is behind a transaction, by account, by what was learnt and by name"
    names = [transaction.payer_name]
    if not transaction.payer_name.strip():
        names = list(transaction.other_names)
    account = account_key(transaction.payer_account)
    core = frozenset(words(transaction.payer_name))
    every = frozenset(
        w for n in (transaction.payer_name, *transaction.other_names)
        for w in words(n))
    payers = Payers(
        identity=account or core or None, words=every,
        methods=frozenset(index.acquirers(
                account, transaction.payer_name)))
    likeness = _likeness(names, index)
    if account:
        _add_account(payers, account, likeness, transaction, index, policy)
    _add_learnt(payers, index.learnt.get(account or ''), True, policy.points)
    _add_learnt(payers, index.learnt.get(core), False, policy.points)
    _add_names(payers, likeness, index, policy.points)
    _add_named(payers, transaction, index, policy)
    return payers


def _likeness(
        names: Iterable[str], index: Index) -> dict[int, tuple[Likeness, str]]:
    best: dict[int, tuple[Likeness, str]] = {}
    for name in names:
        for party, likeness in index.names.find(name).items():
            if party not in best or likeness > best[party][0]:
                best[party] = likeness, name
    return best


def _add_account(
        payers: Payers, account: str,
        likeness: Mapping[int, tuple[Likeness, str]],
        transaction: Transaction, index: Index, policy: Policy) -> None:
    """An account of several parties is his whose name came with it.

    With the name of another party the account is shared, registered or not.
    """
    owners = index.accounts.get(account, set())
    alike = {
        p for p, (like, _) in likeness.items() if like == Likeness.FULL}
    for party in sorted(owners):
        if alike & owners == {party} or (
                len(owners) == 1 and not alike):
            code, points = EvidenceCode.ACCOUNT, policy.points.account
        else:
            code = EvidenceCode.ACCOUNT_SHARED
            points = policy.points.account_shared
        payers.add(party, code, points, account=transaction.payer_account)


def _add_learnt(
        payers: Payers, learnt: Mapping[int, dt.date] | None, account: bool,
        points: Points) -> None:
    for party, date in sorted((learnt or {}).items()):
        if payers.codes(party) & KNOWN:
            continue
        if account:
            payers.add(
                party, EvidenceCode.LEARNT_ACCOUNT, points.learnt_account,
                date=date)
        else:
            payers.add(
                party, EvidenceCode.LEARNT_NAME, points.learnt_name,
                date=date)


def _add_names(
        payers: Payers, likeness: Mapping[int, tuple[Likeness, str]],
        index: Index, points: Points) -> None:
    for party, (like, name) in sorted(likeness.items()):
        if like == Likeness.CLOSE:
            code, worth = EvidenceCode.NAME_PARTIAL, points.name_partial
        elif index.names.has_homonym(party):
            code, worth = EvidenceCode.NAME_HOMONYM, points.name_homonym
        else:
            code, worth = EvidenceCode.NAME, points.name
        payers.add(party, code, worth, name=name)


def _add_named(
        payers: Payers, transaction: Transaction, index: Index, policy: Policy
        ) -> None:
    """Who is named in the text or as the debtor behind the payer.

    More than the payer, if he is another one.
    """
    text = '\n'.join(transaction.texts)[:policy.max_text]
    named = index.names.find_in_text(text)
    for name in transaction.other_names:
        named.update(
            p for p, likeness in index.names.find(name).items()
            if likeness == Likeness.FULL)
    named.difference_update(payers.parties(IDENTIFIED))
    payers.named = frozenset(named)
    for party in sorted(named):
        worth = policy.points.name_in_text
        if index.names.has_homonym(party):
            worth = policy.points.name_homonym
        payers.add(party, EvidenceCode.NAME_IN_TEXT, worth)


def is_stranger(payers: Payers, item: int, index: Index) -> bool:
    """Whether the payer is somebody else than who owes or pays the item.

    False as long as nothing is known of one of them.  A word of the name
    in common, even mistyped, is enough not to be a stranger.
    """
    owner = index.owner[item]
    if owner is None:
        return False
    concerned = {owner} | index.payers[item]
    if any(
            payers.codes(p) or index.surnames.has(p, payers.words)
            for p in concerned):
        return False
    if payers.parties(IDENTIFIED):
        return True
    own = index.words[owner]
    return bool(payers.words and own) and not payers.words & own
