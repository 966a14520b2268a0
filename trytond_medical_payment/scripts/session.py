# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the scripts have in common: arguments, connection and texts."""
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path

from proteus import Model
from proteus import config as proteus_config

from trytond.backend import DatabaseOperationalError

try:
    import argcomplete
except ImportError:
    argcomplete = None

MODULE = 'medical_payment'


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
        'files', metavar='FILE', nargs='+', type=Path)
    return parser


def parse(parser, args=None):
    "Return the arguments, once the files are known to exist"
    if argcomplete:
        argcomplete.autocomplete(parser)
    args = parser.parse_args(args)
    for path in [args.config_file, *args.files]:
        if path and not path.is_file():
            parser.error(f"there is no file {path}")
    return args


def connect(parser, args):
    "Connect proteus to the database of the arguments"
    config_file = str(args.config_file) if args.config_file else None
    try:
        config = proteus_config.set_trytond(
            args.database, config_file=config_file)
    except (DatabaseOperationalError, KeyError) as error:
        parser.error(f"there is no database {args.database}: {error}")
    if 'account.invoice.payment' not in dict(config.pool.iterobject()):
        parser.error(
            f"there is no database {args.database}: "
            f"the module {MODULE} is not activated")
