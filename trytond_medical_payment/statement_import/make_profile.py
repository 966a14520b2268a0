# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Making a profile from a file, with its first rows as they would be read."""
import hashlib
from collections import Counter
from contextlib import contextmanager

from trytond.model import ModelView, fields
from trytond.modules.account_statement.exceptions import ImportStatementError
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.transaction import check_access
from trytond.wizard import (
    Button, StateAction, StateTransition, StateView, Wizard)

from .. import bankfile
from .message import notice, refusal
from .profile import COLUMNS, DECIMAL_SIGNS, FEES

# How many transactions are shown
SHOWN = 20
# Of formats in one line, as clients take no more into a field of one line
_SEPARATOR = '|'
# Delimiter of a file → of the profile
DELIMITERS = {';': ';', ',': ',', '\t': 'tab', '|': '|'}


class MakeProfileStart(ModelView):
    __name__ = 'account.statement.import.profile.make.start'

    file_ = fields.Binary("File", required=True, filename='file_name')
    file_name = fields.Char("File Name")
    name = fields.Char(
        "Name", required=True,
        help="How the profile is called, like the bank.")


class MakeProfileColumns(ModelView):
    __name__ = 'account.statement.import.profile.make.columns'

    titles = fields.Boolean(
        "Titles",
        help="Uncheck if the file has no titles: "
        "its columns are known by their numbers then.")
    source = fields.Char("Source")
    date_choices = fields.Char("Date Choices")
    date = fields.Char(
        "Date", readonly=True,
        help="A date of the file, to choose what it means.")
    date_format = fields.Selection(
        'get_date_formats', "Date Format", required=True, sort=False)
    decimal_sign = fields.Selection(
        DECIMAL_SIGNS, "Decimal Sign", required=True)
    delimiter = fields.Char("Delimiter")
    fee = fields.Selection(
        [(None, "")] + FEES, "Fee", sort=False,
        help="What the amount of a transaction is to its fee.\n"
        "Leave empty where the balances tell it.")
    booked = fields.Char(
        "Booked Status",
        help="The status of booked transactions, several separated by "
        "semicolons.\n"
        "Leave empty to take all but those that are called pending.")
    invert = fields.Boolean(
        "Invert Sign",
        help="Check if positive amounts are money spent, "
        "as on credit cards.")
    columns = fields.One2Many(
        'account.statement.import.profile.make.column', None, "Columns",
        # Clients offer no new line
        size=0)

    @fields.depends('date_choices', 'date')
    def get_date_formats(self):
        "Return the formats with the day that each makes of the date"
        Lang = Pool().get('ir.lang')
        lang = Lang.get()
        result = [(None, "")]
        for format_ in (self.date_choices or '').split(_SEPARATOR):
            # Clients send what they like
            if not bankfile.is_format(format_):
                continue
            day = bankfile.read_date(self.date or '', format_)
            label = lang.strftime(day, '%d %B %Y') if day else format_
            result.append((format_, label))
        return result


class MakeProfileColumn(ModelView):
    __name__ = 'account.statement.import.profile.make.column'

    number = fields.Integer("Number", readonly=True)
    header = fields.Char("Header", readonly=True)
    sample = fields.Char("In the File", readonly=True)
    column = fields.Selection(
        COLUMNS, "Column", required=True, sort=False,
        help="What the column is.")


class MakeProfilePreview(ModelView):
    __name__ = 'account.statement.import.profile.make.preview'

    profile = fields.Many2One(
        'account.statement.import.profile', "Profile", readonly=True)
    messages = fields.Text(
        "Messages", readonly=True,
        states={
            'invisible': ~Eval('messages'),
            })
    transactions = fields.One2Many(
        'account.statement.import.profile.make.transaction', None,
        "Transactions", readonly=True)


class MakeProfileTransaction(ModelView):
    __name__ = 'account.statement.import.profile.make.transaction'

    date = fields.Date("Date", readonly=True)
    amount = fields.Numeric("Amount", readonly=True)
    currency = fields.Char("Currency", readonly=True)
    party = fields.Char("Payer or Payee", readonly=True)
    reference = fields.Char("Structured Reference", readonly=True)
    text = fields.Char("Text", readonly=True)


