# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from ..rights import in_group
from .figure import EVERYBODY


class User(metaclass=PoolMeta):
    __name__ = 'res.user'

    @classmethod
    def _get_preferences(cls, user, context_only=False):
        preferences = super()._get_preferences(
            user, context_only=context_only)
        if (not context_only and not preferences.get('actions')
                and user.id == Transaction().user
                and any(map(in_group, EVERYBODY))):
            # Who chose no other action begins with the board
            preferences['actions'] = [cls._board()]
        return preferences

    @staticmethod
    def _board():
        pool = Pool()
        Action = pool.get('ir.action')
        ModelData = pool.get('ir.model.data')
        return Action.get_action_id(
            ModelData.get_id('medical_payment', 'act_board'))
