# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A screen nobody looks at, with a window manager, keys and pictures."""
import os
import shutil
import subprocess
import time

PROGRAMS = ['Xvfb', 'openbox', 'xdotool', 'import', 'dbus-daemon']


def missing():
    return [name for name in PROGRAMS if not shutil.which(name)]


class Screen:
    "Everything started on it is stopped with it"

    def __init__(self, folder, width=1366, height=768):
        self.folder = folder
        self.width = width
        self.size = f'{width}x{height}x24'
        self.processes = []
        self.environment = None
        self.log = open(folder / 'screen.log', 'wb')

    def __enter__(self):
        # The server chooses a display that is free, and tells it
        display = self._told(
            lambda pipe: ['Xvfb', '-displayfd', pipe, '-screen', '0',
                self.size, '-nolisten', 'tcp'])
        self.environment = {
            **os.environ,
            'DISPLAY': f':{display}',
            'HOME': str(self.folder),
            'XDG_CONFIG_HOME': str(self.folder / 'config'),
            'LANGUAGE': 'fr', 'LANG': 'C.UTF-8',
            }
        self.environment['DBUS_SESSION_BUS_ADDRESS'] = self._told(
            lambda pipe: ['dbus-daemon', '--session', '--nofork',
                f'--print-address={pipe}'])
        self.start('openbox')
        return self

    def _told(self, command):
        "Start what tells something through a pipe; return that"
        reading, writing = os.pipe()
        self._start(
            command(str(writing)), pass_fds=[writing],
            env=self.environment or os.environ)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            return pipe.readline().strip()

    def start(self, *command, **environment):
        return self._start(
            list(map(str, command)),
            env={**self.environment, **environment})

    def _start(self, command, **options):
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=self.log, **options)
        self.processes.append(process)
        return process

    def run(self, *command):
        return subprocess.run(
            list(map(str, command)), env=self.environment,
            capture_output=True, text=True, timeout=60)

    def windows(self, title):
        "The numbers of the windows with that in their title"
        return self.run(
            'xdotool', 'search', '--onlyvisible', '--name', title
            ).stdout.split()

    def wait_for(self, title, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            windows = self.windows(title)
            if windows:
                return windows[-1]
            time.sleep(0.2)
        raise TimeoutError(f"no window {title}")

    def keys(self, *keys):
        for key in keys:
            self.run('xdotool', 'key', '--clearmodifiers', key)
            time.sleep(0.3)

    def type(self, text):
        self.run('xdotool', 'type', '--delay', '20', text)

    def active_size(self):
        "Width and height of the window that has the focus"
        text = self.run(
            'xdotool', 'getactivewindow', 'getwindowgeometry', '--shell'
            ).stdout
        values = dict(
            line.split('=') for line in text.splitlines() if '=' in line)
        return (
            int(values.get('WIDTH', self.width)),
            int(values.get('HEIGHT', 0)))

    def find(self, colour):
        "Where the first pixel of it is, given as three bytes, or None"
        picture = subprocess.run(
            ['import', '-window', 'root', '-depth', '8', 'rgb:-'],
            env=self.environment, capture_output=True).stdout
        at = picture.find(colour)
        while at >= 0 and at % 3:
            at = picture.find(colour, at + 1)
        if at >= 0:
            y, x = divmod(at // 3, self.width)
            return x, y

    def region(self, x, y, width, height):
        "The bytes of what is drawn there"
        return subprocess.run(
            ['import', '-window', 'root', '-crop',
                f'{width}x{height}+{x}+{y}', '-depth', '8', 'rgb:-'],
            env=self.environment, capture_output=True).stdout

    def shows(self, colour):
        "Whether any pixel has it"
        return self.find(colour) is not None

    def click(self, x, y):
        self.run('xdotool', 'mousemove', x, y, 'click', '1')
        time.sleep(1)

    def shoot(self, path):
        self.run('import', '-window', 'root', path)
        return path

    def __exit__(self, *args):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        self.log.close()
