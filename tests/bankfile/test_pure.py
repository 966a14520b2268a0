# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
import subprocess
import sys


def test_no_tryton():
    "The package can be used and tested without Tryton"
    code = (
        "import sys, trytond_medical_payment.bankfile;"
        "sys.exit(any(n.split('.')[0] == 'trytond' for n in sys.modules))")
    assert subprocess.run([sys.executable, '-c', code]).returncode == 0
