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

from . import prepare, setup, words
from .words import word

DATABASE = 'cabinet'
TERMINAL = 'terminal'


def main():
    args = parse_arguments()
    words.choose(args.language)
    files = [path.resolve() for path in args.files]
    folder = prepare.folder()
    built = prepare.build(folder)
    if args.terminal:
        reconcile(folder, files or prepare.files(folder))
    else:
        database = folder / f'{DATABASE}.sqlite'
        if built or args.fresh or not database.exists():
            prepare.copy_database(DATABASE, folder)
        serve(folder, args.port)


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
        '--language', choices=words.LANGUAGES, default=words.LANGUAGES[0],
        help="of the practice and its users (%(default)s)")
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


def reconcile(folder, paths):
    from trytond_medical_payment.scripts import import_statements
    prepare.copy_database(TERMINAL, folder)
    configuration = folder / 'terminal.conf'
    configuration.write_text(
        f'[database]\nuri = sqlite://\npath = {folder}\n')
    arguments = [
        '-c', str(configuration), '-d', TERMINAL, *map(str, paths)]
    say(f"trytond_import_statements {' '.join(arguments)}\n")
    import_statements.run(arguments)


def serve(folder, port):
    try:
        web_root = web_client.install()
    except NotPossible as exception:
        web_root = None
        say(word("Sans client web: {reason}", reason=exception))
    with Server(
            folder, [DATABASE], port=port, web_root=web_root
            ) as server:
        # Stopped from outside, or with its terminal, it must not leave the
        # server behind
        for number in [signal.SIGTERM, signal.SIGHUP]:
            # nohup wants it to go on
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, signal.default_int_handler)
        say(invitation(server, folder, web_root))
        try:
            while server.running:
                time.sleep(1)
        except KeyboardInterrupt:
            say("\n" + word("Le serveur s'arrête."))


def invitation(server, folder, web_root):
    statement, notification = prepare.files(folder)
    if web_root:
        where = word(
            "Ouvrez   {address}", address=f'{server.address}#{DATABASE}')
    else:
        where = word(
            "Ouvrez le client de bureau Tryton, serveur {address}",
            address=f'127.0.0.1:{server.port}, {DATABASE}')
    return word(
        words.INVITATION, where=where, login=setup.RECEPTIONIST,
        password=setup.PASSWORD, statement=statement,
        notification=notification)


if __name__ == '__main__':
    main()
