# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The scripts as programs: for cron, for programs, and watching folders."""
import fcntl
import json
import os
import pty
import shlex
import signal
import sqlite3
import struct
import subprocess
import sys
import termios
from contextlib import closing, contextmanager
from decimal import Decimal

import pytest

from demo.camt import Account
from demo.camt import Transaction as BankTransaction
from demo.camt import statement
from trytond.transaction import Transaction

from . import practice as practice_
from .cache import MODULE, ROOT, content_of, provide
from .doc_tools import blocks
from .script_tools import (
    DATABASE, call, command, configuration_of_copy, cron, environment)
from .served import wait
from .tools import TODAY, Practice, create_invoices

pytestmark = pytest.mark.slow
REFERENCES = [
    '210000000003139471430009017',
    '210000000000000002019000148',
    '210000000000000002019000228',
    ]
ACCOUNT = Account(practice_.IBAN.replace(' ', ''), practice_.COMPANY)
STATEMENTS = 'import_statements'
PAYMENTS = 'import_payments'


def create():
    practice_.create_practice()
    with Transaction().set_context(company=Practice().company.id):
        practice = Practice()
        create_invoices(
            practice, ['100', '200', '300'],
            party=lambda index: practice.patients[index],
            structured_reference=REFERENCES.__getitem__)
        for name in ['cash', 'card', 'discount']:
            practice.method(name)


@pytest.fixture
def options(tmp_path):
    provide(
        {MODULE},
        'scripts ' + content_of('practice.py', 'tools.py', 'test_scripts.py')
        + f' {TODAY.isoformat()}', create)
    return ['-c', configuration_of_copy(tmp_path), '-d', DATABASE]


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / 'inbox'
    folder.mkdir()
    return folder


def camt(index, amount):
    "A statement on which the invoice with that index is paid"
    return statement(
        ACCOUNT, [BankTransaction(
                TODAY, Decimal(amount), "Somebody",
                reference=REFERENCES[index])],
        Decimal(1000), f'S{index}')


def tree(folder):
    return sorted(
        str(path.relative_to(folder)) for path in folder.rglob('*')
        if path.is_file() and not path.name.startswith('.'))


def paid(tmp_path):
    "The references of the invoices that are paid"
    path = tmp_path / f'{DATABASE}.sqlite'
    with closing(sqlite3.connect(path)) as connection:
        return [reference for reference, in connection.execute(
                'SELECT structured_reference FROM account_invoice'
                " WHERE state = 'paid' ORDER BY id")]


def test_cron_hears_of_refusals_only(options, tmp_path):
    path = tmp_path / 'bank.xml'
    path.write_bytes(camt(0, 100))

    result = cron('-q', *options, path, script=STATEMENTS)
    assert (result.returncode, result.stdout, result.stderr) == (0, '', '')
    assert paid(tmp_path) == REFERENCES[:1]

    # The next day the same file and a new one
    new = tmp_path / 'bank\N{LATIN SMALL LETTER E WITH ACUTE}.xml'
    new.write_bytes(camt(1, 200))
    result = cron('-q', *options, path, new, script=STATEMENTS)
    assert (result.returncode, result.stdout) == (1, '')
    first, *others = result.stderr.splitlines()
    assert first.startswith('bank.xml: ')
    assert not [line for line in others if not line.startswith(' ')]
    assert paid(tmp_path) == REFERENCES[:2]


def test_json_for_programs(options, tmp_path):
    good, bad = tmp_path / 'good.xml', tmp_path / 'bad.xml'
    good.write_bytes(camt(1, 150))
    bad.write_bytes(b'Nothing of a bank')

    result = call('--json', *options, good, bad, script=STATEMENTS)

    assert (result.returncode, result.stderr) == (1, '')
    line, = result.stdout.splitlines()
    data = json.loads(line)
    assert data['version'] == 1
    assert data['problem'] is None
    assert data['open_before'] == {
        'count': 3, 'amounts': {'CHF': '600.00'}}
    assert data['open_after'] == {'count': 3, 'amounts': {'CHF': '450.00'}}
    imported, refused = data['files']
    assert (imported['file'], imported['state']) == ('good.xml', 'imported')
    assert [
        (s['transactions'], s['amounts']) for s in imported['statements']
        ] == [(1, {'CHF': '150.00'})]
    assert (refused['file'], refused['state']) == ('bad.xml', 'refused')
    assert 'bad.xml' in refused['message']
    transaction, = data['transactions']
    assert transaction['date'] == TODAY.isoformat()
    assert transaction['statement'] == imported['statements'][0]['id']
    proposal, = transaction['proposals']
    assert proposal['confidence'] == 'sure'
    assert proposal['state'] == 'accepted'
    assert proposal['reasons']
    line, = proposal['lines']
    assert line['amount'] == '150.00'
    assert data['accepted'] == 1

    path = tmp_path / 'payments.csv'
    path.write_text(
        f'invoice;date;amount;method\n'
        f'{REFERENCES[2]};{TODAY};10;Cash\nnowhere;{TODAY};10;Cash\n')
    result = call('--json', *options, path, script=PAYMENTS)
    assert result.returncode == 1
    file, = json.loads(result.stdout)['files']
    first, second = file['lines']
    assert (first['line'], first['state']) == (2, 'done')
    assert first['payment'] and first['message'] is None
    assert (second['line'], second['state']) == (3, 'refused')
    assert 'nowhere' in second['message']


