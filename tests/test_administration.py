# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The page for administrators, followed block by block.

Its paths lie in a scratch folder, its accounts are this one, PostgreSQL is
the server of the tests, and what systemd would start is started here.
"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from develop.server import free_port

from .cache import MODULE
from .doc_tools import blocks
from .rpc import Broken, Client
from .script_tools import environment
from .served import wait

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]
# Where the page puts files
PLACES = re.compile(r'(?<![\w/.])/(etc|opt|srv|var)/')
ADMIN_PASSWORD = 'change this password'
# Accounts and owners are the one of the test; sudo has nothing to change
SHELL = '''
set -eu
sudo() { shift 2; "$@"; }
chown() { :; }
'''


class Machine:
    "The Debian of the page, in a folder"

    def __init__(self, folder, postgresql):
        self.folder = folder
        self.port = free_port()
        self.tls_port = free_port()
        self.processes = []
        for name in [
                'etc/tryton', 'etc/nginx/sites-enabled', 'etc/systemd/system',
                'opt', 'srv/bank', 'var/lib/tryton', 'var/backups/tryton']:
            (folder / name).mkdir(parents=True)
        (folder / 'opt' / 'tryton').symlink_to(sys.prefix)
        self.environment = environment(
            PATH=os.pathsep.join([
                    str(postgresql.programs), os.environ['PATH']]),
            PGHOST='127.0.0.1', PGPORT=str(postgresql.port),
            PGUSER='tryton', PYTHONUNBUFFERED='1')

    @property
    def certificate(self):
        return self.folder / 'etc' / 'tryton' / 'tls.crt'

    def here(self, text):
        text = PLACES.sub(rf'{self.folder}/\1/', text)
        text = text.replace('127.0.0.1:8000', f'127.0.0.1:{self.port}')
        return text.replace('443 ssl', f'127.0.0.1:{self.tls_port} ssl')

    def follow(self, block):
        if len(block.words) > 1:
            Path(self.here(block.words[1])).write_text(self.here(block.text))
            return
        commands = [self.here(command) for command in block.commands]
        assert commands, block.place
        # The role is there: the server was made with it
        commands = [c for c in commands if 'createuser' not in c]
        result = subprocess.run(
            ['bash', '-c', '\n'.join([SHELL, *commands])],
            env=self.environment, cwd=self.folder, capture_output=True,
            text=True)
        assert result.returncode == 0, (
            f'{block.place}\n{result.stdout}{result.stderr}')

    def start_unit(self, name):
        "As systemd would"
        unit = self.folder / 'etc' / 'systemd' / 'system' / f'{name}.service'
        command = re.search(r'^ExecStart=(.+)$', unit.read_text(), re.M)[1]
        return self.start(name, command.split())

    def start(self, name, command):
        with open(self.folder / f'{name}.log', 'ab') as log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=self.environment, cwd=self.folder,
                start_new_session=True)
        self.processes.append(process)
        return process

    def log(self, name):
        return (self.folder / f'{name}.log').read_text()

    def start_nginx(self):
        "With the site of the page, and nothing of this machine"
        if not shutil.which('nginx'):
            return False
        subprocess.run([
                'openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes',
                '-days', '1', '-subj', '/CN=tryton.example.com', '-addext',
                'subjectAltName=DNS:tryton.example.com,IP:127.0.0.1',
                '-keyout', self.certificate.with_suffix('.key'),
                '-out', self.certificate],
            check=True, capture_output=True)
        configuration = self.folder / 'etc' / 'nginx' / 'nginx.conf'
        configuration.write_text(f'''
            daemon off; pid {self.folder}/nginx.pid;
            error_log {self.folder}/nginx.log;
            events {{}}
            http {{
                access_log off;
                client_body_temp_path {self.folder}/body;
                proxy_temp_path {self.folder}/proxy;
                fastcgi_temp_path {self.folder}/fastcgi;
                uwsgi_temp_path {self.folder}/uwsgi;
                scgi_temp_path {self.folder}/scgi;
                include {self.folder}/etc/nginx/sites-enabled/*;
            }}''')
        command = ['nginx', '-c', configuration, '-e',
            self.folder / 'nginx.log']
        subprocess.run([*command, '-t'], check=True, capture_output=True)
        self.start('nginx', command)
        return True

    def log_in(self, proxy):
        "As clients do, through the proxy where there is one"
        address = (
            f'https://127.0.0.1:{self.tls_port}/' if proxy
            else f'http://127.0.0.1:{self.port}/')
        return Client(address, 'practice', 'admin', ADMIN_PASSWORD)

    def answers(self, proxy):
        try:
            return bool(self.log_in(proxy))
        except (Broken, OSError):
            return False

    def stop(self):
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            process.wait(60)
        self.processes = []


