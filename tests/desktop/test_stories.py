# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Whole stories, as the people tell them, in the real desktop client.

Each click is a click of a user, by the name that he reads; what the practice
has at the end is read from its database."""
import datetime as dt
import re
import zipfile
from decimal import Decimal

import pytest

from demo import prepare, setup
from trytond_medical_payment.search import amount_of

from .. import served
from ..stories import may_give_away, receipts, settled

pytestmark = [pytest.mark.desktop, pytest.mark.slow]
ACCEPTED = r'Opérations acceptées : (\d+)\. Sûres : (\d+)\.'
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


def left(client, number):
    "What the list says is to pay of the invoice"
    row = client.row(number)
    return to_pay(row) if row else None


def shows_left(client, number, amount):
    "Read again, as cells are told as they were read first"
    client.until(
        lambda: left(client, number) == amount,
        lambda: client.screen.keys('ctrl+r'),
        f"the list does not show what is left of {number}")


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
        lambda: settled(server, second) == [
            ("Carte", Decimal(50), 'payment')], "50 are not recorded")
    shows_left(client, second, total - 50)
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
        lambda: settled(server, third) == [
            ("Rabais / Offert", Decimal(10), 'discount')],
        "the discount is not recorded")
    shows_left(client, third, total - 10)
    take(client, third, "TWINT")
    gone(client, third)
    assert settled(server, third) == [
        ("Rabais / Offert", Decimal(10), 'discount'),
        ("TWINT", total - 10, 'payment')]
    client.picture('story-morning')


def accepted(client):
    "What the review says of what was accepted, and what is sure"
    for thing in client.front():
        if found := re.match(ACCEPTED, thing.text):
            return int(found[1]), int(found[2])


def test_friday_at_the_bank(client, server):
    """A ZIP of the bank, everything sure accepted, one of a tie chosen, one
    acceptance taken back, one invoice given up"""
    archive = client.screen.folder / 'banque.zip'
    with zipfile.ZipFile(archive, 'w') as delivery:
        for path in prepare.files(served.FOLDER):
            delivery.write(path, path.name)
    client.login('admin')
    client.menu("Encaissement", "Banque", "Importer un relevé")
    client.choose_file(archive.name)
    client.press("Importer")

    # The file, and everything that is sure
    client.wait_for('push button', "Accepter tous les sûrs")
    client.picture('story-review')
    sure = served.matches(server, 'proposed', 'sure')
    assert len(sure) > 10
    client.press("Accepter tous les sûrs")
    served.wait(
        lambda: accepted(client) == (len(sure), 0),
        "the review does not tell what was accepted")
    assert served.matches(server, 'accepted') == sure

    # One of a tie, and one that was accepted
    client.choose_tab("À vérifier")
    tied = client.wait_row("Ambigu")
    chosen = NUMBER.search(' '.join(c.name for c in tied))[0]
    for _ in range(2):
        # The first click only makes the row the current one
        client.click_in_row("Ambigu", "Accepter")
    client.choose_tab("Acceptées")
    last = client.rows()[0]
    undone = set(NUMBER.findall(' '.join(c.name for c in last)))
    client.click_in_row(last[-1].name, "Annuler")
    client.press("Appliquer les choix")
    served.wait(
        lambda: accepted(client) == (len(sure), 1),
        "the review does not tell of the choices")
    assert chosen in served.paid(server)
    assert undone and not undone & served.paid(server)
    client.confirm("Fermer")

    # Nothing will come of one of those that are left
    client.menu("Encaissement", "À encaisser")
    lost = number(client.wait_row('F20'))
    total = to_pay(client.row(lost))
    before = settled(server, lost)
    take(client, lost, "Impayé / Perte", Motif="Parti")
    gone(client, lost)
    assert settled(server, lost) == [
        *before, ("Impayé / Perte", total, 'loss')]
    client.picture('story-friday')


def amounts(client):
    "Those of the rows, in francs"
    return [to_pay(row) for row in client.rows()]


def test_month_of_the_owner(client, server):
    "The board, the receipts of the month, and its losses"
    client.login('admin')
    of_board = to_pay(client.wait_row("Pertes du mois"))
    client.picture('story-board')

    client.menu("Encaissement", "Rapports", "Journal des recettes")
    client.wait_for('text', "Date de début")
    month = dt.date.today().replace(day=1)
    book = receipts(server, str(month))
    served.wait(
        lambda: sorted(amounts(client)) == sorted(a for _, a in book),
        "the book has something else")
    client.picture('story-book')

    # The losses are none of it, and the board has those of the month
    client.menu("Encaissement", "Rapports", "Pertes et rabais")
    client.type_in("Date de début", f'{month:%d.%m.%Y}')
    client.screen.keys('ctrl+r')
    served.wait(
        lambda: sum(amounts(client)) == of_board,
        "the losses are not those of the board")
    client.picture('story-losses')