@contextmanager
def watching(inbox, *args, script=STATEMENTS):
    "The command that watches the folder; stopped if it is not stopped"
    process = subprocess.Popen(
        command(
            '--watch', '--settle', '1', '--interval', '0.2', *args, inbox,
            script=script),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env=environment())
    try:
        wait((inbox / '.watched').exists, "it does not begin", 120)
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_watch_until_it_is_stopped(options, inbox, tmp_path):
    with watching(inbox, '--json', *options) as process:
        (inbox / 'good.xml').write_bytes(camt(0, 100))
        (inbox / 'bad.xml').write_bytes(b'Nothing of a bank')
        # The bank's client is slow with this one
        content = camt(1, 200)
        with open(inbox / 'slow.xml', 'wb', buffering=0) as slow:
            slow.write(content[:500])
            wait((inbox / 'done' / 'good.xml').exists, "not done", 120)
            wait((inbox / 'refused' / 'bad.xml').exists, "not refused", 120)

            # Another run, by cron, finds it busy
            other = call(
                '--watch', '--once', *options, inbox, script=STATEMENTS)
            assert other.returncode == 3
            assert str(inbox) in other.stderr
            assert (inbox / 'slow.xml').exists()
            slow.write(content[500:])
        # It may be done already when somebody looks
        wait(
            lambda: not (inbox / 'slow.xml').exists(), "not taken", 120)
        # It is finished before the end
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=120)
        assert (process.returncode, errors) == (0, '')

    assert tree(inbox) == [
        'done/good.xml', 'done/slow.xml', 'refused/bad.xml',
        'refused/bad.xml.txt']
    assert paid(tmp_path) == REFERENCES[:2]
    told = [json.loads(line)['files'] for line in output.splitlines()]
    assert [(file['file'], file['state']) for file, in told] == [
        ('bad.xml', 'refused'), ('good.xml', 'imported'),
        ('slow.xml', 'imported')]
    note = (inbox / 'refused' / 'bad.xml.txt').read_text()
    assert note.strip() == told[0][0]['message']


def test_watch_once_by_cron(options, inbox, tmp_path):
    arguments = ['-q', '--watch', '--once', '--settle', '0', *options, inbox]
    (inbox / 'payments.csv').write_text(
        f'invoice;date;amount;method\n'
        f'{REFERENCES[0]};{TODAY};100;Cash\nnowhere;{TODAY};10;Cash\n')

    result = cron(*arguments, script=PAYMENTS)

    assert (result.returncode, result.stdout) == (1, '')
    assert tree(inbox) == [
        'refused/payments.csv', 'refused/payments.csv.txt']
    note = (inbox / 'refused' / 'payments.csv.txt').read_text()
    assert note == result.stderr
    assert 'nowhere' in note
    assert paid(tmp_path) == REFERENCES[:1]

    # Corrected, the whole file comes again; a killed run had taken it
    (inbox / 'working' / 'payments.csv').write_text(
        f'invoice;date;amount;method\n'
        f'{REFERENCES[0]};{TODAY};100;Cash\n{REFERENCES[1]};{TODAY};200;Cash'
        '\n')
    result = cron(*arguments, script=PAYMENTS)
    assert (result.returncode, result.stdout, result.stderr) == (0, '', '')
    assert tree(inbox)[0] == 'done/payments.csv'
    assert paid(tmp_path) == REFERENCES[:2]


def test_what_a_killed_run_imported(options, inbox, tmp_path):
    "The reason says what to look at"
    (tmp_path / 'same.xml').write_bytes(camt(0, 100))
    assert not call(
        '--propose-only', '-q', *options, tmp_path / 'same.xml',
        script=STATEMENTS).returncode
    (inbox / 'working').mkdir()
    (inbox / 'working' / 'bank.xml').write_bytes(camt(0, 100))
    result = call(
        '--watch', '--once', '--settle', '0', *options, inbox,
        script=STATEMENTS)
    assert result.returncode == 1
    note = (inbox / 'refused' / 'bank.xml.txt').read_text()
    assert note.splitlines()[-1].startswith("An earlier run ended")


