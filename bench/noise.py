# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Money that settles nothing: rent, interest, salaries, cards, refunds."""
import datetime as dt
from decimal import Decimal

from .people import FIRST, LAST
from .records import START, Receipt

TEXTS = (
    'Loyer {month:02}/{year}', 'Miete Parkplatz {month:02}.{year} Nr. {small}',
    'Zinsen per 31.{month:02}.{year}', 'Interets {year}-{month:02}',
    'Lohn {month:02}/{year} Pers.-Nr. {middle}', 'Salaire {year}{month:02}',
    'Steuerrückerstattung {year} Dossier {large}',
    'MC/{large:09} KIOSK K{small:03} {day}.{month:02}. 14:07',
    'Kauf Terminal {large} Karte XXXX{middle:04} {day}.{month:02}.{year}',
    'TWINT Acquiring Sammelzahlung {day}.{month:02}.{year}',
    'Police {large} Prämie {year}', 'Contrat no {middle} ref client {large}',
    'Tel. 0{small:02} {hundred:03} {two:02} {two:02}, Rückzahlung',
    'IBAN CH93 0076 2011 6238 5295 7 Umbuchung',
    'AHV 756.{middle:04}.{middle:04}.97 Taggeld',
    'Gutschrift CHF {middle}.{two:02} vom {day}.{month:02}.{year}',
    'Don / Spende', 'Remboursement note de frais {small}',
    '{middle} Lausanne, avenue de la Gare {small}')


def make_noise(year, account):
    """Somebody unknown, or a patient who pays something else.

    One amount in three is that of an open invoice: equal fees are common.
    """
    random = year.random
    date = START + dt.timedelta(random.randrange(350))
    if random.random() < 1 / 3:
        amount = abs(random.choice(year.invoices).amount)
    else:
        amount = Decimal(random.randrange(100, 500000)) / 20
    if random.random() < 0.3:
        amount = -amount
    text = random.choice(TEXTS).format(
        day=random.randrange(1, 28), month=random.randrange(1, 12),
        year=date.year, small=random.randrange(1, 99),
        hundred=random.randrange(100, 999), two=random.randrange(10, 99),
        middle=random.randrange(1000, 9999),
        large=random.randrange(10 ** 5, 10 ** 9))
    name = random.choice([
            'Regie du Lac SA', 'Kantonale Steuerverwaltung', 'TWINT AG',
            'Arbeitgeber GmbH', 'SVA Ausgleichskasse', '',
            f'{random.choice(FIRST)} {random.choice(LAST)}'])
    return Receipt(
        date, amount, hint='none', name=name, account=account, texts=(text,))
