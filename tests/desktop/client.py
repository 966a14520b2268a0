# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What a user does in the desktop client, by the names that he reads.

Where things are is told as to a screen reader; they are pressed and typed
into with the mouse and the keyboard.
"""
import json
import subprocess
import time
from collections import namedtuple
from pathlib import Path

from .. import served

SECONDS = 180
# What is pressed before the client is ready for it is lost
AGAIN = 6
# Seconds for what shows no sign of being done
PAUSE = 2
EYES = Path(__file__).with_name('eyes.py')
SYSTEM_PYTHON = '/usr/bin/python3'
MENU_WIDTH = 320
# The width of that of a selection
ARROW = 36
WINDOWS = {'frame', 'dialog', 'alert', 'window', 'file chooser'}
# Above it are the tabs of what was opened
TABS = 100


class Thing(namedtuple('Thing', 'role name text x y width height')):
    "Something on the screen"
    __slots__ = ()

    @property
    def middle(self):
        return self.x + self.width // 2, self.y + self.height // 2


class Client:

    def __init__(self, screen, login, pictures):
        self.screen = screen
        self.pictures = pictures
        self._login = login
        self._eyes = None

    def __enter__(self):
        return self

    def __exit__(self, *args):
        if self._eyes:
            self._eyes.stdin.close()
            self._eyes.wait(10)
            self._eyes.stdout.close()

    def login(self, user):
        self._login(user=user)
        self._eyes = subprocess.Popen(
            [SYSTEM_PYTHON, str(EYES)], env=self.screen.environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self.screen.log, text=True)
        self.wait_for('table cell', "Encaissement")

    def look(self, question=''):
        self._eyes.stdin.write(f'{question}\n')
        self._eyes.stdin.flush()
        return [Thing(*t) for t in json.loads(self._eyes.stdout.readline())]

    def front(self):
        "What is in the window in front"
        things = self.look()
        windows = [i for i, t in enumerate(things) if t.role in WINDOWS]
        return things[windows[-1]:] if windows else []

    @property
    def window(self):
        "The title of the window in front"
        windows = self.look('window')
        return windows[-1].name if windows else ''

    def find(self, role, name):
        for thing in self.front():
            if thing.role == role and (
                    thing.name == name
                    # The client adds a colon
                    or thing.name.rstrip('\xa0 :') == name):
                return thing

    def wait_for(self, role, name):
        return self._wait(
            lambda: self.find(role, name), f"no {role} {name}")

    @staticmethod
    def _wait(find, what):
        "Return what is found in the end"
        found = []

        def seen():
            found[:] = [find()]
            return found[0]
        served.wait(seen, what, SECONDS)
        return found[0]

    def until(self, condition, act, what):
        "Act until the client shows that it did it"
        end = time.monotonic() + SECONDS
        while not condition():
            assert time.monotonic() < end, what
            act()
            again = time.monotonic() + AGAIN
            while time.monotonic() < again and not condition():
                time.sleep(0.3)

    def click(self, thing, times=1):
        x, y = thing.middle
        self.screen.run(
            'xdotool', 'mousemove', x, y, 'click', '--repeat', times,
            '--delay', '80', '1')

    def menu(self, *names):
        "Open the last of the names, below the ones before"
        for depth in range(1, len(names)):
            above = names[:depth]
            self.until(
                lambda: self._entry(names[:depth + 1]),
                lambda: self.click(self._entry(above), times=2),
                f"{above[-1]} does not show {names[depth]}")
        before = self._opened()
        self.until(
            lambda: self._opened() != before,
            lambda: self.click(self._entry(names), times=2),
            f"{names[-1]} does not open")

    def _entry(self, names):
        "Names come again at another depth: the one below the ones before"
        entries = [
            t for t in self.front() if t.role == 'table cell' and t.name
            and t.x < MENU_WIDTH]
        at = -1, -1
        for name in names:
            entry = next((
                    t for t in entries
                    if t.name == name and t.y > at[0] and t.x > at[1]), None)
            if not entry:
                return None
            at = entry.y, entry.x
        # The cell is as wide as the menu
        return entry._replace(width=20)

    def _opened(self):
        "The window in front, and how many tabs the client has"
        things = self.front()
        return things[0].name if things else '', len([
                t for t in things if t.role == 'page tab' and t.y < TABS])

    def choose_tab(self, name):
        "A tab of the list, or a page; its number of records may follow"
        self.click(self.wait_for('page tab', name))

    def press(self, name):
        "The button in front, until something changes"
        button = self.wait_for('push button', name)
        before = [t[:3] for t in self.front()]
        self.until(
            lambda: [t[:3] for t in self.front()] != before,
            lambda: self.click(button), f"{name} does nothing")

    def rows(self, things=None):
        "The cells of the rows in sight that have a text, from the top"
        rows = {}
        things = things or self.front()
        edge = MENU_WIDTH if things[0].role == 'frame' else 0
        for thing in things:
            if thing.role == 'table cell' and thing.x >= edge:
                rows.setdefault(thing.y, []).append(thing)
        return [
            [c for c in cells if c.name]
            for _, cells in sorted(rows.items())]

    def row(self, text, things=None):
        "The first row with it, or None"
        for cells in self.rows(things):
            if any(text in c.name for c in cells):
                return cells

    def wait_row(self, text):
        return self._wait(lambda: self.row(text), f"no row {text}")

    def column(self, title, things=None):
        "Its header; a sum may stand below the title"
        for thing in things or self.front():
            if (thing.role == 'table column header'
                    and thing.name.split('\n')[0] == title):
                return thing

    def press_in_row(self, text, title):
        """The button of the column, until a window opens: the first click
        only makes the row the current one"""
        self.wait_row(text)
        before = self.window
        self.until(
            lambda: self.window != before,
            lambda: self.click(self._in_column(text, title)),
            f"{title} of {text} does nothing")

    def click_in_row(self, text, title):
        "What stands in the column; nothing tells what came of it"
        self.wait_row(text)
        self.click(self._in_column(text, title))
        time.sleep(PAUSE)

    def _in_column(self, text, title):
        things = self.front()
        header = self.column(title, things)
        return self.row(text, things)[0]._replace(
            x=header.x, width=header.width)

    def type_in(self, name, text):
        "Into the entry with that label, over what is there, and Tab"
        entry = self.wait_for('text', name)

        def typed():
            self.click(entry)
            self.screen.keys('ctrl+a')
            self.screen.type(text)
        self.until(
            lambda: self.shown(name) == text, typed, f"{name} is not {text}")
        self.screen.keys('Tab')

    def choose(self, name, option):
        "An option in the list of the selection"
        entry = self.wait_for('text', name)
        arrow = entry._replace(x=entry.x + entry.width, width=ARROW)
        self.until(
            lambda: self.find('menu item', option),
            lambda: self.click(arrow), f"{name} has no {option}")
        self.click(self.find('menu item', option))
        served.wait(
            lambda: self.shown(name) == option, f"{name} is not {option}")

    def choose_file(self, name):
        "From the home folder"
        dialog = self.window
        self.wait_for('push button', '')
        # Of those without a text that of the file is the first from the top
        button = min((
                t for t in self.front()
                if t.role == 'push button' and not t.name),
            key=lambda t: t.y)
        self.until(
            lambda: self.window != dialog,
            lambda: self.click(button), "no file is asked for")
        self.click(self.wait_for('label', "Dossier personnel"))
        self.wait_for('table cell', name)
        self.until(
            lambda: self.window == dialog,
            lambda: self.click(self.find('table cell', name), times=2),
            f"{name} is not chosen")

    def shown(self, name):
        "The text in the entry with that label"
        entry = self.find('text', name)
        return entry.text if entry else None

    def confirm(self, name):
        "A button of the dialog, which then goes away"
        dialog = self.window
        button = self.wait_for('push button', name)
        self.until(
            lambda: self.window != dialog, lambda: self.click(button),
            f"{dialog} stays")

    def picture(self, name):
        "For a look at it"
        self.screen.shoot(self.pictures / f'desktop-{name}.png')
