# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
import pytest

from trytond.modules.company.tests import CompanyTestMixin
from trytond.modules.party.tests import PartyCheckReplaceMixin
from trytond.tests.test_tryton import ModuleTestCase

from .cache import MODULE, dependencies, module_config


class MedicalPaymentTestCase(
        PartyCheckReplaceMixin, CompanyTestMixin, ModuleTestCase):
    module = MODULE


@pytest.mark.slow
class MedicalPaymentExtrasTestCase(
        PartyCheckReplaceMixin, CompanyTestMixin, ModuleTestCase):
    module = MODULE
    extras = module_config()['tryton']['extras_depend'].split()


@pytest.mark.slow
class MedicalPaymentFrenchTestCase(ModuleTestCase):
    module = MODULE
    language = 'fr'


def test_dependencies():
    "What is stored for the tests holds nothing that tryton.cfg leaves out"
    declared = set(module_config()['tryton']['depends'].split())
    stored = set(dependencies([MODULE]))
    brought = set().union(
        *(set(dependencies([name])) - {name} for name in declared))
    assert declared <= stored
    assert stored - declared <= brought


del ModuleTestCase
