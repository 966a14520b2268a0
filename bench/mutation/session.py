# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A run of pytest in this process."""
import os

import pytest

# Programs that are started do not know of the change
HEAVY = 'not slow and not browser and not desktop and not postgresql'


def run(root, tests, *plugins):
    os.chdir(root)
    return pytest.main([
            '-q', '--no-header', '--no-summary', '--tb=no',
            '-p', 'no:cacheprovider', '-p', 'no:xdist', '-p', 'no:warnings',
            '-m', HEAVY, *tests],
        plugins=[Quiet(), *plugins])


class Quiet:
    "Examples are the same each time, and found failures not made small"

    def pytest_configure(self, config):
        from hypothesis import Phase, settings
        settings.register_profile(
            'mutation', settings.get_profile('tests'),
            database=None, derandomize=True,
            phases=[Phase.explicit, Phase.generate])
        settings.load_profile('mutation')

    def pytest_report_teststatus(self, report):
        return report.outcome, '', ''


def load_practice():
    "Have the models and their database in memory"
    from tests.tools import practice_transaction
    with practice_transaction():
        pass
