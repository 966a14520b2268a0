# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Archives: read as their files are, and bounded."""
import gzip
import io
import tarfile
import zipfile

import pytest

from trytond_medical_payment.bankfile import (
    BankFileError, archive, open_delivery)

from .files import camt, entry
from .test_formats import mt940

FIRST, SECOND = camt(entry('50')), camt(entry('70'), identification='S2')


def zip_(files, compression=zipfile.ZIP_DEFLATED):
    data = io.BytesIO()
    with zipfile.ZipFile(data, 'w', compression) as archive_:
        for name, content in files.items():
            archive_.writestr(name, content)
    return data.getvalue()


def tar(files, mode='w:gz'):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode) as archive_:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive_.addfile(info, io.BytesIO(content))
    return data.getvalue()


def net(data, name='a'):
    return [
        (c.name, s.net) for c in open_delivery(data, name).contents
        for s in c.statements]


@pytest.mark.parametrize('pack', [
        zip_, tar, lambda files: tar(files, 'w'),
        lambda files: zip_(files, zipfile.ZIP_STORED)])
def test_files_of_an_archive(pack):
    "All of them, by name, whatever their formats"
    assert net(pack({'2.xml': SECOND, 'day/1.xml': FIRST, 'm.sta': mt940()}),
        'a.zip') == [('a.zip/2.xml', 70), ('a.zip/day/1.xml', 50),
        ('a.zip/m.sta', 0)]


def test_gzip_and_archives_within():
    assert net(gzip.compress(FIRST)) == [('a', 50)]
    assert net(zip_({
                'x.gz': gzip.compress(FIRST), 'y.zip': zip_({'z': SECOND}),
                })) == [('a/x.gz', 50), ('a/y.zip/z', 70)]


def test_litter_and_paper_beside_statements():
    delivery = open_delivery(zip_({
                '1.xml': FIRST, '1.pdf': b'%PDF-1.4', 'README': b'hello',
                '.DS_Store': b'\0', '__MACOSX/1.xml': b'\0', 'empty': b'',
                }), 'a.zip')
    assert [c.name for c in delivery.contents] == ['a.zip/1.xml']
    assert [(e.name, e.code) for e in delivery.left_out] == [
        ('a.zip/1.pdf', 'neighbour_pdf'), ('a.zip/README', 'unknown_format'),
        ('a.zip/empty', 'empty')]


@pytest.mark.parametrize('pack', [zip_, tar])
@pytest.mark.parametrize('name', [
        '.DS_Store', 'a/.hidden', '__MACOSX/1.xml', 'a/__MACOSX/b/1.xml',
        'Thumbs.db', 'a/Thumbs.db', 'desktop.ini'])
def test_litter(pack, name):
    delivery = open_delivery(pack({name: b'x', '1.xml': FIRST}), 'a')
    assert [c.name for c in delivery.contents] == ['a/1.xml']
    assert not delivery.left_out


@pytest.mark.parametrize('pack', [zip_, tar])
@pytest.mark.parametrize('name', ['a.b/c', 'Thumbs.db.xml', 'MACOSX/1.xml'])
def test_what_is_no_litter(pack, name):
    assert len(net(pack({'1.xml': FIRST, name: SECOND}))) == 2


def test_a_broken_statement_is_not_left_out():
    assert refused(zip_({'1.xml': FIRST, '2.xml': SECOND[:-9]})) == 'xml'
    with pytest.raises(BankFileError) as caught:
        open_delivery(zip_({'1.xml': FIRST, '2.xml': SECOND[:-9]}), 'a.zip')
    assert caught.value.name == 'a.zip/2.xml'


def refused(data):
    with pytest.raises(BankFileError) as caught:
        open_delivery(data, 'a.zip')
    message = str(caught.value)
    assert message.startswith('a.zip')
    assert '\n' not in message
    return caught.value.code


def test_only_paper():
    assert refused(zip_({'1.pdf': b'%PDF-1.4'})) == 'neighbour_pdf'
    assert refused(zip_({})) == 'archive_empty'
    assert refused(zip_({'a/': b''})) == 'archive_empty'


def test_document_of_an_office_program():
    assert refused(zip_({
                '[Content_Types].xml': b'<Types/>', 'word/document.xml': b'',
                })) == 'neighbour_document'


def test_bounds(monkeypatch):
    deep = FIRST
    for _ in range(archive.MAX_DEPTH):
        deep = gzip.compress(deep)
    assert net(deep) == [('a', 50)]
    assert refused(gzip.compress(deep)) == 'archive_depth'
    monkeypatch.setattr(archive, 'MAX_FILES', 2)
    files = {'1': FIRST, '2': FIRST}
    assert len(net(zip_(files))) == 2
    for pack in [zip_, tar]:
        assert refused(pack({**files, '3': FIRST})) == 'archive_files'
    # of two archives within one
    assert refused(zip_({'a': zip_(files), 'b': zip_(files)})) == (
        'archive_files')


def test_B4_bomb(monkeypatch):
    "Read up to the bound, not more"
    monkeypatch.setattr(archive, 'MAX_TOTAL', 10 ** 6)
    zeros = b'0' * (10 ** 6 + 1)
    for data in [
            zip_({'a': zeros}), gzip.compress(zeros), tar({'a': zeros}),
            zip_({'a': zeros[:600_000], 'b': zeros[:600_000]}),
            gzip.compress(gzip.compress(zeros))]:
        assert len(data) < 10_000
        assert refused(data) == 'archive_size'
    # not packed, too: never a part of a file as if it were the whole
    for data in [
            tar({'a': zeros}, 'w'),
            zip_({'a': zeros}, zipfile.ZIP_STORED)]:
        assert refused(data) == 'archive_size'


def test_B4_damaged():
    "No error of another kind, whatever is broken"
    for data in [
            zip_({'1.xml': FIRST, '2.xml': SECOND}),
            gzip.compress(FIRST), tar({'1.xml': FIRST}),
            tar({'1.xml': FIRST}, 'w')]:
        for position in range(0, len(data), max(1, len(data) // 300)):
            for part in [
                    data[:position],
                    data[:position] + bytes([data[position] ^ 0xff])
                    + data[position + 1:]]:
                try:
                    open_delivery(part, 'a')
                except BankFileError as error:
                    assert '\n' not in str(error)


def test_password():
    data = bytearray(zip_({'1.xml': FIRST}))
    data[6] |= 1
    directory = data.index(b'PK\x01\x02')
    data[directory + 8] |= 1
    assert refused(bytes(data)) == 'archive_encrypted'


def test_names_are_words_only():
    "A name leads nowhere: nothing is written, and a message is one line"
    (name, _), = net(zip_({'../../etc/a\nb' + 'x' * 300: FIRST}), 'a')
    assert '\n' not in name and len(name) < 130
