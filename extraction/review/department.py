"""Whose budget a document is, by its heading or by the rows of its revenue by unit."""

import re
from itertools import pairwise

from extraction.headers.celltypes import is_total_label
from schemas.document import Document
from schemas.label import clean_text, normal_form

_AHEAD = 15
_SAME_LINE = re.compile(r"^(?P<name>[^\d。；，]{3,40}?)(?:关于)?20\d\d年(?:度)?\S*预算")
_NEXT_LINE = re.compile(r"^20\d\d年(?:度)?\S{0,20}预算")
_CONTENTS = re.compile(r"^(?:[-*]|第?[一二三四五六七八九十\d]+[、.]|目录|附件|附表)")
_NO_NAME = re.compile(r"单位[：:]|表\d*$|万元|^金额")
"""What stands above a table beside its title: its unit, the number of the form."""
_BY_UNIT = "revenue_by_unit"


def department_of(document: Document, reading: Document | None) -> str | None:
    """The department as it is printed, or None where no heading and no table names it."""
    paragraphs = () if reading is None else reading.paragraphs[:_AHEAD]
    lines = [clean_text(paragraph.text).lstrip("#").strip() for paragraph in paragraphs]
    lines = [line for line in lines if line]
    for line, following in pairwise([*lines, ""]):
        if _CONTENTS.match(line) or _NO_NAME.search(line):
            continue
        together = _SAME_LINE.match(line)
        if together is not None:
            return together["name"]
        if 3 <= len(line) <= 40 and _NEXT_LINE.match(following):
            return line
    return _by_rows(document)


def _by_rows(document: Document) -> str | None:
    for table in document.tables:
        if table.kind == _BY_UNIT:
            for row in table.rows:
                name = row.values.get("name")
                if name and not is_total_label(normal_form(name)):
                    return name
    return None
