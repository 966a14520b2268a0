# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The code blocks of the README and of the documentation.

The line before a block says in a comment which test runs it, as
``run: NAME …``, or why none does, as ``not run: …``.  Sessions of Python
(``>>>``) are run as doctests.
"""
import re
from dataclasses import dataclass

from .cache import ROOT

DOC = ROOT / 'doc'
# Inline markup that opens a block in our pages
DIRECTIVE = re.compile(r'^\.\. (?:code-block|literalinclude)::\s*(\S*)$')
COMMENT = re.compile(
    r'\A(?:\.\.|<!--)\s*(run|not run): (.*?)\s*(?:-->)?\Z', re.S)


@dataclass
class Block:
    name: str
    line: int
    language: str
    text: str
    mark: str = ''

    @property
    def place(self):
        return f'{self.name}:{self.line}'

    @property
    def is_run(self):
        return self.mark.startswith('run: ')

    @property
    def words(self):
        "What is said after run:, the name first"
        return self.mark.removeprefix('run: ').split()

    @property
    def reason(self):
        return self.mark.removeprefix('not run: ').strip()

    @property
    def commands(self):
        "What is typed after the prompts"
        return [
            line[2:] for line in self.text.splitlines()
            if line.startswith(('$ ', '# '))]


def pages():
    return [ROOT / 'README.md', *sorted(DOC.rglob('*.rst'))]


def blocks_of(path):
    name = str(path.relative_to(ROOT))
    lines = path.read_text(encoding='utf-8').splitlines()
    read = _of_markdown if path.suffix == '.md' else _of_rst
    for number, language, text in read(lines):
        yield Block(
            name, number + 1, language, text, _mark_before(lines, number))


def blocks(name):
    "The blocks that are to be run by that name, in their order"
    return [
        block for path in pages() for block in blocks_of(path)
        if block.is_run and block.words[0] == name]


def _mark_before(lines, number):
    "The comment that ends just before the line"
    end = number
    while end and not lines[end - 1].strip():
        end -= 1
    start = end
    while start and lines[start - 1].strip():
        start -= 1
    match = COMMENT.match('\n'.join(lines[start:end]))
    if not match:
        return ''
    return f"{match[1]}: {' '.join(match[2].split())}"


def _of_rst(lines):
    for number, line in enumerate(lines):
        directive = DIRECTIVE.match(line.strip())
        if directive:
            language = directive[1]
        elif line.rstrip().endswith('::') and not line.startswith('..'):
            language = ''
        else:
            continue
        indent = len(line) - len(line.lstrip())
        yield number, language, _indented(lines[number + 1:], indent)


def _of_markdown(lines):
    number = 0
    while number < len(lines):
        line = lines[number]
        if line.startswith('```'):
            end = lines.index('```', number + 1)
            yield number, line[3:], '\n'.join(lines[number + 1:end]) + '\n'
            number = end
        elif line.startswith('    ') and not lines[number - 1].strip():
            text = _indented(lines[number:], 0)
            yield number, '', text
            number += len(text.splitlines())
        number += 1


def _indented(lines, indent):
    result = []
    for line in lines:
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            break
        result.append(line)
    text = '\n'.join(result).strip('\n') + '\n'
    margin = min(
        len(line) - len(line.lstrip())
        for line in text.splitlines() if line.strip())
    return ''.join(
        line[margin:] + '\n' for line in text.splitlines())
