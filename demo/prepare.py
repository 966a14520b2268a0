# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Build the database of the demo once, and keep it for the next starts."""
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import time
from importlib.metadata import distributions
from pathlib import Path

from proteus import config as proteus_config

from develop.environment import CACHE, ROOT, say
from develop.server import script

from . import bank, data, invoices, setup, words
from .words import word

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


# They look at what is prepared, and change nothing of it
LOOKERS = {'pictures.py', 'sao.py'}


def fingerprint():
    "What the database is made of: it is built again when that changes"
    digest = hashlib.sha256(str(data.TODAY).encode())
    for name in sorted(
            f'{d.metadata["Name"]} {d.version}' for d in distributions()):
        digest.update(name.encode())
    for folder in [ROOT / 'demo', ROOT / 'trytond_medical_payment']:
        for path, folders, files in os.walk(folder, followlinks=True):
            folders[:] = sorted(f for f in folders if f != '__pycache__')
            for name in sorted(set(files) - LOOKERS):
                digest.update(Path(path, name).read_bytes())
    return digest.hexdigest()


def folder():
    "Where the practice of the language is"
    language = words.chosen()
    if language == words.LANGUAGES[0]:
        return FOLDER
    return FOLDER.with_name(f'{FOLDER.name}-{language}')


def files(folder=FOLDER):
    return folder / bank.STATEMENT, folder / bank.NOTIFICATION


def build(folder=FOLDER):
    "The database and the files, unless they are there already"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(f'{folder}.lock', 'w') as lock:
        # Somebody else may be building it at this moment
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _build(folder)


def _build(folder):
    stamp = folder / 'fingerprint'
    wanted = fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    say(word(
            "Préparation du cabinet de démonstration"
            " (une à deux minutes)…"))
    progress = Progress(STEPS)
    progress(word("Base de données"))
    create_database(folder)
    progress(word("Modules et langue"))
    run_admin(
        folder, '-u', 'medical_payment', *EXTRAS, '--activate-dependencies',
        # The chart comes with its language only
        '-l', setup.chart())
    fill(folder, progress)
    stamp.write_text(wanted)
    return True


def create_database(folder):
    # The password is told to everybody who starts the demo
    (folder / 'password').write_text(setup.PASSWORD)
    (folder / 'prepare.conf').write_text(
        '[database]\n'
        'uri = sqlite://\n'
        f'path = {folder}\n'
        f'language = {words.chosen()}\n'
        # Posting would print each invoice
        '[queue]\n'
        'worker = True\n')
    (folder / f'{PRISTINE}.sqlite').touch()
    run_admin(
        folder, '--all', '--email', 'admin@example.com', '-p')


def run_admin(folder, *options):
    command = [
        str(script('trytond-admin')), '-c', str(folder / 'prepare.conf'),
        '-d', PRISTINE, *options]
    result = subprocess.run(
        command, capture_output=True, text=True,
        env={**os.environ, 'TRYTONPASSFILE': str(folder / 'password')})
    if result.returncode:
        raise SystemExit(result.stdout + result.stderr)


def fill(folder, progress):
    config = proteus_config.set_trytond(
        PRISTINE, config_file=str(folder / 'prepare.conf'))
    # The invoices of last year are due already
    config.skip_warning = True
    progress(word(
            "Société, plan comptable, moyens de paiement, utilisateurs"))
    accounts = setup.set_up(config)
    progress(word(
            "{patients} patients et {invoices} factures",
            patients=data.PATIENTS, invoices=data.INVOICES))
    parties = invoices.create_parties()
    posted = invoices.create_invoices(parties, accounts, progress.count)
    progress(word("Encaissements, pertes et rabais de l'année"))
    left = invoices.take_payments(posted)
    forget_printing(config)
    progress(word("Fichiers de la banque"))
    open_ = {i.id for i in left}
    bank.write_files(
        folder, left, [i for i in posted if i.id not in open_])


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


def copy_database(name, folder=FOLDER, target_folder=None):
    "A database of that name as it was prepared"
    path = (target_folder or folder) / f'{name}.sqlite'
    for old in path.parent.glob(f'{path.name}*'):
        old.unlink()
    # Part of it may still be in the journal beside it
    with sqlite3.connect(folder / f'{PRISTINE}.sqlite') as source:
        with sqlite3.connect(path) as target:
            source.backup(target)
    source.close()
    target.close()
