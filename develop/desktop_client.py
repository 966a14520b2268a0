# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Tryton's desktop client, for the system's own Python and its GTK."""
import subprocess
from pathlib import Path

from .environment import CACHE, NotPossible, call, create_venv, say

FOLDER = CACHE / 'desktop'
SYSTEM_PYTHON = Path('/usr/bin/python3')
GTK = """
import gi, cairo
for name, version in [
        ('Gtk', '3.0'), ('GtkSource', '4'), ('GooCanvas', '2.0')]:
    gi.require_version(name, version)
from gi.repository import Gtk
"""


def installed():
    "The program, if it is there"
    program = FOLDER / 'bin' / 'tryton'
    return program if program.exists() else None


def install():
    "Return the program; NotPossible says why it cannot be had"
    program = installed()
    if program:
        return program
    if not SYSTEM_PYTHON.exists() or subprocess.run(
            [str(SYSTEM_PYTHON), '-c', GTK], capture_output=True).returncode:
        raise NotPossible("GTK 3 for Python is not installed.")
    say("Fetching Tryton's desktop client…")
    # The bindings of GTK are compiled for the system's Python only
    create_venv(FOLDER, SYSTEM_PYTHON, '--system-site-packages')
    pip = [FOLDER / 'bin' / 'python', '-m', 'pip', 'install', '--quiet']
    call(*pip, 'python-dateutil')
    call(*pip, '--no-deps', 'tryton==8.0.*')
    return installed()
