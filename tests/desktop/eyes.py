# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Tell what the desktop client shows, as a screen reader would be told.

A cell of a list is told as it was when its row was read: not what a button
in the row changed.

A program for the system's own Python, which has the bindings. Each line that
it reads is answered by a line of JSON: all that is shown, as
[role, name, text, x, y, width, height].
"""
import json
import sys

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

PROGRAM = 'tryton'


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


def text(node):
    if 'Text' in node.get_interfaces():
        return Atspi.Text.get_text(node, 0, -1)
    return ''


def look(node):
    "The node and what is in it, from the front"
    if node.get_role() not in {
            Atspi.Role.APPLICATION, Atspi.Role.FRAME, Atspi.Role.DIALOG
            } and not shown(node):
        return
    if 'Component' in node.get_interfaces():
        place = node.get_extents(Atspi.CoordType.SCREEN)
        # What was scrolled away has no place
        if place.y >= 0:
            yield [
                node.get_role_name(), label(node), text(node),
                place.x, place.y, place.width, place.height]
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child:
            yield from look(child)


def main():
    for _ in sys.stdin:
        seen = []
        for program in programs():
            try:
                seen.extend(look(program))
            except GLib.Error:
                # It went away meanwhile: whoever asks asks again
                continue
        print(json.dumps(seen), flush=True)


if __name__ == '__main__':
    main()
