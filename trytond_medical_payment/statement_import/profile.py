# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.model import (
    DeactivableMixin, ModelSQL, ModelView, fields, sequence_ordered)
from trytond.model.exceptions import ValidationError
from trytond.pyson import Eval
from trytond.transaction import Transaction

from .. import bankfile
from .message import refusal

DECIMAL_SIGNS = [
    ('.', "Point"),
    (',', "Comma"),
    ]
# What the amount of a transaction is to its fee
FEES = [
    ('after', "The amount is after the fee"),
    ('before', "The amount is before the fee"),
    ('apart', "The fee has a row of its own"),
    ]
# What a column may be
COLUMNS = [
    ('date', "Date"),
    ('value_date', "Value Date"),
    ('amount', "Amount"),
    ('credit', "Credit"),
    ('debit', "Debit"),
    ('sign', "Debit or Credit"),
    ('fee', "Fee"),
    ('detail_amount', "Amount of Detail"),
    ('balance', "Balance"),
    ('currency', "Currency"),
    ('credit_currency', "Currency of Credit"),
    ('debit_currency', "Currency of Debit"),
    ('account', "Account"),
    ('name', "Name"),
    ('counterparty_account', "Account of Counterparty"),
    ('reference', "Structured Reference"),
    ('text', "Text"),
    ('identification', "Identification"),
    ('status', "Status"),
    ('ignored', "Not Read"),
    ]


class StatementImportProfile(DeactivableMixin, ModelSQL, ModelView):
    __name__ = 'account.statement.import.profile'

    name = fields.Char("Name", required=True)
    encoding = fields.Selection([
            (None, "Automatic"),
            ('utf-8', "UTF-8"),
            ('utf-16', "UTF-16"),
            ('windows-1252', "Windows-1252"),
            ('iso-8859-15', "ISO-8859-15"),
            ], "Encoding")
    delimiter = fields.Selection([
            (None, "Automatic"),
            (';', "Semicolon"),
            (',', "Comma"),
            ('tab', "Tabulator"),
            ('|', "Vertical Bar"),
            ], "Delimiter")
    date_format = fields.Char(
        "Date Format",
        help="%d for the day, %m for the month, %Y for the year.\n"
        "A time after the day does not matter.\n"
        "Leave empty to find it out; a file that leaves it open is refused.")
    decimal_sign = fields.Selection(
        [(None, "Automatic")] + DECIMAL_SIGNS, "Decimal Sign",
        help="A file that leaves it open is refused where it is automatic.")
    invert = fields.Boolean(
        "Invert Sign",
        help="Check if positive amounts are money spent, "
        "as on credit cards.")
    booked = fields.Char(
        "Booked Status",
        help="The status of booked transactions, several separated by "
        "semicolons.\n"
        "Leave empty to take all but those that are called pending.")
    undated = fields.Boolean(
        "Without Date Not Booked",
        help="Check if transactions without a date are not booked yet.")
    fee = fields.Selection(
        [(None, "")] + FEES, "Fee", sort=False,
        help="What the amount of a transaction is to its fee.\n"
        "Leave empty where the balances tell it.")
    debit_words = fields.Char(
        "Words for Debit",
        help="What a column of signs calls a debit, separated by semicolons.\n"
        "The usual words are known.")
    credit_words = fields.Char(
        "Words for Credit",
        help="What a column of signs calls a credit, separated by "
        "semicolons.\n"
        "The usual words are known.")
    automatic = fields.Boolean(
        "Automatic",
        help="Check to take the profile without choosing it "
        "when its columns are those of the file.")
    account_labels = fields.Text(
        "Account Labels",
        help="What stands before the number of the account "
        "above the columns, one a line.")
    columns = fields.One2Many(
        'account.statement.import.profile.column', 'profile', "Columns")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order.insert(0, ('name', 'ASC'))

    @classmethod
    def __register__(cls, module):
        table = cls.__table_handler__(module)
        sql_table = cls.__table__()
        new = not table.column_exist('automatic')
        super().__register__(module)
        table = cls.__table_handler__(module)
        # what is empty is found out now
        table.not_null_action('date_format', 'remove')
        table.not_null_action('decimal_sign', 'remove')
        if new:
            Transaction().connection.cursor().execute(*sql_table.update(
                    [sql_table.automatic], [True]))

    @classmethod
    def default_date_format(cls):
        return '%d.%m.%Y'

    @classmethod
    def default_decimal_sign(cls):
        return '.'

    @classmethod
    def default_automatic(cls):
        return True

    @classmethod
    def get_profiles(cls, profiles=None):
        "Return the profiles, by default all, as bankfile takes them"
        if profiles:
            return [profile.get_profile() for profile in profiles]
        return [
            profile.get_profile(exact=True)
            for profile in cls.search([('columns', '!=', None)])]

    def get_profile(self, exact=False):
        "Return the profile as bankfile takes it"
        columns, kept = {}, set()
        for column in self.columns:
            columns.setdefault(column.column, []).extend(column.titles)
            if not column.optional:
                kept.add(column.column)
        return bankfile.Profile(
            name=self.name or '',
            columns=columns,
            date_format=self.date_format or '',
            decimal_sign=self.decimal_sign or '',
            encoding=self.encoding,
            delimiter='\t' if self.delimiter == 'tab' else self.delimiter,
            invert=bool(self.invert),
            booked=self.booked or '',
            undated=bool(self.undated),
            fee=self.fee or '',
            debit_words=_words(self.debit_words),
            credit_words=_words(self.credit_words),
            account_labels=tuple((self.account_labels or '').splitlines()),
            optional=frozenset(columns) - kept,
            automatic=bool(self.automatic),
            exact=exact)

    @classmethod
    def validate_fields(cls, profiles, field_names):
        super().validate_fields(profiles, field_names)
        for profile in profiles:
            # a profile is saved before its columns
            if not profile.columns:
                continue
            try:
                profile.get_profile().check()
            except bankfile.BankFileError as error:
                raise ValidationError(refusal(error)) from error


class StatementImportProfileColumn(sequence_ordered(), ModelSQL, ModelView):
    __name__ = 'account.statement.import.profile.column'

    profile = fields.Many2One(
        'account.statement.import.profile', "Profile",
        required=True, ondelete='CASCADE')
    column = fields.Selection(COLUMNS, "Column", required=True, sort=False)
    header = fields.Char(
        "Header",
        states={
            'required': ~Eval('number'),
            },
        help="The name of the column in the file; case and accents do not "
        "matter.\n"
        "Several names, like those in other languages, are separated by | "
        "between blanks.\n"
        "Write {currency} for the code of a currency.")
    number = fields.Integer(
        "Number",
        domain=['OR',
            ('number', '=', None),
            [('number', '>=', 1), ('number', '<=', 1000)],
            ],
        help="The number of the column, from 1, where it has no name.")
    optional = fields.Boolean(
        "Optional",
        help="Check if the column is not in every file.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('profile')

    @classmethod
    def __register__(cls, module):
        super().__register__(module)
        cls.__table_handler__(module).not_null_action('header', 'remove')

    @property
    def titles(self):
        "What the column is known by in a file"
        if self.number:
            return [self.number]
        return [t for t in (self.header or '').split(' | ') if t.strip()]


def _words(text):
    return tuple(w.strip() for w in (text or '').split(';') if w.strip())
