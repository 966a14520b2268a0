# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Tryton's web client (sao), as it is published on npm."""
import shutil

from .environment import CACHE, NotPossible, call, say

PACKAGE = 'tryton-sao@~8.0.11'
FOLDER = CACHE / 'sao' / 'node_modules' / 'tryton-sao'


def installed():
    "The folder to serve, if it is there"
    return FOLDER if (FOLDER / 'custom.css').exists() else None


def install():
    "Return the folder to serve; NotPossible says why it cannot be had"
    folder = installed()
    if folder:
        return folder
    npm = shutil.which('npm')
    if not npm:
        raise NotPossible(
            "Tryton's web client comes with npm, which is part of Node.js"
            " (nodejs.org, or the packages nodejs and npm of Debian), and"
            " that is not installed.")
    say("Fetching Tryton's web client…")
    prefix = CACHE / 'sao'
    shutil.rmtree(prefix, ignore_errors=True)
    prefix.mkdir(parents=True)
    call(
        npm, 'install', '--prefix', prefix, '--install-strategy=nested',
        '--legacy-peer-deps', '--ignore-scripts', '--omit=dev', '--no-audit',
        '--no-fund', '--loglevel=error', PACKAGE)
    # index.html asks for them; the last one says that all is complete
    for name in ['custom.js', 'custom.css']:
        (FOLDER / name).touch()
    return FOLDER
