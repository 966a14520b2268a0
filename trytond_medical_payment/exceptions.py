# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.exceptions import UserError, UserWarning
from trytond.model.exceptions import AccessError, ValidationError


class PaymentError(UserError):
    pass


class PaymentAmountError(PaymentError):
    pass


class PaymentReasonError(PaymentError):
    pass


class PaymentMethodError(PaymentError):
    pass


class PaymentAccountError(PaymentError):
    pass


class PaymentPartyError(PaymentError):
    pass


class PaymentCancelError(PaymentError):
    pass


class PaymentReportError(PaymentError):
    pass


class PaymentImportError(PaymentError):
    pass


class DepositError(PaymentError):
    pass


class AcquirerReportError(PaymentError):
    pass


class TillError(PaymentError):
    pass


class PaymentAccessError(AccessError):
    pass


class DoorError(AccessError):
    pass


class DoorValueError(UserError):
    pass


class StructuredReferenceError(ValidationError):
    pass


class StatementSettleError(UserError):
    pass


class MatchError(UserError):
    pass


class MatchAcceptError(MatchError):
    pass


class MatchUndoError(MatchError):
    pass


class MatchAccessError(AccessError):
    pass


class LockedError(UserError):
    pass


class ImportStatementWarning(UserWarning):
    pass
