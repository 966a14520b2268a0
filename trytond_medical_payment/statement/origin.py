# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the transactions of the bank tell, and what was found for them."""
from sql import Null

from trytond.i18n import gettext
from trytond.model import Index, ModelView, fields
from trytond.model.exceptions import AccessError
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval

from ..context import FOUND
from ..gateway.origin_information import SEARCHED
from ..gateway.origin_information import read as read_information
from ..locking import WaitingLockMixin
from ..match.reason import render
from ..rights import check_group, check_readable
from ..search import (
    FoundByWordsMixin, amount_domain, is_negative, party_domain)
from .changes import changes

FIXED_FIELDS = {
    'statement', 'date', 'amount', 'amount_second_currency',
    'second_currency'}


class StatementOrigin(
        FoundByWordsMixin, WaitingLockMixin, metaclass=PoolMeta):
    __name__ = 'account.statement.origin'

    bank_entry_key = fields.Char(
        "Bank Entry Key", readonly=True,
        help="Finds the booking again in another file of the bank.")
    bank_total_key = fields.Char(
        "Bank Total Key", readonly=True,
        help="Finds the total of a batch again in another file of the bank.")
    bank_key = fields.Char(
        "Bank Key", readonly=True,
        help="Finds the transaction again in another file of the bank.")

    payer_name = fields.Function(fields.Char("Payer"), 'get_payer')
    payer_account = fields.Function(
        fields.Char("Payer's Account"), 'get_payer')
    payer_text = fields.Function(fields.Char("Text"), 'get_payer')
    matches = fields.One2Many(
        'account.statement.match', 'origin', "Matches", readonly=True)
    no_receipt = fields.Boolean(
        "No Receipt", readonly=True,
        help="Checked when it is nothing that a patient paid: "
        "nothing is proposed for it.")
    match_notes = fields.Dict(None, "Match Notes", readonly=True)
    match_note = fields.Function(
        fields.Text("Note",
            help="What the search for matches has to say."),
        'get_match_note')

    @classmethod
    def _validate(cls, origins, field_names=None):
        # The notes of the search are its own: nothing depends on them
        if not FOUND.get() or field_names != {'match_notes'}:
            super()._validate(origins, field_names=field_names)

    @classmethod
    def __setup__(cls):
        cls.bank_entry_key.search_unaccented = False
        cls.bank_total_key.search_unaccented = False
        cls.bank_key.search_unaccented = False
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.update({
                Index(t,
                    (t.bank_entry_key, Index.Equality()),
                    where=t.bank_entry_key != Null),
                Index(t,
                    (t.bank_total_key, Index.Equality()),
                    where=t.bank_total_key != Null),
                })

        cls._buttons.update({
                'mark_no_receipt': {
                    'invisible': Eval('no_receipt', False),
                    'depends': ['no_receipt'],
                    },
                'mark_receipt': {
                    'invisible': ~Eval('no_receipt', False),
                    'depends': ['no_receipt'],
                    },
                })

    @classmethod
    def default_no_receipt(cls):
        return False

    @classmethod
    @ModelView.button
    def mark_no_receipt(cls, origins):
        "Look at the transactions no more, and withdraw what is proposed"
        cls._set_no_receipt(origins, True)
        return 'reload'

    @classmethod
    @ModelView.button
    def mark_receipt(cls, origins):
        "Look at the transactions again"
        cls._set_no_receipt(origins, False)
        return 'reload'

    @classmethod
    def _set_no_receipt(cls, origins, value):
        Match = Pool().get('account.statement.match')
        check_group('group_bank_reconciliation')
        check_readable(origins)
        cls.lock(origins)
        cls.write(origins, {'no_receipt': value})
        Match.propose_for(origins)

    @property
    def is_receipt(self):
        """If it is money received for something.

        Money that came back, a booking that was reversed or a payment that was
        rejected is none.
        """
        return self.amount > 0 and not self.read_information().returned

    @classmethod
    def copy(cls, origins, default=None):
        # A copy is another transaction
        default = default.copy() if default is not None else {}
        default.setdefault('bank_entry_key')
        default.setdefault('bank_total_key')
        default.setdefault('bank_key')
        default.setdefault('matches')
        default.setdefault('match_notes')
        default.setdefault('no_receipt', False)
        return super().copy(origins, default=default)

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

    @classmethod
    def search_rec_name(cls, name, clause):
        _, operator, value = clause[:3]
        if is_negative(operator):
            return super().search_rec_name(name, clause)
        return ['OR',
            super().search_rec_name(name, clause),
            ('description', *clause[1:]),
            *((f'information.{key}', operator, value) for key in SEARCHED),
            *party_domain('party', operator, value),
            *amount_domain('amount', operator, value),
            ]

    def read_information(self):
        "Return what the importer tells, whichever it was"
        return read_information(
            self.information, self.amount >= 0, self.description)

    def get_match_note(self, name):
        return render(self.match_notes, self.currency)

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
