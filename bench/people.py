# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Patients, families and insurers of a practice that does not exist."""
from dataclasses import dataclass, field

FIRST = (
    'Anna Anne Annelise Peter Petra Hans Hansjörg Marie Maria Marc Marco'
    ' Marcel Luca Lucas Lukas Noah Noé Emma Emmanuelle Léa Leo Léonie Chloé'
    ' Zoé Zoë Jürg Jörg Jörn Käthi Rösli Ueli Beat Urs Ursula Regula Sandro'
    ' Sandra Alessandra Alessandro Giulia Giulio Paolo Paola Jean Jeanne'
    ' Jean-Pierre Jean-Luc Marie-Claude Anne-Sophie François Françoise'
    ' Benoît Thérèse Hélène Gaël Maëlle Loïc Inès Ana José João Inês Milan'
    ' Milena Dragan Dragana Ayşe Mehmet Kemal Priya Arun Minh Linh Yuki'
    ' Ella Tim Otto Max Eva Ida Paul Paula Olga Igor').split()
LAST = (
    'Müller Meier Meyer Maier Mayer Schmid Schmidt Schmitt Keller Weber'
    ' Huber Schneider Steiner Fischer Gerber Brunner Baumann Frei Frey'
    ' Zimmermann Moser Widmer Wyss Graf Roth Suter Baumgartner Bachmann'
    ' Studer Bucher Berger Kaufmann Kunz Hofer Bühler Lüthi Lehmann Marti'
    ' Christen Egger Favre Rochat Dubois Dupont Martin Bernard Blanc Roux'
    ' Chevalley Jaquet Jacquet Monnier Perret Perrin Rey Reymond Rossier'
    ' Bianchi Rossi Ferrari Bernasconi Fontana Colombo Galli Da-Silva'
    ' Ferreira Pereira Santos Costa Gomes Petrović Jovanović Nikolić Yılmaz'
    ' Demir Kaya Nguyen Tran Sharma Tanaka Jackson Haddock Weiß Groß'
    ' Ørsted Łukaszewicz O\'Brien D\'Angelo Aebischer Aeschlimann Zbinden'
    ' Zurbriggen Imboden Ruffieux Crausaz Pasquier Magnin Brodard Castella'
    ' Grandjean Beaud Savary Tornare Ecoffey Kolly Bapst Jungo Aeby').split()
INSURERS = (
    'Aquila Versicherungen AG', 'Borealis Krankenkasse',
    'Caisse Mutuelle du Lac', 'Delta Assurances SA')


@dataclass
class Patient:
    key: str
    name: str
    account: str = ''  # as the practice knows it
    bank: str = ''  # from which he pays
    family: int = 0
    payer: 'Patient | None' = None  # who pays for a child
    insurer: int | None = None
    invoices: list = field(default_factory=list)

    @property
    def parts(self):
        return self.name.rsplit(' ', 1)


def iban(random):
    body = f'{random.randrange(100, 99999):05}{random.randrange(10**12):012}'
    check = 98 - int(body + '121700') % 97
    return f'CH{check:02}{body}'


def make_patients(random, count, homonyms=0.02):
    """Families of one to five: adults pay for themselves and for children.

    Surnames are common or rare as they are in life, some names occur twice,
    and an account is known of two adults out of three.  Couples may have one
    account, which is known of one of them, of both or of none.
    """
    patients = []
    family = 0
    weights = [1 / (n + 5) for n in range(len(LAST))]
    while len(patients) < count:
        family += 1
        surname, = random.choices(LAST, weights)
        adults = random.choice([1, 1, 2])
        children = random.choice([0, 0, 0, 1, 2, 3]) if adults else 0
        heads = []
        for n in range(adults + children):
            first = random.choice(FIRST)
            if random.random() < homonyms and patients:
                name = random.choice(patients).name
            else:
                name = f'{first} {surname}'
            patient = Patient(f'p{len(patients):05}', name, family=family)
            if n < adults:
                patient.bank = iban(random)
                if heads and random.random() < 0.3:
                    patient.bank = heads[0].bank
                if random.random() < 2 / 3:
                    patient.account = patient.bank
                heads.append(patient)
            else:
                patient.payer = random.choice(heads)
            patients.append(patient)
    return patients


# How a bank or a person writes a name

def write_name(random, name):
    first, last = name.rsplit(' ', 1)
    plain = random.choice([
            f'{first} {last}', f'{last} {first}', f'{last}, {first}',
            f'{last}-{first}', f'{first} {random.choice("ABCW")}. {last}',
            f'Herr {first} {last}', f'Mme {last} {first}',
            f'{first} {last}, Bahnhofstr. {random.randrange(1, 99)},'
            f' {random.randrange(1000, 9658)} Ort'])
    for accented, ascii_ in random.choice([
                (), (('ü', 'ue'), ('ö', 'oe'), ('ä', 'ae'), ('ß', 'ss')),
                (('ü', 'u'), ('ö', 'o'), ('ä', 'a'), ('é', 'e'),
                    ('è', 'e'), ('ë', 'e'), ('ç', 'c'))]):
        plain = plain.replace(accented, ascii_)
    return plain.upper() if random.random() < 0.4 else plain


def mistype(random, text):
    "One letter or digit wrong, missing, doubled, or two exchanged"
    places = [n for n, c in enumerate(text) if c.isalnum()]
    n = random.choice(places)
    old = text[n]
    alphabet = '0123456789' if old.isdigit() else 'abcdefghijklmnopqrstuvwxyz'
    return random.choice([
            text[:n] + random.choice(alphabet) + text[n + 1:],
            text[:n] + text[n + 1:], text[:n] + old + text[n:],
            text[:n] + text[n + 1:n + 2] + old + text[n + 2:]])
