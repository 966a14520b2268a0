# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Who may do what.

Wizards run without access checks, so what moves money checks it itself."""
from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction, check_access

from .exceptions import PaymentAccessError


def module_group(name):
    "Return the group of this module"
    pool = Pool()
    Group = pool.get('res.group')
    ModelData = pool.get('ir.model.data')
    return Group(ModelData.get_id('medical_payment', name))


def user_in(group):
    "Return if the user belongs to the group"
    User = Pool().get('res.user')
    return Transaction().user == 0 or group.id in User.get_groups()


def in_group(name):
    "Return if the user belongs to the group of this module"
    return user_in(module_group(name))


def check_group(name):
    "Refuse the user who does not belong to the group of this module"
    check_any_group(name)


def check_any_group(*names):
    "Refuse the user who belongs to none of the groups of this module"
    if not any(map(in_group, names)):
        raise PaymentAccessError(gettext(
                'medical_payment.msg_group_missing',
                group=module_group(names[0]).rec_name))


def check_readable(records):
    "Refuse records that the user can not read, of another company say"
    if records and Transaction().user != 0:
        with check_access():
            records[0].__class__.read(
                [r.id for r in records if r.id is not None], ['id'])
