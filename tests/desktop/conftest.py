# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
import pytest

from demo import setup
from develop import desktop_client
from develop.environment import NotPossible

from .. import served
from .client import Client
from .screen import Screen, missing

CONFIGURATION = '[client]\ncheck_version = False\nlang = fr\n'


@pytest.fixture
def program():
    if programs := missing():
        pytest.skip(f"not installed: {', '.join(programs)}")
    try:
        return desktop_client.install()
    except NotPossible as exception:
        pytest.skip(str(exception))


@pytest.fixture
def screen(tmp_path):
    folder = tmp_path / 'screen'
    folder.mkdir()
    (folder / 'tryton.conf').write_text(CONFIGURATION)
    with Screen(folder) as screen:
        yield screen


@pytest.fixture
def server(tmp_path):
    with served.serve(tmp_path) as server:
        yield server


@pytest.fixture
def pictures():
    "The folder for a look at what was on the screen"
    folder = served.FOLDER.parent / 'screenshots'
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def login(program, server, screen):
    "Open an address in the client, as admin unless said"
    def login(path='', user='admin'):
        screen.start(
            program, '-c', screen.folder / 'tryton.conf', '-u', user,
            f'tryton://127.0.0.1:{server.port}/{served.DATABASE}/{path}')
        screen.wait_for('Tryton')
        # The password is asked for in a window without a name
        served.wait(lambda: screen.active_size()[0] < 600, "no question")
        screen.type(setup.PASSWORD)
        screen.keys('Return')
    return login


@pytest.fixture
def client(login, screen, pictures):
    "What a user does, by the names of what is on the screen"
    with Client(screen, login, pictures) as client:
        yield client
