# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The demo: the web client on a practice, or the bank file on the terminal.

Without an option the practice is served; what you do in it is kept until
--fresh. With --terminal a bank file is imported, the proposals are shown
with their reasons and the sure ones accepted, in a practice of its own.
"""
import signal
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path

from develop import web_client
from develop.environment import NotPossible, say
from develop.server import Server

from . import prepare, setup

DATABASE = 'cabinet'
TERMINAL = 'terminal'


def main():
    args = parse_arguments()
    files = [path.resolve() for path in args.files]
    built = prepare.build()
    if args.terminal:
        reconcile(files or prepare.files())
    else:
        database = prepare.FOLDER / f'{DATABASE}.sqlite'
        if built or args.fresh or not database.exists():
            prepare.copy_database(DATABASE)
        serve(args.port)


def parse_arguments():
    parser = ArgumentParser(
        prog='demo/run', description=__doc__,
        formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument(
        '--terminal', action='store_true',
        help="import bank files and show what becomes of the invoices")
    parser.add_argument(
        '--fresh', action='store_true',
        help="begin again with the practice as it was")
    parser.add_argument(
        '--port', type=int, default=8000, help="of the server (8000)")
    parser.add_argument(
        'files', metavar='FILE', nargs='*', type=Path,
        help="bank files for --terminal instead of the demo's own")
    args = parser.parse_args()
    if args.files and not args.terminal:
        parser.error("files go with --terminal")
    for path in args.files:
        if not path.is_file():
            parser.error(f"there is no file {path}")
    return args


def reconcile(paths):
    from trytond_medical_payment.scripts import import_statements
    prepare.copy_database(TERMINAL)
    configuration = prepare.FOLDER / 'terminal.conf'
    configuration.write_text(
        f'[database]\nuri = sqlite://\npath = {prepare.FOLDER}\n')
    arguments = [
        '-c', str(configuration), '-d', TERMINAL, *map(str, paths)]
    say(f"trytond_import_statements {' '.join(arguments)}\n")
    import_statements.run(arguments)


def serve(port):
    try:
        web_root = web_client.install()
    except NotPossible as exception:
        web_root = None
        say(f"Sans client web: {exception}")
    with Server(
            prepare.FOLDER, [DATABASE], port=port, web_root=web_root
            ) as server:
        # Stopped from outside, or with its terminal, it must not leave the
        # server behind
        for number in [signal.SIGTERM, signal.SIGHUP]:
            # nohup wants it to go on
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, signal.default_int_handler)
        say(invitation(server, web_root))
        try:
            while server.running:
                time.sleep(1)
        except KeyboardInterrupt:
            say("\nLe serveur s'arrête.")


def invitation(server, web_root):
    statement, notification = prepare.files()
    if web_root:
        where = f"Ouvrez   {server.address}#{DATABASE}"
    else:
        where = (
            "Ouvrez le client de bureau Tryton, serveur"
            f" 127.0.0.1:{server.port}, base {DATABASE}")
    return f"""
Le cabinet est ouvert.

  {where}
  Login    admin            (tout)      ou  {setup.RECEPTIONIST}  (réception)
  Mot de passe  {setup.PASSWORD}

À essayer d'abord:
  1. Financier > Factures > Factures client, onglet « À encaisser »: un clic
     sur la ligne, un clic sur sa croix, puis « Encaisser ».
  2. Financier > Relevés > Importer un relevé: le fichier
     {statement}
     Sur le relevé: « Proposer des rapprochements », puis « Accepter tous les
     sûrs ». Les autres se décident sous Relevés > Rapprochements.
  3. De même l'avis du jour (camt.054):
     {notification}

Ctrl+C arrête le serveur; ce que vous avez fait reste (--fresh l'efface).
"""


if __name__ == '__main__':
    main()
