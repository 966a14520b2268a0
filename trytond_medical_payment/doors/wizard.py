# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What comes to a wizard from a client, looked at before it runs.

Wizards run without access checks and take the state that a client sends as
it is: records of any company, fields that are shown readonly, any type. What
moves money checks its rights itself; here is refused, in a sentence, what no
client would send that shows the wizard.
"""
from collections import defaultdict

from trytond.i18n import gettext
from trytond.model import fields
from trytond.model.modelstorage import EvalEnvironment
from trytond.pool import Pool
from trytond.pyson import PYSONDecoder, PYSONEncoder
from trytond.transaction import Transaction, inactive_records
from trytond.wizard import StateView

from ..exceptions import DoorValueError
from .value import check_records, check_values, refuse_name, refuse_value

_DOORS = __name__.rpartition('.')[0]
_PACKAGE = _DOORS.rpartition('.')[0]
# Of Tryton's own, those that this module extends by their views alone
_CORE = {'account.invoice.pay'}


def is_guarded(cls):
    "Test if the wizard is one of this module, or one that it extends"
    return cls.__name__ in _CORE or any(
        c.__module__.startswith(_PACKAGE)
        and not c.__module__.startswith(_DOORS)
        for c in cls.__mro__)


class WizardDoor:
    __slots__ = ()

    @classmethod
    def check_access(cls):
        if not is_guarded(cls):
            return super().check_access()
        _check_active()
        # Another action has other groups and models
        with Transaction().set_context(action_id=None):
            super().check_access()

    @classmethod
    def execute(cls, session_id, data, state_name):
        if is_guarded(cls):
            # Whether somebody may do it comes before what he sends
            cls.check_access()
            _check_session(session_id)
            _check_state(cls, state_name)
            _check_data(cls, session_id, data, state_name)
        return super().execute(session_id, data, state_name)

    @classmethod
    def delete(cls, session_id):
        if is_guarded(cls):
            _check_session(session_id)
        return super().delete(session_id)


def _check_active():
    context = Transaction().context
    model, ids = context.get('active_model'), context.get('active_ids')
    if model and model not in dict(Pool().iterobject()):
        refuse_name(model, 'active_model')
    ids = [*(ids or []), context.get('active_id')]
    if not all(i is None or type(i) is int for i in ids):
        refuse_name('active_ids', model)


def _check_session(session_id):
    "Refuse the session of somebody else"
    Session = Pool().get('ir.session.wizard')
    user = Transaction().user
    if type(session_id) is not int or not Session.search([
                ('id', '=', session_id),
                ('create_uid', '=', user),
                ], limit=1):
        refuse_name(session_id, Session.__name__)


def _check_state(cls, state_name):
    "Refuse what no button leads to, and to begin without a record"
    ActionWizard = Pool().get('ir.action.wizard')
    buttons = {
        button.state for state in cls.states.values()
        if isinstance(state, StateView) for button in state.buttons}
    if state_name not in {cls.start_state, cls.end_state, *buttons}:
        refuse_name(state_name, cls.__name__)
    context = Transaction().context
    if (ActionWizard.get_models(cls.__name__)
            and not (context.get('active_model') and any(
                    [*(context.get('active_ids') or []),
                        context.get('active_id')]))):
        raise DoorValueError(gettext(
                'medical_payment.msg_door_no_record',
                wizard=ActionWizard.get_name(cls.__name__, None)))


def _check_data(cls, session_id, data, state_name):
    pool = Pool()
    views = {
        name: pool.get(state.model_name)
        for name, state in cls.states.items()
        if isinstance(state, StateView)}
    if not isinstance(data, dict):
        refuse_name('data', cls.__name__)
    records = defaultdict(set)
    for name, values in data.items():
        if name not in views or not isinstance(values, dict):
            refuse_name(name, cls.__name__)
        check_values(views[name], values, records)
    check_records(records)
    wizard = cls(session_id)
    for name in views:
        if _is_left(cls, name, state_name):
            record = getattr(wizard, name)
            for field, value in data.get(name, {}).items():
                if field != 'id':
                    setattr(record, field, value)
            _follow(record)
            # A right that is missing is told by its name
            if check := getattr(wizard, f'check_{name}', None):
                check()
            _check_record(record)


def _follow(record):
    "Set what follows from other fields, whatever the client says it is"
    for name, field in record._fields.items():
        if (field.on_change_with and isinstance(field, fields.Function)
                and not field.setter):
            setattr(
                record, name, getattr(record, f'on_change_with_{name}')())


def _is_left(cls, name, state_name):
    "Test if the button to the state wants the view to be filled in"
    # As for clients: what ends the wizard does not, unless it says so
    usual = state_name != cls.end_state
    return any(
        button.state == state_name
        and (usual if button.validate is None else button.validate)
        for button in cls.states[name].buttons)


def _check_record(record):
    "Refuse what clients would not let pass: empty, or out of the domain"
    Model = record.__class__
    for name, field in record._fields.items():
        value = getattr(record, name, None)
        if field.readonly:
            continue
        elif value in (None, '', (), []):
            if field.required or _eval(record, field.states.get('required')):
                refuse_value(Model, name, message='required')
        elif field.domain and field._type in {'many2one', 'many2many'}:
            values = [value] if field._type == 'many2one' else value
            if not _is_in(values, _eval(record, field.domain)):
                refuse_value(Model, name)


def _is_in(records, domain):
    Target = records[0].__class__
    ids = {r.id for r in records}
    with inactive_records():
        return ids == set(map(int, Target.search([
                        ('id', 'in', list(ids)), domain])))


def _eval(record, source):
    "Return the PYSON for the values of the record"
    env = EvalEnvironment(record, record.__class__)
    env['context'] = Transaction().context
    return PYSONDecoder(env).decode(PYSONEncoder().encode(source))
