# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Finding by what people know: a name, a code, an amount."""
import re
from decimal import Decimal

from trytond.model.modelstorage import is_leaf

# Digits in groups, with or without cents
_AMOUNT = re.compile(r"[1-9][\d\s'’.,]*|0[.,]\d{1,2}")
_CENTS = re.compile(r'[.,](\d{1,2})$')


def is_negative(operator):
    return operator.startswith('!') or operator.startswith('not ')


def amount_of(value):
    "Return the amount that the text is, however it is grouped, or None"
    if not isinstance(value, str):
        return None
    text = value.strip('%').strip()
    if not _AMOUNT.fullmatch(text):
        return None
    cents = _CENTS.search(text)
    if cents:
        text = text[:cents.start()]
    units = re.sub(r'\D', '', text)
    return Decimal(f"{units}.{cents[1] if cents else '0'}")


def party_domain(path, operator, value):
    "Return the domain of the parties with all the words in the name"
    if not isinstance(value, str) or is_negative(operator):
        return [(f'{path}.rec_name', operator, value)]
    words = [value]
    if operator.endswith('like') and value.strip('%').split():
        words = [f'%{w}%' for w in value.strip('%').split()]
    return [
        [(f'{path}.name', operator, word) for word in words],
        (f'{path}.code', operator, value.strip('%')),
        ]


def amount_domain(name, operator, value):
    "Return the domain of what has exactly the amount, if it is one"
    amount = amount_of(value)
    if amount is None or is_negative(operator):
        return []
    return [(name, '=', amount)]


def join_words(domain):
    """Return the domain that also finds what its words are together.

    The clients ask for each word by itself, and an amount or a reference is
    written in groups."""
    if is_leaf(domain) or not domain:
        return domain
    joined = [d if isinstance(d, str) else join_words(d) for d in domain]
    words = [d[2].strip('%') for d in joined if _is_word(d)]
    if joined[0] == 'OR' or len(words) < 2:
        return joined
    return [
        *(d for d in joined if not _is_word(d)),
        ['OR',
            [d for d in joined if _is_word(d)],
            ('rec_name', 'ilike', f"%{' '.join(words)}%"),
            ]]


def _is_word(domain):
    return (
        is_leaf(domain)
        and tuple(domain[:2]) == ('rec_name', 'ilike')
        and isinstance(domain[2], str))


class FoundByWordsMixin:
    __slots__ = ()

    @classmethod
    def search(cls, domain, *args, **kwargs):
        return super().search(join_words(domain), *args, **kwargs)
