# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Which transaction of the bank settles which open item.

Pure: neither trytond, nor clock, nor input or output.
"""
from .codes import Confidence, EvidenceCode, ItemKind, Lump, NoteCode
from .engine import propose
from .model import (
    Allocation, Evidence, Instalment, Key, LearntPayer, Method, Note, OpenItem,
    Outcome, Param, Params, Party, Proposal, Refusal, Result, Transaction)
from .policy import Policy

__all__ = [
    'Allocation', 'Confidence', 'Evidence', 'EvidenceCode', 'Instalment',
    'ItemKind', 'Key', 'LearntPayer', 'Lump', 'Method', 'Note',
    'NoteCode', 'OpenItem', 'Outcome', 'Param', 'Params', 'Party', 'Policy',
    'Proposal', 'Refusal', 'Result', 'Transaction', 'propose']
