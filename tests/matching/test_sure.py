# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The table of what may be sure: complete, and told in the documentation."""
from dataclasses import replace
from itertools import product

import pytest

from develop.sure import PAGE, page
from trytond_medical_payment.matching import Confidence, EvidenceCode
from trytond_medical_payment.matching.sureness import (
    CONTESTS, SURE, VETOES, Amount, Document, Facts, Payer, Scope, Standing,
    Subject, contested, is_allowed)

FACTS = [
    Facts(*facts)
    for facts in product(Document, Payer, Amount, Scope, Subject)]


def test_the_page_is_not_stale():
    assert PAGE.read_text(encoding='utf-8') == page(), (
        "python -m develop.sure writes it anew")


def test_every_row_is_needed():
    for row in SURE:
        assert any(
            [r for r in SURE if r.allows(facts)] == [row]
            for facts in FACTS), row


def test_knowing_more_never_makes_less_sure():
    for facts in FACTS:
        if not is_allowed(facts, ()):
            continue
        for payer in Payer:
            if payer >= facts.payer:
                assert is_allowed(replace(facts, payer=payer), ())


def test_what_is_never_sure():
    for facts in FACTS:
        if facts.document == Document.PART or facts.amount == Amount.OFF:
            assert not is_allowed(facts, ())
        if facts.document == Document.NONE:
            if facts.subject == Subject.CLAIM and (
                    facts.payer < Payer.OWN or facts.scope > Scope.ONE):
                assert not is_allowed(facts, ())
            if facts.subject == Subject.PAYOUT and facts.payer < Payer.AGREES:
                assert not is_allowed(facts, ())
            if facts.payer == Payer.OTHER:
                assert not is_allowed(facts, ())
        if facts.subject != Subject.CLAIM and facts.amount < Amount.EXACT:
            assert not is_allowed(facts, ())


@pytest.mark.parametrize('code', VETOES)
def test_a_veto_is_final(code):
    best = Facts(Document.REFERENCE, Payer.OWN, Amount.EXACT, Scope.ONE)
    assert is_allowed(best, {EvidenceCode.REFERENCE})
    assert not is_allowed(best, {EvidenceCode.REFERENCE, code})


def test_every_standing_has_its_row():
    assert set(CONTESTS) == set(Standing)
    order = [Confidence.AMBIGUOUS, Confidence.LIKELY, Confidence.SURE]
    for standing in Standing:
        sure = contested(Confidence.SURE, standing)
        likely = contested(Confidence.LIKELY, standing)
        assert order.index(likely) <= order.index(sure)
        assert (sure == Confidence.SURE) == (standing == Standing.FREE)