def test_progress_on_a_terminal(options, tmp_path):
    pytest.importorskip('tqdm')
    path = tmp_path / 'bank.xml'
    path.write_bytes(camt(0, 100))
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('4H', 24, 120, 0, 0))
    result = subprocess.run(
        command(*options, path, script=STATEMENTS), stdout=subprocess.PIPE,
        stderr=slave, text=True, cwd=ROOT, env=environment())
    # What is written is kept as long as both ends are open
    os.set_blocking(master, False)
    shown = os.read(master, 1_000_000).decode()
    os.close(slave)
    os.close(master)
    assert result.returncode == 0
    assert "bank.xml" in shown and "/3" in shown and "%" in shown
    # What is said can be kept in a file
    assert "%|" not in result.stdout
    assert "Sure proposals accepted: 1" in result.stdout


@pytest.mark.parametrize('wrong,said', [
        (['--once'], "--watch"),
        (['-q', '--json'], "not allowed with"),
        (['--watch'], "no folder"),
        (['--watch', '--settle', '-1'], "--settle"),
        ])
def test_options_that_go_not_together(tmp_path, wrong, said):
    path = tmp_path / 'bank.xml'
    path.write_bytes(b'x')
    result = call(*wrong, '-d', 'nowhere', path, script=STATEMENTS)
    assert result.returncode == 2
    assert said in result.stderr


def typed(line, files):
    "What is typed, with a file or a folder in the place of its name"
    name, *arguments = shlex.split(line.replace('DATABASE', DATABASE))
    return name.removeprefix('trytond_'), [
        files.get(argument, argument) for argument in arguments]


def test_commands_of_the_pages(options, inbox, tmp_path):
    seen = []
    for block in blocks('commands'):
        for line in block.commands or block.text.splitlines():
            number = len(seen)
            bank = inbox if '--watch' in line else tmp_path
            (bank / f'{number}.xml').write_bytes(camt(number % 3, 10))
            (tmp_path / f'{number}.csv').write_text(
                'date;amount;method;payer;key\n'
                f'{TODAY};10;Cash;Alice Aubert;{number}\n')
            ending = 'xml' if STATEMENTS in line else 'csv'
            script, arguments = typed(line, {
                    'FILE\N{HORIZONTAL ELLIPSIS}': f'{number}.{ending}',
                    '/srv/bank': inbox})
            if '--watch' in arguments:
                arguments += ['--once', '--settle', '0']
            result = call(*arguments, script=script, cwd=tmp_path)
            assert result.returncode == 0, (
                block.place, result.stdout, result.stderr)
            seen.append(script)
    assert set(seen) == {STATEMENTS, PAYMENTS}
    assert [name for name in tree(inbox) if name.startswith('done/')]


def test_line_for_cron(options, inbox, tmp_path):
    block, = blocks('cron')
    *when, user, line = block.text.strip().split(maxsplit=6)
    assert len(when) == 5 and user == 'tryton'
    script, arguments = typed(line, {
            '/srv/bank': inbox,
            '/etc/trytond.conf': tmp_path / 'trytond.conf'})
    (inbox / 'bank.part').write_bytes(camt(0, 100))
    result = cron(*arguments, script=script)
    assert (result.returncode, result.stdout, result.stderr) == (0, '', '')


def test_list_of_payments_of_the_page(options, tmp_path):
    command, file = blocks('payments')
    assert file.words == ['payments', 'payments.csv']
    path = tmp_path / 'payments.csv'
    path.write_text(file.text)
    with closing(sqlite3.connect(
                tmp_path / f'{DATABASE}.sqlite')) as connection:
        for reference, number in [
                (REFERENCES[1], 'F2026-00017'),
                (REFERENCES[2], 'F2026-00018')]:
            connection.execute(
                'UPDATE account_invoice SET number = ?'
                ' WHERE structured_reference = ?', [number, reference])
        connection.commit()
    line, = command.commands
    script, arguments = typed(line, {})
    result = call(*arguments, script=script, cwd=tmp_path)
    assert result.returncode == 0, result.stdout
    assert len([l for l in result.stdout.splitlines() if ": done" in l]) == 4


@pytest.mark.parametrize('script', [STATEMENTS, PAYMENTS])
def test_configuration_chooses_the_backend(script):
    "It is chosen on import: not before the configuration is read"
    subprocess.run(
        [sys.executable, '-c',
            f'import sys, trytond_medical_payment.scripts.{script};'
            'assert "trytond.backend" not in sys.modules'],
        check=True, cwd=ROOT, env=environment())
