# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What comes to a report from a client, looked at before it is printed."""
from trytond.model import Model
from trytond.pool import Pool
from trytond.transaction import without_check_access

from .value import refuse_name


class ReportDoor:
    __slots__ = ()

    @classmethod
    def execute(cls, ids, data):
        _check_ids(cls, ids)
        _check_action(cls, data)
        return super().execute(ids, data)


def _check_ids(cls, ids):
    if not isinstance(ids, (list, tuple)):
        refuse_name(ids, cls.__name__)
    for id_ in ids:
        # Tasks of the server may hand over the records
        if type(id_) is not int and not isinstance(id_, Model):
            refuse_name(id_, cls.__name__)


def _check_action(cls, data):
    "Refuse the action of another report: its groups and its model count"
    ActionReport = Pool().get('ir.action.report')
    if not isinstance(data, dict):
        refuse_name(data, cls.__name__)
    action_id = data.get('action_id')
    domain = [('report_name', '=', cls.__name__)]
    if action_id is None:
        # The user does not see those of other groups
        if not ActionReport.search(domain, limit=1):
            refuse_name('action_id', cls.__name__)
    elif type(action_id) is not int:
        refuse_name(action_id, cls.__name__)
    else:
        with without_check_access():
            if not ActionReport.search(
                    [('id', '=', action_id), domain], limit=1):
                refuse_name(action_id, cls.__name__)
    model = data.get('model')
    if model is not None and (
            not isinstance(model, str)
            or model not in dict(Pool().iterobject())):
        refuse_name(model, cls.__name__)
