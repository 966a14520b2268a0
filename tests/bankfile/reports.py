# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Reports of acquirers, made after what is told of them in public.

Numbers and amounts are invented. Each has two payouts; together they have a
refund, a chargeback and a fee.
"""
from io import BytesIO

from openpyxl import Workbook

TWINT_TITLES = ';'.join(f'"{t}"' for t in [
        "Überweisung am", "Transaktionsgebühr", "Währung",
        "Gutgeschriebener Betrag", "Kennung Verkaufsstelle", "UUID Store",
        "Betrag Transaktion", "Währung", "Transaktionsdatum",
        "Transaktionszeit", "Typ", "Order ID", "Terminal ID",
        "Transaktions-ID", "Händlertransaktions-ID"])
TWINT = f'''"Datum Überweisung";"04.11.2026"
"Datum Abrechnung";"03.11.2026"
"Währung";"CHF"
{TWINT_TITLES}
"04.11.2026";"1.04";"CHF";"78.96";"Cabinet";"u1";"80.00";"CHF";\
"02.11.2026";"09:12";"Product";"o1";"t1";"TW-0001";"h1"
"04.11.2026";"1.56";"CHF";"118.44";"Cabinet";"u1";"120.00";"CHF";\
"02.11.2026";"11:40";"Product";"o2";"t1";"TW-0002";"h2"
"05.11.2026";"0.65";"CHF";"49.35";"Cabinet";"u1";"50.00";"CHF";\
"03.11.2026";"08:30";"Product";"o3";"t1";"TW-0003";"h3"
"05.11.2026";"0.00";"CHF";"-30.00";"Cabinet";"u1";"-30.00";"CHF";\
"03.11.2026";"08:50";"Rückerstattung";"o2";"t1";"TW-0004";"h4"
'''
SUMUP = """\
E-Mail,Datum,Transaktions-ID,Zahlungsart,Status,Kartentyp,Letzte 4 Ziffern,\
Durchgeführt mit,Zahlungsmethode,Eingabemodus,Autorisierungscode,Beschreibung,\
Betrag inkl. MwSt.,Netto,Steuerbetrag,Trinkgeldbetrag,Gebühr,Auszahlung,\
Auszahlungsdatum,Auszahlungs-ID,Referenz
a@example.org,2026-11-02 09:12:22,TAAA1,Umsatz,Erfolgreich,VISA,1234,POS,\
Karte,Chip,a1,,80.0,80.0,0.0,0.0,,,,,
a@example.org,2026-11-02 11:40:01,TAAA2,Umsatz,Erfolgreich,VISA,1235,POS,\
Karte,Chip,a2,,120.0,120.0,0.0,0.0,,,,,
a@example.org,2026-11-02 11:55:01,TAAA3,Umsatz,Abgebrochen,VISA,1236,POS,\
Karte,Chip,a3,,33.0,33.0,0.0,0.0,,,,,
a@example.org,2026-11-04 06:00:00,TAAA1,Auszahlung,Gezahlt,VISA,1234,POS,\
Karte,Chip,a1,,80.0,,,,1.2,78.8,2026-11-04,PID100,
a@example.org,2026-11-04 06:00:00,TAAA2,Auszahlung,Gezahlt,VISA,1235,POS,\
Karte,Chip,a2,,120.0,,,,1.8,118.2,2026-11-04,PID100,
a@example.org,2026-11-05 10:00:00,TAAA4,Umsatz,Erfolgreich,VISA,1237,POS,\
Karte,Chip,a4,,50.0,50.0,0.0,0.0,0.75,49.25,2026-11-06,PID101,
a@example.org,2026-11-05 10:30:00,TAAA5,Rückerstattung,Erfolgreich,VISA,1235,\
POS,Karte,Chip,a5,,-30.0,-30.0,0.0,0.0,0.0,-30.0,2026-11-06,PID101,
a@example.org,2026-11-06 10:30:00,TAAA6,Umsatz,Erfolgreich,VISA,1235,\
POS,Karte,Chip,a6,,10.0,10.0,0.0,0.0,,,,,
"""
WORLDLINE = """\
UID;Merchant Name;Record type;Paym. date;Brand;Currency;Trx Date;Trx ID;\
Original transaction ID;Gross Amount;Rate;Comm. Amount;Net amount
77;Cabinet;Merchant Total;04.11.2026;VI;CHF;;;;1'200.00;;-15.60;1'184.40
77;Cabinet;Pos Total;04.11.2026;VI;CHF;;;;1'200.00;;-15.60;1'184.40
77;Cabinet;Trx;04.11.2026;VI;CHF;02.11.2026;W1;;80.00;1.3;-1.04;78.96
77;Cabinet;Trx;04.11.2026;VI;CHF;02.11.2026;W2;;1'120.00;1.3;-14.56;1'105.44
77;Cabinet;Merchant Total;05.11.2026;MC;CHF;;;;-60.00;;-25.00;-85.00
77;Cabinet;Trx;05.11.2026;MC;CHF;03.11.2026;W3;;50.00;1.3;-0.65;49.35
77;Cabinet;Refund;05.11.2026;MC;CHF;03.11.2026;W4;W2;-30.00;1.3;0.39;-29.61
77;Cabinet;Chargeback;05.11.2026;MC;CHF;03.11.2026;W5;W1;-80.00;;;-80.00
77;Cabinet;Fee;05.11.2026;MC;CHF;03.11.2026;;;;;-24.74;-24.74
"""

# What is expected of each: date, reference, currency, gross, fee, net, and
# kind, gross and fee of the transactions
REPORTS = {
    'twint': (TWINT, (0, 0), [
            ('2026-11-04', '', 'CHF', '200.00', '2.60', '197.40', [
                    ('payment', '80.00', '1.04'),
                    ('payment', '120.00', '1.56')]),
            ('2026-11-05', '', 'CHF', '20.00', '0.65', '19.35', [
                    ('payment', '50.00', '0.65'),
                    ('refund', '-30.00', '0.00')])]),
    'sumup': (SUMUP, (1, 1), [
            ('2026-11-04', 'PID100', '', '200.0', '3.0', '197.0', [
                    ('payment', '80.0', '1.2'),
                    ('payment', '120.0', '1.8')]),
            ('2026-11-06', 'PID101', '', '20.0', '0.75', '19.25', [
                    ('payment', '50.0', '0.75'),
                    ('refund', '-30.0', '0')])]),
    'worldline': (WORLDLINE, (0, 0), [
            ('2026-11-04', '', 'CHF', '1200.00', '15.60', '1184.40', [
                    ('payment', '80.00', '1.04'),
                    ('payment', '1120.00', '14.56')]),
            ('2026-11-05', '', 'CHF', '-60.00', '25.00', '-85.00', [
                    ('payment', '50.00', '0.65'),
                    ('refund', '-30.00', '-0.39'),
                    ('chargeback', '-80.00', '0'),
                    ('fee', '0', '24.74')])]),
    }


def workbook(*rows):
    "Return a sheet with the rows as they are"
    book = Workbook()
    for row in rows:
        book.active.append(row)
    data = BytesIO()
    book.save(data)
    return data.getvalue()
