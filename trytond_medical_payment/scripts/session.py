# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the scripts have in common: arguments, connection, texts and ends."""
import os
import signal
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from contextlib import ExitStack
from pathlib import Path
from threading import Event

from proteus import Model
from proteus import config as proteus_config

from trytond.exceptions import UserError

from . import inbox

try:
    import argcomplete
except ImportError:
    argcomplete = None

MODULE = 'medical_payment'
# How the scripts end; argparse ends with 2 when they cannot start
DONE, REFUSED, NOT_NOW = 0, 1, 3


def database_errors():
    """Return the errors of a database that is missing, lost or locked.

    What was under way is rolled back, and may come again. They are those of
    the backend, which is chosen when it is imported: once the configuration
    is read, and no sooner.
    """
    from trytond.backend import DatabaseOperationalError, DatabaseTimeoutError
    return DatabaseOperationalError, DatabaseTimeoutError


class Texts:
    "The messages of the database, in the language of the user"

    def __init__(self, prefix):
        self._prefix = prefix
        self._texts = {}

    def __call__(self, name, **blanks):
        if name not in self._texts:
            ModelData = Model.get('ir.model.data')
            Message = Model.get('ir.message')
            context = proteus_config.get_config().context
            self._texts[name] = Message(ModelData.get_id(
                    MODULE, self._prefix + name, context)).text
        return self._texts[name] % blanks


def get_parser(prog, description):
    "Return the parser of what every script is told"
    parser = ArgumentParser(
        prog=prog, description=description,
        formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument(
        '-d', '--database', dest='database', required=True)
    parser.add_argument(
        '-c', '--config', dest='config_file', type=Path,
        help="the trytond config file")
    parser.add_argument(
        'files', metavar='FILE', nargs='+', type=Path,
        help="a file, or a folder for all files in it")
    output = parser.add_mutually_exclusive_group()
    output.add_argument(
        '-q', '--quiet', action='store_true',
        help="say nothing when all goes well, else what is refused on the"
        " standard error")
    output.add_argument(
        '--json', action='store_true',
        help="print the result as an object of JSON on one line; with"
        " --watch one for each file")
    watch = parser.add_argument_group("folders that another program fills")
    watch.add_argument(
        '--watch', action='store_true',
        help="take each file of the folders once, when it is complete, and"
        " move it to done/ or refused/ there, until stopped by SIGTERM or"
        " Ctrl+C")
    watch.add_argument(
        '--once', action='store_true',
        help="with --watch: end when what is there is done")
    watch.add_argument(
        '--settle', metavar='SECONDS', type=seconds, default=10,
        help="for how long a complete file does not change (%(default)s)")
    watch.add_argument(
        '--interval', metavar='SECONDS', type=seconds, default=10,
        help="between two looks at the folders (%(default)s)")
    return parser


def seconds(text):
    value = float(text)
    if not 0 <= value <= 86_400:
        raise ValueError
    return value


def parse(parser, args=None):
    """Return the arguments, once the files are known to exist.

    The files of a folder stand for it, unless it is watched.
    """
    if argcomplete:
        argcomplete.autocomplete(parser)
    args = parser.parse_args(args)
    if args.config_file and not args.config_file.is_file():
        parser.error(f"there is no file {args.config_file}")
    if args.once and not args.watch:
        parser.error("--once goes with --watch")
    for path in args.files:
        if args.watch:
            if not path.is_dir():
                parser.error(f"there is no folder {path} to watch")
        elif not path.exists():
            parser.error(f"there is no file {path}")
    if not args.watch:
        args.files = [f for path in args.files for f in files_of(path)]
    return args


def files_of(path):
    "Return the path, or the files in the folder that it is, by name"
    if not path.is_dir():
        return [path]
    return sorted(
        file for file in path.rglob('*')
        if file.is_file() and _is_to_read(file.relative_to(path), path))


def _is_to_read(name, folder):
    if any(part.startswith('.') for part in name.parts):
        return False
    # What was done where a folder is watched is not done again
    return not (
        name.parts[0] in inbox.FOLDERS and (folder / inbox.LOCK).exists())


def name_of(path):
    "The name of a file as a text that can be printed and stored"
    return os.fsencode(path.name).decode('utf-8', 'replace')


def connect(parser, args):
    "Connect proteus to the database of the arguments"
    config_file = str(args.config_file) if args.config_file else None
    try:
        config = proteus_config.set_trytond(
            args.database, config_file=config_file)
    except (*database_errors(), KeyError) as error:
        parser.error(f"there is no database {args.database}: {error}")
    if 'account.invoice.payment' not in dict(config.pool.iterobject()):
        parser.error(
            f"there is no database {args.database}: "
            f"the module {MODULE} is not activated")
    # What a terminal cannot show is no reason to stop
    sys.stdout.reconfigure(errors='backslashreplace')


def run(parser, args, treat_files, treat_file):
    """Treat the files or watch the folders; end with the status.

    :param treat_files: of paths; returns whether all could be done
    :param treat_file: of a path and whether an earlier run left it; returns
        the Outcome
    """
    try:
        if args.watch:
            status = _watch(parser, args, treat_file)
        else:
            status = DONE if treat_files(args.files) else REFUSED
    except (*database_errors(), OSError) as error:
        print(f"{parser.prog}: not now: {error}", file=sys.stderr)
        status = NOT_NOW
    except UserError as error:
        # Of the user, not of a file: a missing group or company
        print(error.message, file=sys.stderr)
        status = REFUSED
    if status:
        sys.exit(status)


def _watch(parser, args, treat_file):
    said = set()

    def treat(path, left):
        try:
            outcome = treat_file(path, left)
        except database_errors() as error:
            text = f"{parser.prog}: {name_of(path)}: not now: {error}"
            if text not in said:
                print(text, file=sys.stderr, flush=True)
            said.add(text)
            return None
        said.clear()
        return outcome

    with ExitStack() as stack:
        try:
            inboxes = [
                stack.enter_context(inbox.Inbox(folder, args.settle))
                for folder in args.files]
        except inbox.Busy as error:
            # As it should be where cron comes again before the end
            if not args.quiet:
                print(f"{parser.prog}: {error}", file=sys.stderr)
            return NOT_NOW
        except (inbox.NotPossible, OSError) as error:
            parser.error(f"--watch is not possible: {error}")
        outcomes = inbox.watch(
            inboxes, treat, stopped(), args.interval, args.once)
    if not args.once:
        # Stopped as it was asked to
        return DONE
    if None in outcomes:
        return NOT_NOW
    return REFUSED if False in outcomes else DONE


def stopped():
    """Return an event that SIGTERM and SIGINT set.

    The second signal ends at once, as it did before.
    """
    event = Event()
    before = {}

    def stop(number, frame):
        event.set()
        for signal_, handler in before.items():
            signal.signal(signal_, handler)

    for number in [signal.SIGTERM, signal.SIGINT]:
        before[number] = signal.signal(number, stop)
    return event
