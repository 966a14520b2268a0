# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the demo says and what is written in its practice, by language."""

# The first is the language of the texts in the code
LANGUAGES = ['fr', 'de', 'it', 'en']
_chosen = LANGUAGES[0]

INVITATION = """
Le cabinet est ouvert.

  {where}
  Login    admin            (tout)      ou  {login}  (réception)
  Mot de passe  {password}

À essayer d'abord:
  1. Encaissement > À encaisser: un clic sur la ligne, un clic sur son bouton,
     puis « Encaisser ».
  2. Encaissement > Banque > Importer un relevé: le fichier
     {statement}
     « Importer », puis « Accepter tous les sûrs ». Les autres se décident
     dans les lignes, ou plus tard sous Banque > Rapprochements.
  3. De même l'avis du jour (camt.054):
     {notification}

Ctrl+C arrête le serveur; ce que vous avez fait reste (--fresh l'efface).
"""
WORDS = {
    # The accounts of the practice
    "Banque": ("Bank", "Banca", "Bank"),
    "Encaissements en transit": (
        "Zahlungen unterwegs", "Incassi in transito", "Payments in Transit"),
    "TVA due": ("Geschuldete MWST", "IVA dovuta", "VAT Due"),
    "Pertes sur créances": (
        "Debitorenverluste", "Perdite su crediti", "Losses on Claims"),
    "Rabais accordés": (
        "Gewährte Rabatte", "Sconti concessi", "Discounts Granted"),
    "Commissions des cartes": (
        "Kartenkommissionen", "Commissioni delle carte", "Card Commissions"),
    "Franc suisse": ("Schweizer Franken", "Franco svizzero", "Swiss Franc"),
    "TVA 8,1 %": ("MWST 8,1 %", "IVA 8,1 %", "VAT 8.1 %"),
    "Base": ("Netto", "Base", "Base"),
    "Taxe": ("Steuer", "Imposta", "Tax"),
    "30 jours": ("30 Tage", "30 giorni", "30 Days"),
    "4 mensualités": ("4 Monatsraten", "4 rate mensili", "4 Instalments"),
    "Accueil": ("Empfang", "Accettazione", "Reception"),
    # What is invoiced
    "Consultation": ("Konsultation", "Consultazione", "Consultation"),
    "Consultation, longue": (
        "Konsultation, lang", "Consultazione lunga", "Consultation, Long"),
    "Contrôle annuel": (
        "Jahreskontrolle", "Controllo annuale", "Annual Check-up"),
    "Séance de physiothérapie": (
        "Physiotherapie", "Seduta di fisioterapia", "Physiotherapy"),
    "Vaccination": ("Impfung", "Vaccinazione", "Vaccination"),
    "Petite chirurgie": (
        "Kleine Chirurgie", "Piccola chirurgia", "Minor Surgery"),
    "Expertise pour une assurance": (
        "Gutachten für eine Versicherung", "Perizia per un'assicurazione",
        "Report for an Insurer"),
    "Certificat médical": (
        "Arztzeugnis", "Certificato medico", "Medical Certificate"),
    "Traitement esthétique": (
        "Ästhetische Behandlung", "Trattamento estetico",
        "Aesthetic Treatment"),
    # Why something is given away
    "Parti sans laisser d'adresse": (
        "Unbekannt verzogen", "Partito senza lasciare indirizzo",
        "Left without an address"),
    "Geste commercial": ("Entgegenkommen", "Gesto commerciale", "Goodwill"),
    # What the bank writes
    "Facture": ("Rechnung", "Fattura", "Invoice"),
    "fact. no": ("Rg. Nr.", "fatt. n.", "inv. no."),
    "Paiement": ("Zahlung", "Pagamento", "Payment"),
    "Merci docteur": (
        "Danke Herr Doktor", "Grazie dottore", "Thank you doctor"),
    "avec nos remerciements": (
        "mit bestem Dank", "con i nostri ringraziamenti", "with our thanks"),
    "Loyer du cabinet": (
        "Praxismiete", "Affitto dello studio", "Rent of the practice"),
    "Cotisations AVS": ("AHV-Beiträge", "Contributi AVS", "Social insurance"),
    "Frais de tenue de compte": (
        "Kontoführungsgebühren", "Spese di tenuta conto", "Account fees"),
    # What is told while it is prepared
    "Préparation du cabinet de démonstration (une à deux minutes)…": (
        "Die Praxis der Demo wird vorbereitet (ein bis zwei Minuten)…",
        "Preparazione dello studio di prova (uno o due minuti)…",
        "Preparing the practice of the demo (one to two minutes)…"),
    "Base de données": ("Datenbank", "Base di dati", "Database"),
    "Modules et langue": (
        "Module und Sprache", "Moduli e lingua", "Modules and language"),
    "Société, plan comptable, moyens de paiement, utilisateurs": (
        "Unternehmen, Kontenplan, Zahlungsarten, Benutzer",
        "Azienda, piano dei conti, metodi di pagamento, utenti",
        "Company, chart of accounts, payment methods, users"),
    "{patients} patients et {invoices} factures": (
        "{patients} Patienten und {invoices} Rechnungen",
        "{patients} pazienti e {invoices} fatture",
        "{patients} patients and {invoices} invoices"),
    "Encaissements, pertes et rabais de l'année": (
        "Zahlungen, Verluste und Rabatte des Jahres",
        "Incassi, perdite e sconti dell'anno",
        "Payments, losses and discounts of the year"),
    "Fichiers de la banque": (
        "Dateien der Bank", "File della banca", "Files of the bank"),
    "Sans client web: {reason}": (
        "Ohne Webclient: {reason}", "Senza client web: {reason}",
        "Without the web client: {reason}"),
    "Le serveur s'arrête.": (
        "Der Server hält an.", "Il server si ferma.", "The server stops."),
    "Ouvrez   {address}": (
        "Öffnen Sie   {address}", "Aprite   {address}", "Open   {address}"),
    "Ouvrez le client de bureau Tryton, serveur {address}": (
        "Öffnen Sie den Tryton-Client, Server {address}",
        "Aprite il client desktop Tryton, server {address}",
        "Open the desktop client of Tryton, server {address}"),
    INVITATION: ("""
Die Praxis ist offen.

  {where}
  Benutzer admin            (alles)     oder  {login}  (Empfang)
  Passwort  {password}

Zuerst zu versuchen:
  1. Zahlungseingang > Zu kassieren: ein Klick auf die Zeile, ein Klick auf
     ihren Knopf, dann „Kassieren“.
  2. Zahlungseingang > Bank > Kontoauszug importieren: die Datei
     {statement}
     „Importieren“, dann „Alle sicheren annehmen“. Die anderen entscheiden
     Sie in den Zeilen, oder später unter Bank > Zuordnungen.
  3. Ebenso die Anzeige des Tages (camt.054):
     {notification}

Strg+C hält den Server an; was Sie getan haben, bleibt (--fresh löscht es).
""", """
Lo studio è aperto.

  {where}
  Utente   admin            (tutto)     o  {login}  (accettazione)
  Password  {password}

Da provare per primo:
  1. Incassi > Da incassare: un clic sulla riga, un clic sul suo pulsante,
     poi «Incassa».
  2. Incassi > Banca > Importa estratto conto: il file
     {statement}
     «Importa», poi «Accetta tutte le sicure». Le altre si decidono nelle
     righe, o più tardi sotto Banca > Abbinamenti.
  3. Allo stesso modo l'avviso del giorno (camt.054):
     {notification}

Ctrl+C ferma il server; ciò che avete fatto resta (--fresh lo cancella).
""", """
The practice is open.

  {where}
  Login    admin            (everything)  or  {login}  (reception)
  Password  {password}

To try first:
  1. Collection > To Collect: a click on the row, a click on its button,
     then "Pay".
  2. Collection > Bank > Import Statement: the file
     {statement}
     "Import", then "Accept All Sure". Decide the others in their rows, or
     later in Bank > Matches.
  3. The notification of the day (camt.054) likewise:
     {notification}

Ctrl+C stops the server; what you did is kept (--fresh removes it).
"""),
    }


def choose(language):
    "Say everything in that language from now on"
    global _chosen
    if language not in LANGUAGES:
        raise ValueError(language)
    _chosen = language


def chosen():
    return _chosen


def word(text, **values):
    "The text in the language that was chosen"
    index = LANGUAGES.index(_chosen)
    if index:
        text = WORDS[text][index - 1]
    return text.format(**values) if values else text
