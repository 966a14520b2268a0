# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Where the scripts say what they do: a person, cron or another program."""
import json
import sys

try:
    from tqdm import tqdm
except ImportError:
    tqdm = None


class Output:
    """What is said goes to the standard output.

    :param quiet: only what is refused is said, on the standard error
    :param json: only objects are printed, each on a line
    """

    def __init__(self, quiet=False, json=False):
        self.quiet = quiet
        self.json = json
        self._bar = None

    @property
    def talks(self):
        "Whether somebody reads what is said"
        return not (self.quiet or self.json)

    def say(self, text=''):
        if self.talks:
            self._write(text)

    def refuse(self, text):
        "Say what is refused and why, also to who wants to hear nothing else"
        if not self.json:
            self._write(text, sys.stderr if self.quiet else sys.stdout)

    def object(self, data):
        if self.json:
            self._write(json.dumps(data, ensure_ascii=False))

    def _write(self, text, file=None):
        file = file or sys.stdout
        if self._bar is not None:
            # The bar makes room for it
            tqdm.write(text, file=file)
        else:
            print(text, file=file, flush=True)

    def progress(self, total, unit):
        "Show on a terminal, in a with block, how much of the total is done"
        return _Progress(self, total, unit)

    def doing(self, label):
        if self._bar is not None:
            self._bar.set_description_str(label)

    def advance(self, number=1):
        if self._bar is not None:
            self._bar.update(number)


class _Progress:

    def __init__(self, output, total, unit):
        self.output = output
        self.total = total
        self.unit = unit

    def __enter__(self):
        # Cron and files get none
        if tqdm and self.output.talks and sys.stderr.isatty():
            self.output._bar = tqdm(
                total=self.total, unit=f' {self.unit}', leave=False)

    def __exit__(self, *args):
        if self.output._bar is not None:
            self.output._bar.close()
            self.output._bar = None
