# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Take the pictures of the README and of the documentation.

The practice of the demo is served to the web client, each task is done as
the pages tell it, and what is on the screen then is kept in doc/pictures.
With names only those are taken.
"""
import re
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path

from develop import web_client
from develop.environment import ROOT, NotPossible, say
from develop.server import Server

from . import prepare, setup

FOLDER = ROOT / 'doc' / 'pictures'
DATABASE = 'pictures'
# Of a file, so that a page with several loads at once
MAX_BYTES = 150_000
COLOURS = 128
PICTURES = {}


def picture(user):
    "Let the function show what the picture of its name shows"
    def register(function):
        PICTURES[function.__name__] = user, function
        return function
    return register


def in_row(client, row, name):
    button = row.locator(f'button[name={name}]')
    client.press_in_row(row, button, client.WIZARD)
    client.dialog.locator('.modal-footer button').first.wait_for()


def to_collect(client):
    client.menu("Encaissement", "À encaisser")
    client.row('F20').wait_for()
    return client.rows()


def bank_file(client):
    client.menu("Encaissement", "Banque", "Importer un relevé")
    statement, _ = prepare.files()
    client.choose_file(statement)


@picture(setup.RECEPTIONIST)
def board(client):
    # The client begins where the last graph is
    client.row("À encaisser").scroll_into_view_if_needed()
    client.tab.locator('svg').first.wait_for()


@picture(setup.RECEPTIONIST)
def invoices(client):
    to_collect(client)


@picture(setup.RECEPTIONIST)
def form(client):
    row = to_collect(client).nth(1)
    row.locator('td', has_text="CHF").last.dblclick()
    client.tab.locator('.form button[name=mark_as_paid]').first.wait_for()
    client.tab.locator('.form-one2many tbody tr').first.wait_for()


@picture(setup.RECEPTIONIST)
def pay(client):
    in_row(client, to_collect(client).first, 'mark_as_paid')


@picture(setup.RECEPTIONIST)
def excess(client):
    in_row(client, to_collect(client).first, 'mark_as_paid')
    client.type_in('amount', '900')
    client.press(client.button("Encaisser"))
    client.message.wait_for()


@picture('admin')
def give_away(client):
    in_row(client, to_collect(client).first, 'mark_as_paid')
    methods = client.dialog.locator('select').first
    rebate = methods.locator('option', has_text=re.compile("rabais", re.I))
    methods.select_option(label=rebate.first.inner_text())
    client.dialog.locator('[name=reason]:visible').first.wait_for()


@picture('admin')
def preview(client):
    bank_file(client)
    client.press(client.button("Aperçu"))
    client.button("Retour").wait_for()
    client.dialog.locator('tbody tr').filter(has_text="Nouvelle"
        ).first.wait_for()


@picture(setup.RECEPTIONIST)
def cancel(client):
    client.menu("Encaissement", "Paiements")
    client.row('F20').locator('td', has_text="CHF").last.dblclick()
    button = client.tab.locator('.form button[name=cancel]').first
    button.wait_for()
    client.press(button, client.WIZARD)
    client.dialog.locator('[name=reason]:visible').first.wait_for()


@picture(setup.RECEPTIONIST)
def deposit(client):
    client.menu("Encaissement", "Remises", "Remettre des espèces")
    client.dialog.locator('tbody tr').first.wait_for()


@picture(setup.RECEPTIONIST)
def till(client):
    client.menu("Encaissement", "Caisse")
    client.tab.locator('button[id=new_]').first.click()
    client.tab.locator('.form input[name=expected]').first.wait_for()


@picture('admin')
def book(client):
    client.menu("Encaissement", "Rapports", "Journal des recettes")
    client.row('F20').wait_for()


@picture('admin')
def waiting(client):
    client.menu("Encaissement", "Rapports", "En attente de la banque")
    client.row("CHF").wait_for()


@picture('admin')
def rights(client):
    client.menu("Administration", "Utilisateurs", "Utilisateurs")
    client.row(setup.RECEPTIONIST).locator('td', has_text="Accueil"
        ).first.dblclick()
    client.tab.locator('.form input[name=login]').first.wait_for()
    client.tab.get_by_text("Permissions d'accès", exact=True).click()
    client.row("Encaissement").wait_for()


# It imports the file, which the others do not expect
@picture('admin')
def review(client):
    bank_file(client)
    client.press(client.button("Importer"))
    client.button("Accepter tous les sûrs").wait_for()
    client.dialog.locator('tbody tr').filter(has_text="Sûr").first.wait_for()


def take(browser, address, user, function, path):
    "One picture, in a window of its own"
    from .sao import VIEWPORT, Client
    context = browser.new_context(viewport=VIEWPORT, locale='fr-CH')
    # Nobody waits for a picture
    client = Client(context.new_page(), address, DATABASE, patience=6)
    try:
        client.login(user, setup.PASSWORD)
        function(client)
        # What is under way shows a bar, and what is new fades in
        client.page.wait_for_load_state('networkidle')
        client.page.wait_for_timeout(2000)
        client.page.screenshot(path=path)
    finally:
        context.close()


def make_small(path):
    "Few colours are enough for a screen"
    subprocess.run([
            'convert', path, '+dither', '-colors', str(COLOURS), '-strip',
            '-define', 'png:compression-level=9', f'PNG8:{path}'],
        check=True)
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise NotPossible(f"{path.name} has {size} bytes")


def make(names):
    from playwright.sync_api import sync_playwright

    from .sao import FLAGS, browser_program
    program = browser_program()
    if not program or not shutil.which('convert'):
        raise NotPossible(
            "Chromium and ImageMagick are needed (chromium and imagemagick"
            " of Debian).")
    web_root = web_client.install()
    prepare.build()
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        prepare.copy_database(DATABASE, target_folder=Path(folder))
        with Server(Path(folder), [DATABASE], web_root=web_root) as server, \
                sync_playwright() as driver:
            browser = driver.chromium.launch(
                executable_path=program, args=FLAGS)
            for name in names:
                say(f"{name}…")
                path = FOLDER / f'{name}.png'
                take(browser, server.address, *PICTURES[name], path)
                make_small(path)
            browser.close()


def main():
    parser = ArgumentParser(prog='python -m demo.pictures',
        description=__doc__)
    parser.add_argument(
        'names', metavar='NAME', nargs='*',
        help=f"one of {', '.join(PICTURES)}")
    names = set(parser.parse_args().names or PICTURES)
    unknown = names - set(PICTURES)
    if unknown:
        parser.error(f"there is no picture {', '.join(sorted(unknown))}")
    try:
        # In their order: the last ones change something
        make([name for name in PICTURES if name in names])
    except NotPossible as exception:
        sys.exit(str(exception))


if __name__ == '__main__':
    main()
