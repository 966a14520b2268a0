# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
import pytest

from develop import web_client
from develop.environment import NotPossible

from .. import served


@pytest.fixture(scope='session')
def browser():
    playwright = pytest.importorskip('playwright.sync_api')
    from demo.sao import FLAGS, browser_program
    executable = browser_program()
    if not executable:
        pytest.skip("no Chromium is installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def web_server(tmp_path):
    "The practice of the demo, as it was prepared, with the web client"
    try:
        web_root = web_client.install()
    except NotPossible as exception:
        pytest.skip(str(exception))
    with served.serve(tmp_path, web_root=web_root) as server:
        yield server


@pytest.fixture
def client(browser, web_server, request):
    from demo.sao import VIEWPORT, Client
    context = browser.new_context(viewport=VIEWPORT, locale='fr-CH')
    page = context.new_page()
    folder = served.FOLDER.parent / 'screenshots'
    folder.mkdir(exist_ok=True)
    yield Client(page, web_server.address, served.DATABASE, folder)
    # For a look at what was on the screen at the end
    page.screenshot(path=folder / f'{request.node.name}.png')
    context.close()
