# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Tell what the desktop client shows, as a screen reader would be told.

A cell of a list is told as it was when its row was read: not what a button
in the row changed.

A program for the system's own Python, which has the bindings. Each line that
it reads is answered by a line of JSON: what the window in front shows, as
[role, name, text, x, y, width, height]; for the line "window" that alone.
Each question goes over a bus to the client and back: it costs more than what
the tests do with the answers, so that no more is asked than they want.
"""
import json
import sys
from itertools import islice

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

PROGRAM = 'tryton'
WINDOWS = {'frame', 'dialog', 'alert', 'window', 'file chooser'}
TEXTS = {'label', 'text'}
TOLD = {
    *WINDOWS, *TEXTS, 'menu item', 'page tab', 'push button', 'table cell',
    'table column header'}


def programs():
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        program = desktop.get_child_at_index(index)
        if program and PROGRAM in (program.get_name() or '').lower():
            yield program


def shown(node):
    states = node.get_state_set()
    return states.contains(Atspi.StateType.SHOWING)


def label(node):
    "Its name, or that of the label beside it"
    name = node.get_name()
    if not name:
        for relation in node.get_relation_set():
            if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY:
                name = relation.get_target(0).get_name()
    return name or ''


def told(node, role):
    place = node.get_extents(Atspi.CoordType.SCREEN)
    text = Atspi.Text.get_text(node, 0, -1) if role in TEXTS else ''
    return [
        role, label(node), text,
        place.x, place.y, place.width, place.height]


def look(node):
    "The node and what is in it, from the front"
    role = node.get_role_name()
    if role not in {'frame', 'dialog'} and not shown(node):
        return
    if role in TOLD:
        thing = told(node, role)
        # What was scrolled away has no place
        if thing[4] >= 0:
            yield thing
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child:
            yield from look(child)


def front(program, number=None):
    "What the last of its windows shows: that many things, itself first"
    for index in reversed(range(program.get_child_count())):
        window = program.get_child_at_index(index)
        seen = list(islice(look(window), number)) if window else []
        if seen:
            return seen
    return []


def main():
    for question in sys.stdin:
        number = 1 if question.strip() == 'window' else None
        seen = []
        for program in programs():
            try:
                seen.extend(front(program, number))
            except GLib.Error:
                # It went away meanwhile: whoever asks asks again
                continue
        print(json.dumps(seen), flush=True)


if __name__ == '__main__':
    main()
