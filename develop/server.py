# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A Tryton server on the loopback, for the demo and for the tests."""
import os
import socket
import subprocess
import sys
import time
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
            self, folder, databases, port=0, web_root=None, uri='sqlite://'):
        self.folder = folder
        self.databases = databases
        self.port = free_port(port)
        self.process = None
        self.configuration = folder / 'trytond.conf'
        self.log = folder / 'trytond.log'
        lines = [
            '[database]', f'uri = {uri}', f'path = {folder}',
            '[web]', f'listen = 127.0.0.1:{self.port}']
        if web_root:
            lines.append(f'root = {web_root}')
        self.configuration.write_text('\n'.join(lines) + '\n')

    @property
    def address(self):
        return f'http://127.0.0.1:{self.port}/'

    def start(self, seconds=60):
        # Bugs show in the log only, never in the terminal
        with open(self.log, 'ab') as log:
            self.process = subprocess.Popen(
                [str(script('trytond')), '-c', str(self.configuration),
                    # Loaded before the first request
                    '-d', *self.databases],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, 'PYTHONUNBUFFERED': '1'})
        end = time.monotonic() + seconds
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise RuntimeError(
                    f"The server does not start: {self.log.read_text()}")
            time.sleep(0.1)

    def _answers(self):
        try:
            urlopen(self.address, timeout=5).close()
        except HTTPError:
            return True
        except OSError:
            return False
        return True

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *args):
        self.stop()
