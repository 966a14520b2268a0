# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.model import (
    DeactivableMixin, ModelSQL, ModelView, fields, sequence_ordered)
from trytond.model.exceptions import ValidationError

from .. import bankfile
from .message import refusal


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
        "Date Format", required=True,
        help="%d for the day, %m for the month, %Y for the year.\n"
        "A time after the day does not matter.")
    decimal_sign = fields.Selection([
            ('.', "Point"),
            (',', "Comma"),
            ], "Decimal Sign", required=True)
    invert = fields.Boolean(
        "Invert Sign",
        help="Check if positive amounts are money spent, "
        "as on credit cards.")
    booked = fields.Char(
        "Booked Status",
        help="The status of booked movements.\n"
        "Leave empty to take all movements.")
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
    def default_date_format(cls):
        return '%d.%m.%Y'

    @classmethod
    def default_decimal_sign(cls):
        return '.'

    @classmethod
    def get_profiles(cls, profiles=None):
        "Return the profiles, by default all, as bankfile takes them"
        if not profiles:
            profiles = cls.search([('columns', '!=', None)])
        return [profile._get_profile() for profile in profiles]

    def _get_profile(self):
        columns = {}
        for column in self.columns:
            columns.setdefault(column.column, []).append(column.header)
        return bankfile.Profile(
            name=self.name,
            columns=columns,
            date_format=self.date_format,
            decimal_sign=self.decimal_sign,
            encoding=self.encoding,
            delimiter='\t' if self.delimiter == 'tab' else self.delimiter,
            invert=bool(self.invert),
            booked=self.booked or '',
            account_labels=tuple((self.account_labels or '').splitlines()))

    @classmethod
    def validate_fields(cls, profiles, field_names):
        super().validate_fields(profiles, field_names)
        for profile in profiles:
            # a profile is saved before its columns
            if not profile.columns:
                continue
            try:
                profile._get_profile().check()
            except bankfile.BankFileError as error:
                raise ValidationError(refusal(error)) from error


class StatementImportProfileColumn(sequence_ordered(), ModelSQL, ModelView):
    __name__ = 'account.statement.import.profile.column'

    profile = fields.Many2One(
        'account.statement.import.profile', "Profile",
        required=True, ondelete='CASCADE')
    column = fields.Selection([
            ('date', "Date"),
            ('value_date', "Value Date"),
            ('amount', "Amount"),
            ('credit', "Credit"),
            ('debit', "Debit"),
            ('fee', "Fee"),
            ('detail_amount', "Amount of Detail"),
            ('currency', "Currency"),
            ('account', "Account"),
            ('name', "Name"),
            ('counterparty_account', "Account of Counterparty"),
            ('reference', "Structured Reference"),
            ('text', "Text"),
            ('identification', "Identification"),
            ('status', "Status"),
            ], "Column", required=True, sort=False)
    header = fields.Char(
        "Header", required=True,
        help="The name of the column in the file; case does not matter.\n"
        "Write {currency} for the code of a currency.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('profile')
