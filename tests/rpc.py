# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Talk to a server as a client does: JSON-RPC over HTTP."""
import base64
import json
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from trytond.protocols.jsonrpc import JSONDecoder, JSONEncoder


class Refused(Exception):
    "The server says no, with words for the user"

    @property
    def message(self):
        return self.args[0]


class NotExposed(Exception):
    "The server does not let clients call it"


class Broken(Exception):
    "The server has no words for it"


def without_names(values):
    "What a client sends back of the values of a record and of its lines"
    if isinstance(values, list):
        return list(map(without_names, values))
    elif isinstance(values, dict):
        return {
            n: without_names(v) for n, v in values.items()
            if not n.endswith('.')}
    return values


class Client:
    "A user who is logged in"

    def __init__(self, address, database, login, password):
        self.url = f'{address}{database}/rpc/'
        self.authorization = None
        self.context = {}
        user, session, *_ = self(
            'common.db.login', login, {'password': password}, 'en')
        self.authorization = 'Session ' + base64.b64encode(
            f'{login}:{user}:{session}'.encode()).decode()
        self.context = self(
            'model.res.user.get_preferences', True, {})

    def __call__(self, method, *params):
        headers = {'Content-Type': 'application/json'}
        if self.authorization:
            headers['Authorization'] = self.authorization
        request = Request(
            self.url, headers=headers, method='POST',
            data=json.dumps(
                {'id': 1, 'method': method, 'params': params},
                cls=JSONEncoder).encode())
        try:
            with urlopen(request, timeout=60) as response:
                answer = json.load(response, object_hook=JSONDecoder())
        except HTTPError as error:
            if error.code == 403:
                raise NotExposed(method) from None
            raise Broken(f'{method}: {error.code} {error.reason}') from None
        if 'error' in answer:
            name, *rest = answer['error']
            if name == 'UserError':
                raise Refused(*rest[0])
            raise Broken(f'{method}: {name} {rest}')
        return answer['result']

    def model(self, name, method, *params, **context):
        return self(
            f'model.{name}.{method}', *params, {**self.context, **context})

    def view(self, model, view_type):
        "The fields of the view, as the client reads them for its records"
        view = self.model(model, 'fields_view_get', None, view_type)
        names = set(view['fields'])
        for name, field in view['fields'].items():
            if field['type'] in {'many2one', 'one2one', 'reference'}:
                names.add(f'{name}.rec_name')
        return view, sorted(names)

    def wizard(self, name, states, records=(), model=None):
        """Go through the wizard: states is a list of state and the data that
        the user changes in the view before. Return the last answer."""
        with self.open_wizard(name, records, model) as wizard:
            for state, changes in states:
                result = wizard(state, **changes)
        return result

    @contextmanager
    def open_wizard(self, name, records=(), model=None):
        """A function that presses the button to a state of the wizard, with
        the data that the user changes in the views before."""
        ids = list(records)
        context = {
            **self.context,
            'active_model': model,
            'active_id': ids[0] if ids else None,
            'active_ids': ids,
            }
        session, *_ = self(f'wizard.{name}.create', context)
        shown = {}

        def press(state, **changes):
            data = {
                view: {**shown.get(view, {}), **values}
                for view, values in changes.items()}
            result = self(
                f'wizard.{name}.execute', session, data, state, context)
            if view := result.get('view'):
                # The client sends back all it was given
                shown[view['state']] = without_names(
                    {**view['defaults'], **view['values']})
            return result

        yield press
        self(f'wizard.{name}.delete', session, context)
