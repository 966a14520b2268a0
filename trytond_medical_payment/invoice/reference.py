# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The structured reference of an invoice: QRR or SCOR (ISO 11649)."""
import re
from collections import Counter

from trytond.i18n import gettext
from trytond.model import Index, fields
from trytond.pool import Pool
from trytond.pyson import Eval

from ..exceptions import StructuredReferenceError
from ..reference import (
    QRR_LENGTH, compact, format_reference, is_valid, make_qrr, make_scor,
    same_references)
from ..search import amount_domain, party_domain

_NEGATIVE = {'!=': '=', 'not in': 'in', 'not like': 'like',
    'not ilike': 'ilike'}


class ReferenceMixin:
    __slots__ = ()

    structured_reference = fields.Char(
        "Structured Reference",
        states={
            'invisible': Eval('type') != 'out',
            'readonly': ~Eval('state').in_(['draft', 'validated', 'posted']),
            },
        help="The QR reference or the creditor reference (RF) "
        "that the payer gives to the bank.")

    @classmethod
    def __setup__(cls):
        cls.structured_reference.search_unaccented = False
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.update({
                Index(t,
                    (t.structured_reference, Index.Similarity()),
                    (t.structured_reference, Index.Equality())),
                # Whoever pays twice gives the number as well
                Index(t, (t.number_alnum, Index.Range())),
                })
        cls._check_modify_exclude.add('structured_reference')

    @classmethod
    def preprocess_values(cls, mode, values):
        values = super().preprocess_values(mode, values)
        if 'structured_reference' in values:
            values['structured_reference'] = compact(
                values['structured_reference'])
        return values

    @classmethod
    def validate_fields(cls, invoices, field_names):
        super().validate_fields(invoices, field_names)
        if field_names is None or 'structured_reference' in field_names:
            invoices = [i for i in invoices if i.structured_reference]
            for invoice in invoices:
                if not is_valid(invoice.structured_reference):
                    raise StructuredReferenceError(gettext(
                            'medical_payment'
                            '.msg_structured_reference_invalid',
                            invoice=invoice.rec_name,
                            reference=invoice.structured_reference))
            cls._check_structured_reference_unique(invoices)

    @classmethod
    def _check_structured_reference_unique(cls, invoices):
        "Check that no other open invoice of the company has the reference"
        owners = cls._structured_reference_owners(
            [i.structured_reference for i in invoices],
            {i.company.id for i in invoices})
        for invoice in invoices:
            key = invoice.company, invoice.structured_reference.lstrip('0')
            for other in owners.get(key, []):
                if other != invoice:
                    raise StructuredReferenceError(gettext(
                            'medical_payment'
                            '.msg_structured_reference_duplicate',
                            invoice=invoice.rec_name,
                            reference=invoice.structured_reference,
                            other=other.rec_name))

    @classmethod
    def _structured_reference_owners(cls, references, companies):
        "Return the open invoices by company and reference without zeros"
        owners = {}
        if not references:
            return owners
        for invoice in cls.search([
                    ('company', 'in', list(companies)),
                    ('state', '=', 'posted'),
                    ('structured_reference', 'in', list(
                            {s for r in references
                                for s in same_references(r)})),
                    ]):
            key = invoice.company, invoice.structured_reference.lstrip('0')
            owners.setdefault(key, []).append(invoice)
        return owners

    @classmethod
    def _post(cls, invoices):
        # Opening a paid invoice again gives no other reference
        posted = [i for i in invoices if i.state not in {'posted', 'paid'}]
        super()._post(invoices)
        posted = cls.browse([i for i in posted if i.type == 'out'])
        cls._check_structured_reference_unique(
            [i for i in posted if i.structured_reference])
        cls._make_structured_references(
            [i for i in posted
                if not i.structured_reference and i.total_amount > 0])

    @classmethod
    def _make_structured_references(cls, invoices):
        "Give the invoices the reference that the configuration asks for"
        configuration = Pool().get('account.configuration')(1)
        references = {}
        for invoice in invoices:
            pattern = {'company': invoice.company.id}
            type_ = configuration.get_multivalue(
                'structured_reference_type', **pattern)
            if type_:
                prefix = configuration.get_multivalue(
                    'structured_reference_prefix', **pattern) or ''
                make = getattr(invoice, f'_structured_reference_{type_}')
                references[invoice] = make(prefix)
        taken = Counter(
            (i.company, r.lstrip('0')) for i, r in references.items())
        taken.update(cls._structured_reference_owners(
                list(references.values()),
                {i.company.id for i in references}).keys())
        for invoice, reference in references.items():
            if taken[invoice.company, reference.lstrip('0')] > 1:
                # Numbers of two sequences can have the same digits
                reference = invoice._structured_reference_by_id(reference)
            invoice.structured_reference = reference
        cls.save(list(references))

    def _structured_reference_qrr(self, prefix):
        prefix = re.sub(r'\D', '', prefix)
        number = re.sub(r'\D', '', self.number)
        return make_qrr(
            prefix + number.zfill(QRR_LENGTH - 1 - len(prefix)))

    def _structured_reference_scor(self, prefix):
        return make_scor(prefix + self.number)

    def _structured_reference_by_id(self, reference):
        if reference.isdecimal():
            # The number of the record right before the number
            body = reference[:-1]
            id_ = str(self.id)
            number = re.sub(r'\D', '', self.number)
            end = len(body) - len(number)
            return make_qrr(body[:end - len(id_)] + id_ + body[end:])
        return make_scor(f'{self.number}X{self.id}')

    def get_customer_payment_reference(self, name):
        if self.structured_reference:
            return format_reference(self.structured_reference)
        return super().get_customer_payment_reference(name)

    @classmethod
    def search_customer_payment_reference(cls, name, clause):
        _, operator, value = clause[:3]
        positive = _NEGATIVE.get(operator, operator)
        if value is None:
            domain = [('id', '<', 0)]
        elif positive == 'in':
            domain = ['OR', ('id', '<', 0)] + [
                cls.search_customer_payment_reference(name, (name, '=', v))
                for v in value]
        elif positive == '=':
            domain = ['OR',
                *cls._search_customer_payment_reference(
                    compact(value) or ''),
                ('structured_reference', 'in', same_references(
                        compact(value) or ''))]
        else:
            domain = ['OR',
                *cls._search_customer_payment_reference(
                    (compact(value) or '').strip('%')),
                ('structured_reference', positive, compact(value) or '')]
        if operator in _NEGATIVE:
            return [
                ('id', 'not in', cls.search(domain, order=[], query=True))]
        return [domain]

    @classmethod
    def search_rec_name(cls, name, clause):
        domain = super().search_rec_name(name, clause)
        _, operator, value = clause[:3]
        reference = compact(value) if isinstance(value, str) else None
        # A pasted reference is written in groups
        if reference and re.fullmatch(r'%?(RF)?[0-9A-Z]{5,}%?', reference):
            domain.append(('structured_reference', operator, reference))
        domain.extend(party_domain('party', operator, value))
        domain.extend(amount_domain('total_amount_cache', operator, value))
        return domain
