# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Build the database of the demo once, and keep it for the next starts."""
import hashlib
import os
import shutil
import subprocess
import time
from importlib.metadata import distributions
from pathlib import Path

from proteus import config as proteus_config

from develop.environment import CACHE, ROOT, say
from develop.server import script

from . import bank, data, invoices, setup

FOLDER = CACHE / 'demo'
PRISTINE = 'modele'
EXTRAS = ['account_dunning']
STEPS = 6


class Progress:
    "Numbers the steps and tells how long they took"

    def __init__(self, steps):
        self.steps = steps
        self.step = 0
        self.start = time.monotonic()

    def __call__(self, text):
        self.step += 1
        seconds = time.monotonic() - self.start
        say(f"[{self.step}/{self.steps}] {seconds:4.0f} s  {text}")

    def count(self, done, total):
        seconds = time.monotonic() - self.start
        say(f"      {seconds:4.0f} s  {done} / {total}")


def fingerprint():
    "What the database is made of: it is built again when that changes"
    digest = hashlib.sha256(str(data.TODAY).encode())
    for name in sorted(
            f'{d.metadata["Name"]} {d.version}' for d in distributions()):
        digest.update(name.encode())
    for folder in [ROOT / 'demo', ROOT / 'trytond_medical_payment']:
        for path, folders, files in os.walk(folder, followlinks=True):
            folders[:] = sorted(f for f in folders if f != '__pycache__')
            for name in sorted(files):
                digest.update(Path(path, name).read_bytes())
    return digest.hexdigest()


def files():
    return FOLDER / 'releve-camt053.xml', FOLDER / 'avis-camt054.xml'


def build():
    "The database, unless it is there already"
    stamp = FOLDER / 'fingerprint'
    wanted = fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    say("Préparation du cabinet de démonstration (une à deux minutes)…")
    progress = Progress(STEPS)
    progress("Base de données")
    create_database()
    progress("Modules, en français")
    run_admin(
        '-u', 'medical_payment', *EXTRAS, '--activate-dependencies')
    fill(progress)
    stamp.write_text(wanted)
    return True


def create_database():
    # The password is told to everybody who starts the demo
    (FOLDER / 'password').write_text(setup.PASSWORD)
    (FOLDER / 'prepare.conf').write_text(
        '[database]\n'
        'uri = sqlite://\n'
        f'path = {FOLDER}\n'
        'language = fr\n'
        # Posting would print each invoice
        '[queue]\n'
        'worker = True\n')
    (FOLDER / f'{PRISTINE}.sqlite').touch()
    run_admin('--all', '--email', 'admin@example.com', '-p')


def run_admin(*options):
    command = [
        str(script('trytond-admin')), '-c', str(FOLDER / 'prepare.conf'),
        '-d', PRISTINE, *options]
    result = subprocess.run(
        command, capture_output=True, text=True,
        env={**os.environ, 'TRYTONPASSFILE': str(FOLDER / 'password')})
    if result.returncode:
        raise SystemExit(result.stdout + result.stderr)


def fill(progress):
    config = proteus_config.set_trytond(
        PRISTINE, config_file=str(FOLDER / 'prepare.conf'))
    progress("Société, plan comptable, moyens de paiement, utilisateurs")
    accounts = setup.set_up(config)
    progress(f"{data.PATIENTS} patients et {data.INVOICES} factures")
    parties = invoices.create_parties()
    posted = invoices.create_invoices(parties, accounts, progress.count)
    progress("Encaissements, pertes et rabais de l'année")
    left = invoices.take_payments(posted)
    forget_printing(config)
    progress("Fichiers de la banque")
    open_ = {i.id for i in left}
    bank.write_files(
        FOLDER, left, [i for i in posted if i.id not in open_])


def forget_printing(config):
    "What the queue holds: the rest was done at once"
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    with Transaction().start(config.database_name, 0):
        Queue = Pool().get('ir.queue')
        for task in Queue.search([('finished_at', '=', None)]):
            if task.data['method'] != 'print_invoice':
                task.run()
        Queue.delete(Queue.search([]))


def copy_database(name):
    "A database of that name as it was prepared"
    for path in FOLDER.glob(f'{name}.sqlite*'):
        path.unlink()
    shutil.copyfile(FOLDER / f'{PRISTINE}.sqlite', FOLDER / f'{name}.sqlite')
