# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the movements of the bank tell, and what was found for them."""
from trytond.i18n import gettext
from trytond.model import fields
from trytond.model.exceptions import AccessError
from trytond.pool import PoolMeta

from ..information import read as read_information
from ..statement import changes
from .reason import render

FIXED_FIELDS = {
    'statement', 'date', 'amount', 'amount_second_currency',
    'second_currency'}


class StatementOrigin(metaclass=PoolMeta):
    __name__ = 'account.statement.origin'

    payer_name = fields.Function(fields.Char("Payer"), 'get_payer')
    payer_account = fields.Function(
        fields.Char("Payer's Account"), 'get_payer')
    payer_text = fields.Function(fields.Char("Text"), 'get_payer')
    matches = fields.One2Many(
        'account.statement.match', 'origin', "Matches", readonly=True)
    match_notes = fields.Dict(None, "Match Notes", readonly=True)
    match_note = fields.Function(
        fields.Text("Note",
            help="What the search for matches has to say."),
        'get_match_note')

    @classmethod
    def get_payer(cls, origins, names):
        result = {name: {} for name in names}
        values = {
            'payer_name': lambda i: i.name,
            'payer_account': lambda i: i.account,
            'payer_text': lambda i: i.text,
            }
        for origin in origins:
            information = origin.read_information()
            for name in names:
                result[name][origin.id] = values[name](information)
        return result

    def read_information(self):
        "Return what the importer tells, whichever it was"
        return read_information(
            self.information, self.amount >= 0, self.description)

    def get_match_note(self, name):
        return render(self.match_notes, self.currency)

    @classmethod
    def copy(cls, origins, default=None):
        default = default.copy() if default is not None else {}
        default.setdefault('matches')
        default.setdefault('match_notes')
        return super().copy(origins, default=default)

    @classmethod
    def check_modification(cls, mode, origins, values=None, external=False):
        if mode == 'delete':
            cls._check_settled(origins)
            cls._check_delete(origins)
        elif mode == 'write' and values.keys() & FIXED_FIELDS:
            values_ = {n: v for n, v in values.items() if n in FIXED_FIELDS}
            cls._check_settled([o for o in origins if changes(o, values_)])
        super().check_modification(
            mode, origins, values=values, external=external)

    @classmethod
    def _check_settled(cls, origins):
        for origin in origins:
            if any(l.move for l in origin.lines):
                raise AccessError(gettext(
                        'medical_payment.msg_statement_origin_settled',
                        origin=origin.rec_name,
                        statement=origin.statement.rec_name))

    @classmethod
    def _check_delete(cls, origins):
        for origin in origins:
            if origin.statement.state not in {'draft', 'cancelled'}:
                raise AccessError(gettext(
                        'medical_payment.msg_statement_origin_delete',
                        origin=origin.rec_name,
                        statement=origin.statement.rec_name))
