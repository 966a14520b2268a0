# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Structured references, QRR and SCOR (ISO 11649), as plain texts."""
import re

import stdnum.ch.esr as esr
import stdnum.exceptions
from stdnum import iso7064, iso11649

QRR_LENGTH = 27
# RF, two check digits and at most 21 characters
SCOR_BODY = 21


def compact(reference):
    "Return the reference without blanks and in upper case"
    return re.sub(r'\s', '', reference or '').upper() or None


def is_valid(reference):
    "Return if the compact reference has the right check digits"
    try:
        if reference.isdecimal():
            if len(reference) > QRR_LENGTH or not int(reference):
                return False
            esr.validate(reference)
        else:
            iso11649.validate(reference)
    except stdnum.exceptions.ValidationError:
        return False
    return True


def format_reference(reference):
    "Return the reference in groups as printed on a payment part"
    if reference.isdecimal():
        return esr.format(reference)
    return iso11649.format(reference)


def same_references(reference):
    "Return all the ways to write the same reference with leading zeros"
    if not reference.isdecimal():
        return [reference]
    number = reference.lstrip('0')
    return [
        number.zfill(length)
        for length in range(max(len(number), 1), QRR_LENGTH + 1)]


def make_qrr(body):
    "Return the QRR of the digits"
    body = body[-QRR_LENGTH + 1:].zfill(QRR_LENGTH - 1)
    return body + esr.calc_check_digit(body)


def make_scor(body):
    "Return the SCOR of the letters and digits"
    body = re.sub(r'[^A-Z0-9]', '', body.upper())[-SCOR_BODY:]
    return f"RF{iso7064.mod_97_10.calc_check_digits(body + 'RF')}{body}"
