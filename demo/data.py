# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Who and what there is in the practice of the demo."""
import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

COMPANY = "Cabinet médical du Lac"
CITY = ('1003', "Lausanne")
IBAN = 'CH9300762011623852957'
# What it keeps of what is paid by card
RATE = Decimal('0.013')
INSURER = "Caisse-maladie du Léman"
LAST_NAMES = [
    "Aubert", "Berset", "Chevalley", "Dubois", "Emery", "Favre", "Gauthier",
    "Huguenin", "Imhof", "Jaccard", "Keller", "Locher", "Müller", "Nicollier",
    "Oberson", "Perret", "Quartier", "Rochat", "Savary", "Tissot"]
FIRST_NAMES = [
    "Alice", "Bruno", "Chloé", "David", "Élise", "François", "Gabrielle",
    "Hugo", "Inès", "Julien", "Karine", "Léa", "Marc", "Noémie", "Olivier",
    "Pauline", "Quentin", "Rose", "Sébastien", "Thérèse"]
STREETS = [
    "Rue de Bourg", "Avenue de la Gare", "Chemin des Fleurs",
    "Rue du Simplon", "Avenue d'Ouchy"]
TOWNS = [
    CITY, ('1009', "Pully"), ('1020', "Renens"), ('1110', "Morges"),
    ('1800', "Vevey")]
# description, price, whether it bears VAT
ACTS = [
    ("Consultation", '120.00', False),
    ("Consultation, longue", '180.00', False),
    ("Contrôle annuel", '240.00', False),
    ("Séance de physiothérapie", '85.00', False),
    ("Vaccination", '65.50', False),
    ("Petite chirurgie", '420.00', False),
    ]
ACTS_WITH_VAT = [
    ("Expertise pour une assurance", '350.00', True),
    ("Certificat médical", '60.00', True),
    ("Traitement esthétique", '290.00', True),
    ]
PATIENTS = 40
INVOICES = 150
TODAY = date.today()
SEED = 2026


@dataclass(frozen=True)
class Patient:
    name: str
    street: str
    postal_code: str
    city: str


@dataclass
class Bill:
    "An invoice to make"
    patient: int  # index of the patient, -1 for the insurer
    date: date
    acts: list
    instalments: bool = False


def patients():
    chance = random.Random(SEED)
    names = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
    chance.shuffle(names)
    return [
        Patient(
            name, f"{chance.choice(STREETS)} {chance.randint(1, 60)}",
            *chance.choice(TOWNS))
        for name in names[:PATIENTS]]


def bills():
    "A year of invoices, the oldest first"
    chance = random.Random(SEED + 1)
    result = []
    for index in range(INVOICES):
        # More of them lately, none today
        days = int(364 * (1 - (index + chance.random()) / INVOICES)) + 2
        acts = [chance.choice(ACTS)]
        if chance.random() < 0.2:
            acts.append(chance.choice(ACTS[:5]))
        if index % 12 == 5:
            acts.append(chance.choice(ACTS_WITH_VAT))
        patient = -1 if index % 10 == 7 else chance.randrange(PATIENTS)
        result.append(Bill(
                patient, TODAY - timedelta(days=days), acts,
                instalments=patient >= 0 and index % 25 == 11))
    return result


def price(act):
    return Decimal(act[1])
