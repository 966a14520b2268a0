# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What a user does in the web client, by name.

For the tests, and for the pictures of the documentation."""
import re
import shutil
import time

from playwright.sync_api import TimeoutError, expect

TIMEOUT = 20_000
# What is pressed before the client is ready for it is lost
PRESS_TIMEOUT = 5_000
PRESSES = 3
# Seconds without a request
QUIET = 0.5
FLAGS = [
    '--disable-gpu', '--disable-quic', '--no-first-run', '--no-sandbox',
    '--disable-background-networking', '--disable-component-update',
    '--disable-sync']
# What the people at the desk have
VIEWPORT = {'width': 1366, 'height': 768}


def browser_program():
    "The browser that is installed, if one is"
    return shutil.which('chromium') or shutil.which('google-chrome')


def calls(method):
    "Return a function that tells if a request is such a call"
    pattern = re.compile(rf'"method":"{method}"')
    return lambda request: pattern.search(request.post_data or '')


def again(function):
    "Call it, again when it takes too long"
    for _ in range(PRESSES - 1):
        try:
            return function()
        except TimeoutError:
            continue
    return function()


class Client:
    "The web client in a page of the browser"

    # Calls: the password is asked for and sent; what a menu entry opens; a
    # wizard begins; its next state, or its end
    LOGIN = r'common\.db\.login'
    KEYWORD = r'model\.ir\.action\.keyword\.get_keyword'
    WIZARD = r'wizard\.[\w.]+\.create'
    STATE = r'wizard\.[\w.]+\.(execute|delete)'

    def __init__(self, page, address, database, pictures=None, patience=1):
        self.page = page
        self.pictures = pictures
        self.address = f'{address}#{database}'
        self.press_timeout = PRESS_TIMEOUT * patience
        page.set_default_timeout(TIMEOUT * patience)
        expect.set_options(timeout=TIMEOUT * patience)
        # What the client waits for, and when it last asked or got something
        self._asked = set()
        self._heard = time.monotonic()
        page.on('request', lambda r: self._note(r, self._asked.add))
        for event in ['requestfinished', 'requestfailed']:
            page.on(event, lambda r: self._note(r, self._asked.discard))

    def _note(self, request, change):
        # The bus waits for messages all the time
        if '/bus' not in request.url:
            change(request)
            self._heard = time.monotonic()

    def wait_quiet(self):
        "Until the client has got all it asked for, and shows it"
        end = time.monotonic() + TIMEOUT / 1000
        while self._asked or time.monotonic() - self._heard < QUIET:
            assert time.monotonic() < end, "the client goes on asking"
            self.page.wait_for_timeout(50)

    def login(self, user, password):
        page = self.page
        page.goto(self.address)
        login = page.locator('.login-dialog #login')
        login.fill(user)
        self._until_called(lambda: login.press('Enter'), self.LOGIN)
        entry = page.locator('.modal.in input[type=password]')
        entry.fill(password)
        self._until_called(lambda: entry.press('Enter'), self.LOGIN)
        expect(page.locator('#menu tbody tr').first).to_be_visible()

    def menu(self, *names):
        "Open the last of the names, below the ones before"
        for depth, name in enumerate(names[:-1]):
            expander = self._menu_row(name, depth).locator('.expander')
            below = self._menu_row(names[depth + 1], depth + 1)
            if not below.is_visible():
                self._until_seen(expander.click, below)
        entry = self._menu_row(names[-1], len(names) - 1).locator('td').nth(2)
        self._until_called(entry.click, self.KEYWORD)

    def _menu_row(self, name, depth):
        "Names come again at another depth"
        cell = self.page.locator(f'.column-char[title="{name}"]')
        indent = self.page.locator(
            f'.expander > [style*="margin-left: {depth}em"]')
        return self.page.locator('#menu tbody tr').filter(
            has=cell).filter(has=indent).first

    def show(self, name):
        "Go back to what was opened before"
        tab = self.page.locator('#tablist li').filter(has_text=name)
        self._until_seen(
            tab.locator('a').first.click,
            tab.locator('xpath=self::li[contains(@class, "active")]'))

    @property
    def tab(self):
        return self.page.locator('#tabcontent > .tab-pane.active')

    def rows(self):
        return self.tab.locator('.treeview table tbody tr')

    def row(self, text):
        return self.rows().filter(has_text=text).first

    def edit(self, cell, widget):
        "The first click only makes the row the current one"
        cell.click()
        self._until_seen(cell.click, widget)

    def press_in_row(self, row, button, method):
        "The first click only makes the row the current one"
        row.locator('td:visible').last.click()
        self.press(button, method)

    def select_all(self):
        self.tab.locator('thead input[type=checkbox]').first.click()

    @property
    def dialog(self):
        return self.page.locator('.modal.in').last

    @property
    def message(self):
        return self.dialog.locator('textarea')

    def button(self, name):
        "A button at the bottom of the dialog"
        return self.dialog.locator('.modal-footer button').filter(
            has_text=name)

    def press(self, button, method=STATE):
        "Until the client calls the method"
        # What was called to show the button is no answer
        button.wait_for()
        self._until_called(button.click, method)

    def _until_called(self, press, method):
        def called():
            with self.page.expect_request(
                    calls(method), timeout=self.press_timeout):
                press()
        again(called)

    def until_answered(self, entry, text, method):
        """Until what is typed is sent and answered: when an answer to what
        was typed before arrives, the client fills in the entry"""
        called = calls(method)
        # The client looks for words, in quotes where there are several
        word = text.split()[0]

        def answered():
            with self.page.expect_response(
                    lambda response: (
                        called(response.request)
                        and word in response.request.post_data),
                    timeout=self.press_timeout):
                entry.fill(text)
                entry.press('Enter')
        again(answered)
        expect(entry).to_have_value(re.compile(re.escape(word)))

    def _until_seen(self, press, locator):
        def seen():
            press()
            locator.wait_for(timeout=self.press_timeout)
        again(seen)

    def type_in(self, name, text):
        "Into a field of the dialog, over what is there, and Tab"
        entry = self.dialog.locator(f'input[name={name}]:visible').first
        self.type_over(text, entry.focus)

    def type_over(self, text, focus):
        """Over what the entry holds to which focus goes, and Tab.

        What is typed while the client shows the form anew is lost, and while
        a number is typed it shows another entry, which takes the focus."""
        for _ in range(PRESSES):
            self.wait_quiet()
            focus()
            self.page.wait_for_function(
                'document.activeElement.checkVisibility()')
            self.page.keyboard.press('Control+A')
            self.page.keyboard.type(text)
            typed = self.page.evaluate('document.activeElement.value')
            if typed == text:
                break
        assert typed == text
        self.page.keyboard.press('Tab')
        self.wait_quiet()

    def confirm(self):
        "The default button of the dialog, which then goes away"
        self.press(self.dialog.locator('.modal-footer .btn-primary'))
        expect(self.page.locator('.modal.in')).to_have_count(0)
        # A button that is pressed while the rows are read again is lost
        self.wait_quiet()

    @staticmethod
    def number(row):
        "The number of the invoice in the row"
        return re.search(r'F\d{4}-\d{4}', row.inner_text())[0]

    def picture(self, name):
        "For a look at it"
        self.page.screenshot(path=self.pictures / f'{name}.png')

    def choose_tab(self, name):
        tab = self.tab.locator('.nav-tabs li').filter(has_text=name)
        self._until_seen(
            tab.locator('a').click,
            tab.locator('xpath=self::li[contains(@class, "active")]'))

    def choose_file(self, path):
        self.dialog.locator('input[type=file]').set_input_files(path)
        # It is read before the client asks what follows from it
        self._heard = time.monotonic()
        self.wait_quiet()

    def select_if_empty(self, label):
        for select in self.dialog.locator('select').all():
            if select.input_value() in {'', 'null'}:
                select.select_option(label=label)

    def open(self, model):
        "The records of a model in a tab of their own"
        self.page.goto(f'{self.address}/model/{model}')