@pytest.fixture
def machine(tmp_path, postgresql):
    machine = Machine(tmp_path, postgresql)
    yield machine
    machine.stop()


def content(postgresql, database):
    "{table: (number of rows, digest of them)}"
    with psycopg.connect(f'{postgresql.uri}{database}') as connection:
        tables = [name for name, in connection.execute(
                "SELECT tablename FROM pg_tables"
                " WHERE schemaname = 'public'")]
        return {
            name: connection.execute(
                f'SELECT count(*), md5(coalesce(string_agg(t::text, chr(10)'
                f' ORDER BY t::text), \'\')) FROM "{name}" t').fetchone()
            for name in tables}


def state(postgresql):
    with psycopg.connect(f'{postgresql.uri}practice') as connection:
        return connection.execute(
            'SELECT state FROM ir_module WHERE name = %s', [MODULE]
            ).fetchone()[0]


def queue(postgresql, number):
    "Put tasks that change nothing into the queue"
    with psycopg.connect(f'{postgresql.uri}practice') as connection:
        for _ in range(number):
            connection.execute(
                'INSERT INTO ir_queue (name, data, enqueued_at)'
                ' VALUES (%s, %s, now())',
                ['default', json.dumps({
                            'model': 'ir.lang', 'method': 'validate',
                            'instances': [1], 'args': [], 'kwargs': {},
                            'user': 1, 'context': {}})])


def unfinished(postgresql):
    with psycopg.connect(f'{postgresql.uri}practice') as connection:
        return connection.execute(
            'SELECT count(*) FROM ir_queue WHERE finished_at IS NULL'
            ).fetchone()[0]


def test_page(machine, postgresql, monkeypatch):
    steps = iter(blocks('administration'))

    def follow(until):
        "Up to the block with these words in it"
        for block in steps:
            machine.follow(block)
            if until in block.text:
                return
        pytest.fail(f"the page has no {until}")

    follow('-u medical_payment')
    assert state(postgresql) == 'activated'
    follow('proxy_pass')

    machine.start_unit('tryton')
    machine.start_unit('tryton-worker')
    bank = machine.start_unit('tryton-bank')
    proxy = machine.start_nginx()
    monkeypatch.setenv('SSL_CERT_FILE', str(machine.certificate))
    wait(lambda: machine.answers(proxy), "nobody can log in", 180)
    assert machine.log_in(proxy).model(
        'ir.module', 'search_count', [('name', '=', MODULE)]) == 1
    queue(postgresql, 3)
    wait(lambda: not unfinished(postgresql), "the workers do nothing", 120)
    wait(
        (machine.folder / 'srv' / 'bank' / '.watched').exists,
        "nobody watches the folder of the bank", 120)

    # The attachments belong to it
    (machine.folder / 'var' / 'lib' / 'tryton' / 'practice').mkdir()
    attachment = Path('practice', 'attachment')
    (machine.folder / 'var' / 'lib' / 'tryton' / attachment).write_bytes(
        b'kept')
    follow('pg_restore')
    before = content(postgresql, 'practice')
    assert before['ir_module'][0] > 10
    assert content(postgresql, 'restored') == before
    restored = machine.folder / 'var' / 'lib' / 'tryton-restored'
    assert (restored / attachment).read_bytes() == b'kept'

    machine.stop()
    assert (bank.returncode, machine.log('tryton-bank')) == (0, '')
    assert 'Traceback' not in machine.log('tryton')
    assert 'Traceback' not in machine.log('tryton-worker')
    follow('-u medical_payment')
    assert state(postgresql) == 'activated'
    assert not list(steps)
