# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Where broken XML breaks, at every place of a message."""
import pytest

from trytond_medical_payment.bankfile.camt_place import locate
from trytond_medical_payment.bankfile.errors import Place

MESSAGE = b'''<Document><GrpHdr/>
<Stmt><Id> S 1 </Id><Acct/>
<Ntry><Amt>1</Amt></Ntry><Ntry>
<Amt>2</Amt></Ntry></Stmt>

<ns:Ntfctn><ns:Id>S2</ns:Id>
<ns:Ntry a="1"></ns:Ntry></ns:Ntfctn></Document>'''


def expected(before, line):
    "By the marks that are whole before the place"
    entries = {
        'S 1': before.count(b'<Ntry>'), 'S2': before.count(b'<ns:Ntry ')}
    for name, mark in [('S2', b'S2<'), ('S 1', b'S 1 <')]:
        if mark in before:
            return Place(
                statement=name, entry=entries[name] or None, line=line)
    return Place(line=line)


@pytest.mark.parametrize('newline', [b'\n', b'\r\n'])
def test_every_place(newline):
    message = MESSAGE.replace(b'\n', newline)
    start = 0
    for line, text in enumerate(message.splitlines(True), 1):
        for column in range(1, len(text) + 1):
            before = message[:start + column - 1]
            assert locate(message, line, column) == expected(before, line)
        assert locate(message, line, None) == expected(message[:start], line)
        start += len(text)


def test_no_place():
    assert locate(MESSAGE, None, None) == Place()
    assert locate(MESSAGE, 0, 3) == Place()
