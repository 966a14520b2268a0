# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Whole stories, as the people tell them, in the real desktop client.

Each click is a click of a user, by the name that he reads; what the practice
has at the end is read from its database."""
import re
import zipfile
from decimal import Decimal

import pytest

from demo import prepare, setup
from trytond_medical_payment.search import amount_of

from .. import served
from ..stories import may_give_away, settled

pytestmark = [pytest.mark.desktop, pytest.mark.slow]
NUMBER = re.compile(r'F\d{4}-\d{4}')


def number(row):
    "The number of the invoice in the row"
    return next(c.name for c in row if NUMBER.fullmatch(c.name))


def to_pay(row):
    "What the row says is to pay: the last of its amounts"
    amounts = [
        row[i].name for i, c in enumerate(row[1:]) if c.name == "CHF"]
    return amount_of(amounts[-1])


def take(client, number, method, **values):
    "Encaisser in the row, the means, what else is typed, Encaisser"
    client.press_in_row(number, "Encaisser")
    client.choose("Moyen de paiement", method)
    for name, value in values.items():
        client.type_in(name, value)
    client.confirm("Encaisser")


def gone(client, number):
    served.wait(
        lambda: not client.row(number), f"{number} is still to collect")


def test_morning_at_the_desk(client, server):
    "Three payments, one in two parts by card and in cash, and a discount"
    may_give_away(server, setup.RECEPTIONIST)
    client.login(setup.RECEPTIONIST)
    client.menu("Encaissement", "À encaisser")
    client.wait_row('F20')
    first, second, third = [number(r) for r in client.rows()[:3]]

    # One pays all of it, in cash
    total = to_pay(client.row(first))
    take(client, first, "Espèces")
    gone(client, first)
    assert settled(server, first) == [("Espèces", total, 'payment')]

    # One pays 50 by card and the rest in cash
    total = to_pay(client.row(second))
    take(client, second, "Carte", Montant='50')
    served.wait(
        lambda: to_pay(client.row(second)) == total - 50,
        "the list does not show what is left")
    take(client, second, "Espèces")
    gone(client, second)
    assert settled(server, second) == [
        ("Carte", Decimal(50), 'payment'),
        ("Espèces", total - 50, 'payment')]

    # The third gets 10 off, and pays by TWINT
    total = to_pay(client.row(third))
    take(
        client, third, "Rabais / Offert", Montant='10',
        Motif="Retard du cabinet")
    served.wait(
        lambda: to_pay(client.row(third)) == total - 10,
        "the list does not show the discount")
    take(client, third, "TWINT")
    gone(client, third)
    assert settled(server, third) == [
        ("Rabais / Offert", Decimal(10), 'discount'),
        ("TWINT", total - 10, 'payment')]
    client.picture('story-morning')


def test_friday_at_the_bank(client, server, tmp_path):
    "A ZIP of the bank, everything sure accepted, and one of a tie chosen"
    archive = tmp_path / 'banque.zip'
    with zipfile.ZipFile(archive, 'w') as delivery:
        for path in prepare.files(served.FOLDER):
            delivery.write(path, path.name)
    client.login('admin')
    client.menu("Encaissement", "Banque", "Importer un relevé")
    client.picture('story-import')
    for thing in client.front():
        print(thing)
    assert 0


def test_month_of_the_owner(client, server):
    "The board, the receipts and the losses of the month"
    client.login('admin')
    lost = client.wait_row("Pertes du mois")
    of_board = to_pay(lost)
    client.menu("Encaissement", "Rapports", "Pertes et rabais")
    client.picture('story-losses')
    for thing in client.front():
        if thing.x > 320:
            print(thing)
    assert 0
