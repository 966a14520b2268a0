# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the gateway looks for in texts, to read no more than is needed."""
import re

# What may be a reference or a number inside a text
_TOKEN = re.compile(r'[A-Z0-9]{4,}')


def given(*numbers):
    return tuple(dict.fromkeys(filter(None, numbers)))


def compact(text):
    return ''.join(text.split()).upper()


def tokens(transactions):
    "What may be the reference or the number of an invoice"
    result = set()
    for transaction in transactions:
        for text in transaction.references + transaction.texts:
            for word in [compact(text), *_words(text)]:
                result.add(word)
                if word.startswith('RF'):
                    # What Tryton makes of a number
                    result.add(word[4:])
    return result - {''}


def _words(text):
    "Words with their separators left out, as in F-2025/00012"
    for word in text.upper().split():
        yield from _TOKEN.findall(re.sub(r'[^A-Z0-9]', '', word))
        yield from _TOKEN.findall(word)