class MakeProfile(Wizard):
    __name__ = 'account.statement.import.profile.make'

    start = StateView('account.statement.import.profile.make.start',
        'medical_payment.make_profile_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Continue", 'columns', 'tryton-forward', default=True),
            ])
    columns = StateView('account.statement.import.profile.make.columns',
        'medical_payment.make_profile_columns_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Back", 'start', 'tryton-back', validate=False),
            Button("Preview", 'preview', 'tryton-search', default=True),
            ])
    preview = StateView('account.statement.import.profile.make.preview',
        'medical_payment.make_profile_preview_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Back", 'columns', 'tryton-back', validate=False),
            Button("Create", 'create_', 'tryton-ok', default=True),
            ])
    create_ = StateTransition()
    open_ = StateAction(
        'medical_payment.act_statement_import_profile_form')

    def default_start(self, fields):
        "Keep what was entered when the user comes back"
        return {
            name: getattr(self.start, name) for name in fields
            if getattr(self.start, name, None)}

    def default_columns(self, fields):
        entered = self.columns
        if getattr(entered, 'source', None) == self._source:
            values = {name: getattr(entered, name, None) for name in fields}
            values['columns'] = [
                {name: getattr(column, name, None) for name in [
                        'number', 'header', 'sample', 'column']}
                for column in entered.columns]
            return values
        return self._draft()

    @property
    def _data(self):
        return bytes(self.start.file_)

    @property
    def _source(self):
        "What tells one file from another"
        return hashlib.sha256(self._data).hexdigest()

    def _draft(self):
        "Return what the file tells of itself"
        Profile = Pool().get('account.statement.import.profile')
        with refused(self.start.file_name):
            draft = bankfile.draft(self._data, Profile.get_profiles())
        formats, signs = draft.date_formats, draft.decimal_signs
        return {
            'source': self._source,
            'titles': draft.titles > 0,
            'date': draft.date,
            'date_choices': _SEPARATOR.join(formats),
            # what is open is left to the user
            'date_format': formats[0] if len(formats) == 1 else None,
            'decimal_sign': signs[0] if len(signs) == 1 else None,
            'delimiter': draft.delimiter,
            'columns': [{
                    'number': column.number,
                    'header': column.title,
                    'sample': ' · '.join(column.samples),
                    'column': column.column,
                    } for column in draft.columns],
            }

    def default_preview(self, fields):
        with refused(self.start.file_name):
            statements = bankfile.try_profile(
                self._data, self._profile().get_profile())
        transactions = [
            values_of(transaction, statement)
            for statement in statements
            for transaction in statement.transactions]
        lines = [
            notice(item) for statement in statements
            for item in statement.notices]
        return {
            'transactions': transactions[:SHOWN],
            'messages': '\n'.join(lines),
            }

    def transition_create_(self):
        profile = self._profile()
        # a wizard runs without access checks
        with check_access():
            profile.save()
        self.preview.profile = profile.id
        return 'open_'

    def do_open_(self, action):
        action['views'].reverse()
        return action, {'res_id': [self.preview.profile.id]}

    def _profile(self):
        "Return the profile of what was entered, not saved"
        pool = Pool()
        Profile = pool.get('account.statement.import.profile')
        Column = pool.get('account.statement.import.profile.column')
        entered = self.columns
        titles = Counter(column.header for column in entered.columns)
        columns = []
        for column in entered.columns:
            # one without a title, or with that of another, has its number
            titled = (
                entered.titles and column.header
                and titles[column.header] == 1)
            if column.column == 'ignored' and not titled:
                continue
            columns.append(Column(
                    column=column.column,
                    header=column.header if titled else None,
                    number=None if titled else column.number,
                    optional=False))
        return Profile(
            name=self.start.name,
            active=True,
            automatic=True,
            encoding=None,
            undated=False,
            debit_words=None,
            credit_words=None,
            account_labels=None,
            delimiter=DELIMITERS.get(entered.delimiter),
            date_format=entered.date_format,
            decimal_sign=entered.decimal_sign,
            fee=entered.fee,
            booked=entered.booked,
            invert=entered.invert,
            columns=columns)


def values_of(transaction, statement):
    "Return the values of a transaction as it would be read"
    return {
        'date': transaction.date,
        'amount': transaction.amount,
        'currency': statement.currency or '',
        'party': transaction.counterparty.name or '',
        'reference': ' '.join(transaction.references),
        'text': ' '.join(transaction.remittance or transaction.additional),
        }


@contextmanager
def refused(file_name):
    "Say in the user's words why a file is not read"
    try:
        yield
    except bankfile.BankFileError as error:
        raise ImportStatementError(
            refusal(error.at(name=file_name or ''))) from error
