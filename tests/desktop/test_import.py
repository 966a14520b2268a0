# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Files chosen one after the other, and dialogs left without a word, in the
real desktop client."""
import shutil

import pytest

from demo import data, prepare

from .. import served
from ..bankfile.files import camt, entry

pytestmark = [pytest.mark.desktop, pytest.mark.slow]
STATEMENTS = 'SELECT name FROM account_statement'


def test_two_files(client, server):
    "They stand in a list, and are imported at once, one review for both"
    paths = prepare.files(served.FOLDER)
    for path in paths:
        shutil.copy(path, client.screen.folder)
    client.login('admin')
    client.menu("Encaissement", "Banque", "Importer un relevé")
    # Nothing has to be filled in to cancel
    client.confirm("Annuler")
    client.menu("Encaissement", "Banque", "Importer un relevé")
    for number, path in enumerate(paths, 1):
        client.choose_file(path.name)
        # The cells are told as they were before they were filled in
        client.wait_for('label', f'(_/{number})')
    client.picture('import-several')
    client.press("Importer")
    client.wait_for('push button', "Accepter tous les sûrs")
    assert len(served.query(server, STATEMENTS)) == len(paths)


def test_long_file(client, server):
    "What was read is told before the search begins"
    (client.screen.folder / 'annee.xml').write_bytes(camt(
            *(entry('1', servicer=f'A{i}') for i in range(1001)),
            iban=data.IBAN))
    client.login('admin')
    client.menu("Encaissement", "Banque", "Importer un relevé")
    client.choose_file('annee.xml')
    client.press("Importer")
    client.wait_for('push button', "Continuer")
    client.picture('import-progress')
    assert len(served.query(server, STATEMENTS)) == 1
    client.press("Continuer")
    client.wait_for('push button', "Accepter tous les sûrs")


def test_no_loss_after_all(client, server):
    "The dialog is left before a reason is given"
    client.login('admin')
    client.menu("Encaissement", "À encaisser")
    client.press_in_row('F20', "Encaisser")
    client.choose("Moyen de paiement", "Impayé / Perte")
    client.wait_for('text', "Motif")
    client.confirm("Annuler")
    assert client.row('F20')
