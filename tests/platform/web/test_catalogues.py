from __future__ import annotations

import gettext
import io
from pathlib import Path

import pytest
from babel.messages.pofile import read_po as read_po_by_babel
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.platform.web.catalogues import Messages, read_po, refresh, sources, write_mo

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\x04"), min_size=1)
PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

#: a.py:1
#, python-format
msgid "%(count)s day"
msgid_plural "%(count)s days"
msgstr[0] "%(count)s 天"

msgctxt "money"
msgid "CNY"
msgstr ""
"元"

#, fuzzy
msgid "unsure"
msgstr "不确定"

msgid "missing"
msgstr ""
"""


@given(st.dictionaries(WORDS, WORDS))
def test_what_is_written_is_what_gettext_reads(messages: Messages) -> None:
    read = gettext.GNUTranslations(io.BytesIO(write_mo(messages)))
    assert all(read.gettext(key) == value for key, value in messages.items())


def test_plurals_and_contexts_are_found() -> None:
    read = gettext.GNUTranslations(io.BytesIO(write_mo(read_po(PO))))
    assert read.ngettext("%(count)s day", "%(count)s days", 5) == "%(count)s 天"
    assert read.pgettext("money", "CNY") == "元"


def test_what_is_unsure_or_missing_is_not_said() -> None:
    read = gettext.GNUTranslations(io.BytesIO(write_mo(read_po(PO))))
    assert [read.gettext(text) for text in ("unsure", "missing")] == ["unsure", "missing"]


@pytest.mark.parametrize("path", sources(["goodfaith.platform", "goodfaith.trust"]))
def test_a_catalogue_is_read_as_babel_reads_it(path: Path) -> None:
    with path.open("rb") as file:
        known = [m for m in read_po_by_babel(file, locale="zh_Hans") if m.id and m.string]
    read = read_po(path.read_text("utf-8"))
    assert len(read) == len(known)
    for message in known:
        if isinstance(message.id, str):
            key = f"{message.context}\x04{message.id}" if message.context else message.id
            assert read[key] == message.string


def test_a_catalogue_that_changed_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "room" / "locale" / "zh_Hans" / "LC_MESSAGES"
    room.mkdir(parents=True)
    (tmp_path / "room" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    for word in ("甲", "乙"):
        (room / "django.po").write_text(f'msgid "a"\nmsgstr "{word}"\n', "utf-8")
        with refresh(["room"], tmp_path / "made").open("rb") as file:
            assert gettext.GNUTranslations(file).gettext("a") == word
