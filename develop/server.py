# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A Tryton server on the loopback, for the demo and for the tests."""
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen


def free_port(wanted=0):
    "The port wanted, or another when that one is taken"
    for port in [wanted, 0]:
        with socket.socket() as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                sock.bind(('127.0.0.1', port))
            except OSError:
                continue
            return sock.getsockname()[1]


def script(name):
    "A command installed with this Python"
    return Path(sys.executable).parent / name


class Server:
    "trytond for the databases of a folder (SQLite) or of a PostgreSQL server"

    def __init__(
            self, folder, databases, port=0, web_root=None, uri='sqlite://',
            worker=False):
        self.folder = folder
        self.databases = databases
        self.port = free_port(port)
        self.processes = []
        self.worker = worker
        self.configuration = folder / 'trytond.conf'
        self.log = folder / 'trytond.log'
        lines = [
            '[database]', f'uri = {uri}', f'path = {folder}',
            '[web]', f'listen = 127.0.0.1:{self.port}']
        if web_root:
            lines.append(f'root = {web_root}')
        if worker:
            lines += ['[queue]', 'worker = True']
        self.configuration.write_text('\n'.join(lines) + '\n')

    @property
    def address(self):
        return f'http://127.0.0.1:{self.port}/'

    def start(self, seconds=60):
        self._run('trytond')
        if self.worker:
            # As many as are asked for
            for _ in range(self.worker):
                self._run('trytond-worker', '-n', '1')
        end = time.monotonic() + seconds
        while not self._answers():
            if not self.running or time.monotonic() > end:
                self.stop()
                raise RuntimeError(
                    f"The server does not start: {self.log.read_text()}")
            time.sleep(0.1)

    def _run(self, program, *options):
        # Bugs show in the log only, never in the terminal
        with open(self.log, 'ab') as log:
            self.processes.append(subprocess.Popen(
                    [str(script(program)), '-c', str(self.configuration),
                        *options,
                        # Loaded before the first request
                        '-d', *self.databases],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                    start_new_session=True,
                    env={**os.environ, 'PYTHONUNBUFFERED': '1'}))

    def _answers(self):
        try:
            urlopen(self.address, timeout=5).close()
        except HTTPError:
            return True
        except OSError:
            return False
        return True

    @property
    def running(self):
        return all(p.poll() is None for p in self.processes)

    def stop(self):
        while self.processes:
            process = self.processes.pop()
            # The worker has processes of its own; all may be gone already
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *args):
        self.stop()
