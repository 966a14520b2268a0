# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.pyson import Eval

from ..exceptions import TillError
from ..payment.cash_count import CashCountMixin, denominations


class TillCount(CashCountMixin, ModelSQL, ModelView):
    __name__ = 'account.invoice.payment.till_count'

    closing = fields.Many2One(
        'account.invoice.payment.till_closing', "Closing", required=True,
        ondelete='CASCADE')
    closing_state = fields.Function(
        fields.Selection('get_closing_states', "Closing State"),
        'on_change_with_closing_state')
    company = fields.Function(
        fields.Many2One('company.company', "Company"),
        'on_change_with_company')
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"),
        'on_change_with_currency')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        # Clients send what is only shown readonly
        cls.denomination.readonly = False
        cls.denomination.states = {'readonly': True}
        cls.number.states = {
            # A new line does not know its state
            'readonly': Eval('closing_state').in_(['closed', 'cancelled']),
            }
        cls.__access__.add('closing')
        t = cls.__table__()
        cls._sql_indexes.add(Index(t, (t.closing, Index.Range())))
        cls._order = [
            ('denomination', 'DESC'),
            ('id', 'ASC'),
            ]

    @classmethod
    def get_closing_states(cls):
        Closing = Pool().get('account.invoice.payment.till_closing')
        return Closing.fields_get(['state'])['state']['selection']

    @fields.depends('closing', '_parent_closing.state')
    def on_change_with_closing_state(self, name=None):
        return self.closing.state if self.closing else 'draft'

    @fields.depends('closing', '_parent_closing.company')
    def on_change_with_company(self, name=None):
        return self.closing.company if self.closing else None

    # New lines are given it, as clients know no closing yet
    @fields.depends('closing', '_parent_closing.currency')
    def on_change_with_currency(self, name=None):
        return self.closing.currency if self.closing else None

    @classmethod
    def preprocess_values(cls, mode, values):
        values = super().preprocess_values(mode, values)
        if mode == 'create':
            # What was given to a new line may come back
            for name in ['currency', 'amount']:
                values.pop(name, None)
        return values

    @classmethod
    def check_modification(cls, mode, counts, values=None, external=False):
        super().check_modification(
            mode, counts, values=values, external=external)
        if mode == 'delete':
            for count in counts:
                if count.closing.state != 'draft':
                    raise AccessError(gettext(
                            'medical_payment.msg_till_delete',
                            closing=count.closing.rec_name))

    @classmethod
    def validate_fields(cls, counts, field_names):
        super().validate_fields(counts, field_names)
        for count in counts:
            if (count.denomination not in denominations(count.currency)
                    or (count.number or 0) < 0):
                raise TillError(gettext(
                        'medical_payment.msg_till_count',
                        number=count.number or 0,
                        denomination=count.denomination,
                        currency=count.currency.rec_name,
                        closing=count.closing.rec_name))
