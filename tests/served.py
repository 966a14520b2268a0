# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The practice of the demo, served to real clients."""
import subprocess
import sys
from pathlib import Path

from develop.server import Server

from .cache import ROOT

DATABASE = 'cabinet'
FOLDER = ROOT / '.cache' / 'demo-tests'


def prepared():
    "The folder of the demo's database, built when something changed"
    # In a process of its own: this one is busy with another database
    subprocess.run(
        [sys.executable, '-c',
            'import sys; from pathlib import Path; from demo import prepare;'
            'prepare.build(Path(sys.argv[1]))', str(FOLDER)],
        cwd=ROOT, check=True)
    return FOLDER


def serve(folder, web_root=None):
    "A server with a fresh copy of the practice in the folder"
    from demo import prepare
    prepare.copy_database(DATABASE, prepared(), Path(folder))
    return Server(Path(folder), [DATABASE], web_root=web_root)
