"""A snippet shows what the conversation's page shows of the same place."""

from __future__ import annotations

import random

import pytest
from arrivals import arrive, call, edition, person, unit

from goodfaith.conversations.models import Conversation, Revision
from goodfaith.conversations.private import is_own
from goodfaith.conversations.searching import Hit, hits, snippet
from goodfaith.conversations.snippets import snippets_of
from goodfaith.platform.events import run_events
from goodfaith.trust.display import Transcript, mask_conversation
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer

pytestmark = pytest.mark.django_db
_SAID = (
    "您好，请问是张伟先生吗", "是我", "我叫张小丽", "张小丽那份保单", "麻烦报一下手机号",
    "幺三八", "一二三四", "五六七八", "手机号13812345678", "尾号5678对吗", "您的身份证号",
    "110105", "19491231", "002X", "卡号6222021234567890128", "家住文三路12号3单元502室", "您贵姓",
    "欧阳明", "美丽的丽", "这款保險不保本", "工号880123", "微信是abc_12345", "收益一年一万二",
    "好的，保单号是P123456789",
)  # fmt: skip
_WORDS = (
    "先生", "张小", "小丽", "那份保单", "手机", "三八", "二三四", "5678", "身份证", "1949",
    "002x", "卡号", "文三路", "贵姓", "欧阳", "丽的", "保险", "工号", "微信", "一万", "保单 手机",
    "单号",
)  # fmt: skip


def shown(viewer: Viewer, conversation: Conversation, words: tuple[str, ...]) -> object:
    """The snippet of the whole conversation, covered."""
    revision = Revision.objects.get(pk=conversation.revision_id)
    turns = revision.content["utterances"]
    texts, speakers = [t["text"] for t in turns], [t["participant"] for t in turns]
    found: list[Hit] = hits(words, texts)
    if not found:
        return None
    transcript = Transcript(revision.hash, tuple(texts), tuple(speakers))
    covered = mask_conversation(viewer, transcript, own=is_own(viewer, conversation))
    return snippet(found, covered[found[0].utterance], "").parts


@pytest.mark.parametrize("seed", range(2))
def test_a_snippet_shows_what_the_page_shows(seed: int) -> None:
    edition()
    team = unit("team")
    adviser = person("1", Role.ADVISER, team)
    drawn = random.Random(seed)
    calls = []
    for n in range(40):
        turns = [(drawn.choice("AC"), drawn.choice(_SAID)) for _ in range(drawn.randint(1, 14))]
        calls.append(call(f"c{n}", *turns, adviser=drawn.choice(("1", ""))))
    arrive(*calls)
    run_events()
    found = list(Conversation.objects.all())
    viewers = [
        Viewer(adviser.pk, "1", frozenset(roles), dict.fromkeys(roles, (1,)))
        for roles in ({Role.COMPLIANCE}, {Role.REVIEWER}, {Role.ADVISER}, set[Role]())
    ]
    compared = 0
    for viewer in viewers:
        for words in map(str.split, _WORDS):
            told = snippets_of(viewer, found, tuple(words))
            for one in found:
                expected = shown(viewer, one, tuple(words))
                assert (told[one.pk].parts if one.pk in told else None) == expected, words
                compared += expected is not None
    assert compared > 500


def test_what_was_corrected_and_not_read_yet_is_shown_as_it_is_now() -> None:
    edition()
    unit("team")
    arrive(call("c1", ("A", "您好，我叫张小丽")))
    run_events()
    arrive(call("c1", ("A", "嗯"), ("A", "您好，我是张小丽本人")))
    found = list(Conversation.objects.all())
    viewer = Viewer(1, "1", frozenset({Role.COMPLIANCE}), {})
    told = snippets_of(viewer, found, ("您好",))[found[0].pk]
    assert told.turn == 1
    assert "小丽" not in "".join(text for text, _ in told.parts)
