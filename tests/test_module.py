# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from unittest.mock import patch

import pytest

from trytond.model import fields
from trytond.modules.company.tests import CompanyTestMixin
from trytond.modules.party.tests import PartyCheckReplaceMixin
from trytond.tests.test_tryton import ModuleTestCase

from .cache import MODULE, dependencies, module_config


class DependsMixin:

    def test_depends(self):
        # It adds to the fields themselves, which would be validated at other
        # writes in every test that follows in this process
        depends = property(
            lambda field: set(field._Field__depends),
            fields.Field.depends.fset)
        with patch.object(fields.Field, 'depends', depends):
            super().test_depends()


class MedicalPaymentTestCase(
        DependsMixin, PartyCheckReplaceMixin, CompanyTestMixin,
        ModuleTestCase):
    module = MODULE


@pytest.mark.slow
class MedicalPaymentExtrasTestCase(
        DependsMixin, PartyCheckReplaceMixin, CompanyTestMixin,
        ModuleTestCase):
    module = MODULE
    extras = module_config()['tryton']['extras_depend'].split()


@pytest.mark.slow
class MedicalPaymentFrenchTestCase(ModuleTestCase):
    "What reads words; the rest is the same in every language"
    module = MODULE
    language = 'fr'


WORDS = {
    'test_rec_name', 'test_view', 'test_menu_action',
    'test_modelstorage_copy', 'test_selection_fields',
    'test_ir_action_window'}
for name in dir(ModuleTestCase):
    if name.startswith('test_') and name not in WORDS:
        setattr(MedicalPaymentFrenchTestCase, name, None)


def test_dependencies():
    "What is stored for the tests holds nothing that tryton.cfg leaves out"
    declared = set(module_config()['tryton']['depends'].split())
    stored = set(dependencies([MODULE]))
    brought = set().union(
        *(set(dependencies([name])) - {name} for name in declared))
    assert declared <= stored
    assert stored - declared <= brought


del ModuleTestCase
