# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What is in a bank file, seen before it is taken, in the real web client."""
import re

import pytest

from demo import data, prepare, setup
from trytond_medical_payment import bankfile

from .. import served
from ..bankfile.files import camt, entry

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FILE = (
    "Kontostand;1 234,56\n\n"
    "Datum;Text;Auftraggeber;Betrag;Sens;Saldo\n"
    "02/11/2026;Facture 12;Martin Anne;50,00;C;1 050,00\n"
    "05/11/2026;Loyer;Régie;1 000,00;D;50,00\n")


def origins(server):
    return served.query(
        server, 'SELECT amount FROM account_statement_origin')


def sight(client, rows):
    "How many of the rows stand above the buttons of the dialog"
    bottom = client.dialog.locator('.modal-footer').bounding_box()['y']
    return len([
            box for row in rows.all()
            if (box := row.bounding_box()) and (
                box['y'] + box['height'] <= bottom
                and box['x'] + box['width'] <= 1366)])


def test_leave_out_in_the_preview(client, web_server):
    "The transactions are in sight, and what is unchecked is not taken"
    from playwright.sync_api import expect
    client.login('admin', setup.PASSWORD)
    client.menu("Encaissement", "Banque", "Importer un relevé")
    statement, _ = prepare.files(served.FOLDER)
    client.choose_file(statement)
    client.press(client.button("Aperçu"))
    client.button("Retour").wait_for()
    rows = client.dialog.locator('tbody tr').filter(has_text="Nouvelle")
    row = rows.filter(has_text="Girard et fils").first
    expect(row).to_be_visible()
    client.picture('import-preview')
    served.wait(lambda: sight(client, rows) >= 6, "not six rows are in sight")
    read, = bankfile.read(statement.read_bytes(), statement.name)
    taken = row.locator('td input[type=checkbox]').last
    client.edit(row.locator('td').nth(2), taken)
    taken.uncheck()
    client.picture('import-preview-unchecked')
    client.press(client.button("Importer"))
    served.wait(lambda: origins(web_server), "nothing is imported")
    assert len(origins(web_server)) == len(read.entries) - 1


def test_profile_from_a_file(client, web_server, tmp_path):
    "The columns are proposed, the first rows shown as they would be read"
    from playwright.sync_api import expect
    path = tmp_path / 'banque.csv'
    path.write_text(FILE)
    client.login('admin', setup.PASSWORD)
    client.page.goto(
        f'{client.address}/wizard/account.statement.import.profile.make')
    client.dialog.wait_for()
    client.choose_file(path)
    client.dialog.locator('input[name=name]').fill("Ma banque")
    client.picture('profile-start')
    client.press(client.button("Continuer"))
    client.button("Aperçu").wait_for()
    expect(client.dialog).to_contain_text("Auftraggeber")
    expect(client.dialog.locator('select[name=decimal_sign]')).to_have_value(
        re.compile(','))
    client.picture('profile-columns')
    # The file leaves open whether the 2nd of November is the 11th of February
    order = client.dialog.locator('select[name=date_format]')
    client.wait_quiet()
    texts = order.locator('option').all_inner_texts()
    assert [t.split()[:2] for t in texts if t] == [
        ["02", "Novembre"], ["11", "Février"]]
    order.select_option(index=1)
    client.press(client.button("Aperçu"))
    client.button("Créer").wait_for()
    rows = client.dialog.locator('tbody tr')
    expect(rows.filter(has_text="Martin Anne")).to_contain_text("02.11.2026")
    expect(rows.filter(has_text="Loyer")).to_contain_text("-1")
    client.picture('profile-preview')
    client.press(client.button("Créer"))
    served.wait(
        lambda: served.query(
            web_server, 'SELECT id FROM account_statement_import_profile '
            'WHERE name = ?', "Ma banque"),
        "no profile is made")


# As a user lets go of several files above the button of the file
DROP = """([target, files]) => {
    const held = new DataTransfer();
    for (const [name, text] of files)
        held.items.add(new File([text], name, {type: 'text/xml'}));
    target.dispatchEvent(new DragEvent(
        'drop', {bubbles: true, cancelable: true, dataTransfer: held}));
}"""


def test_drop_several_files(client, web_server):
    "They stand in a list, and are imported at once, one review for all"
    from playwright.sync_api import expect
    paths = prepare.files(served.FOLDER)
    client.login('admin', setup.PASSWORD)
    client.menu("Encaissement", "Banque", "Importer un relevé")
    target = client.dialog.locator('.input-file:visible').first
    target.wait_for()
    client.wait_quiet()
    client.page.evaluate(DROP, [target.element_handle(), [
                [path.name, path.read_text()] for path in paths]])
    rows = client.dialog.locator('tbody tr')
    for path in paths:
        expect(rows.filter(has_text=path.name)).to_be_visible()
    client.picture('import-several')
    client.press(client.button("Importer"))
    client.button("Accepter tous les sûrs").wait_for()
    entries = [
        entry for path in paths
        for read in bankfile.read(path.read_bytes(), path.name)
        for entry in read.entries]
    served.wait(
        lambda: len(origins(web_server)) > len(entries) / 2,
        "nothing is imported")
    (statements,), = served.query(
        web_server, 'SELECT COUNT(*) FROM account_statement')
    assert statements == 2


def test_long_file(client, web_server, tmp_path):
    "What was read is told before the search begins"
    from playwright.sync_api import expect
    path = tmp_path / 'année.xml'
    path.write_bytes(camt(
            *(entry('1', servicer=f'A{i}') for i in range(1001)),
            iban=data.IBAN))
    client.login('admin', setup.PASSWORD)
    client.menu("Encaissement", "Banque", "Importer un relevé")
    client.choose_file(path)
    client.press(client.button("Importer"))
    expect(client.message).to_have_value(
        re.compile("^1001 opérations sont importées"))
    expect(client.dialog.locator('.progress-bar')).to_have_text("50%")
    client.picture('import-progress')
    assert len(origins(web_server)) == 1001
    client.press(client.button("Continuer"))
    client.button("Accepter tous les sûrs").wait_for()
