# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What every report on payments asks for, and what prints share."""
import datetime as dt

from trytond.model import Model, ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.report import Report
from trytond.transaction import Transaction
from trytond.wizard import Button, StateView, Wizard

from ..context import FILTERS
from ..doors.value import check_form, refuse_name, refuse_value


class PeriodContext(ModelView):

    company = fields.Many2One('company.company', "Company", required=True)
    period = fields.Many2One(
        'account.period', "Period",
        domain=[
            ('company', '=', Eval('company', -1)),
            ],
        help="Sets the dates.")
    from_date = fields.Date(
        "From Date", required=True,
        domain=[
            ('from_date', '<=', Eval('to_date', None)),
            ])
    to_date = fields.Date(
        "To Date", required=True,
        domain=[
            ('to_date', '>=', Eval('from_date', None)),
            ])
    posted = fields.Boolean(
        "Posted Move",
        help="Only include posted moves.\n"
        "Those of statements that are not posted are left out.")

    @classmethod
    def default_company(cls):
        return Transaction().context.get('company')

    @classmethod
    def default_from_date(cls):
        return Pool().get('ir.date').today().replace(day=1)

    @classmethod
    def default_to_date(cls):
        return Pool().get('ir.date').today()

    @classmethod
    def default_posted(cls):
        return False

    @fields.depends('period', 'from_date', 'to_date')
    def on_change_period(self):
        if self.period:
            self.from_date = self.period.start_date
            self.to_date = self.period.end_date


class PeriodReport(Report):
    "Prints all that the context asks for, whatever rows are selected"
    _model = None

    @classmethod
    def execute(cls, ids, data):
        # The names of the selected rows would say that it is of them only
        with Transaction().set_context(with_rec_name=False):
            with cls._set_period(data.get('period_context', {})):
                return super().execute(ids, data)

    @classmethod
    def _set_period(cls, period):
        "Set the context that a client asks for, once it is looked at"
        pool = Pool()
        Context = pool.get(f'{cls._model}.context')
        User = pool.get('res.user')
        transaction = Transaction()
        context = {
            name: value for name, value in transaction.context.items()
            if name in {'company', *FILTERS}}
        if not isinstance(period, dict):
            refuse_name('period_context', cls.__name__)
        context.update(period)
        if context.get('company') is None:
            refuse_value(Context, 'company', 'required')
        check_form(Context, context)
        if (transaction.user != 0
                and context['company'] not in User.get_companies()):
            refuse_value(Context, 'company')
        # Nothing but fields of the form
        return transaction.set_context(context)

    @classmethod
    def get_context(cls, records, header, data):
        pool = Pool()
        Company = pool.get('company.company')
        Date = pool.get('ir.date')
        Model = pool.get(cls._model)
        context = Transaction().context
        report_context = super().get_context(records, header, data)
        company = Company(context['company'])
        report_context['company'] = company
        report_context['lang'] = report_context['user'].language
        report_context['from_date'] = context.get('from_date') or dt.date.min
        report_context['to_date'] = context.get('to_date') or dt.date.max
        report_context['posted'] = context.get('posted')
        with Transaction().set_context(company=company.id):
            report_context['today'] = Date.today()
        report_context['lines'] = Model.search([])
        report_context['total'] = cls.total
        return report_context

    @classmethod
    def total(cls, lines, name='amount'):
        return sum(getattr(line, name) for line in lines)


def period_start(name):
    "Return the state that asks for the context of the report"
    # Narrower than what stands above the rows
    view = name.rsplit('.', 1)[-1] + '_print_view_form'
    return StateView(f'{name}.context', f'medical_payment.{view}', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Print", 'print_', 'tryton-print', default=True),
            ])


class PeriodPrint(Wizard):
    """Asks for the period and prints it.

    Clients print only from rows, of which an empty period has none."""

    def do_print_(self, action):
        return action, {'period_context': self._get_context()}

    def _get_context(self):
        period = {}
        for name in self.start._fields:
            value = getattr(self.start, name, None)
            period[name] = value.id if isinstance(value, Model) else value
        del period['id']
        return period
