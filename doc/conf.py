# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""How Sphinx makes pages of the documentation."""
from configparser import ConfigParser
from pathlib import Path

_config = ConfigParser()
_config.read(Path(__file__).resolve().parent.parent / 'tryton.cfg')

project = "trytond_medical_payment"
author = copyright = "The founders of medical_payment"
release = _config['tryton']['version']
version = '.'.join(release.split('.')[:2])

master_doc = 'index'
nitpicky = True
html_theme = 'alabaster'
html_theme_options = {
    'description': "Payments of the invoices of a practice",
    'page_width': '60em',
    }
html_show_sourcelink = False
