"""An insurer of a few people with conversations that have been read, made through the models."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from django.test import Client

from goodfaith.analysis import Conversation as Said
from goodfaith.analysis import Gap, Participant, Reader, Rulebook, Utterance
from goodfaith.analysis.conversation import Attachment
from goodfaith.analysis.finding import SEVERITIES
from goodfaith.analysis.fingerprint import transcript_hash
from goodfaith.analysis.rules.reading import read_rule_files
from goodfaith.conversations.mentions import packed
from goodfaith.conversations.models import (
    Conversation,
    Reading,
    Revision,
    RulebookEdition,
    SearchText,
)
from goodfaith.conversations.pairs import pairs_and_folded
from goodfaith.trust.models import Assignment, Level, Placement, Staff, Unit, UnitPosition
from goodfaith.trust.roles import Role
from small_world import CHINA, files_of, rule

EVER = (date(2020, 1, 1), None)
STARTED = datetime(2026, 11, 18, 20, 11, tzinfo=CHINA)
RULES = (
    rule(
        "sale.like_a_deposit",
        title={"zh": "与存款混同", "en": "Likened to a deposit"},
        basis=["保险销售行为管理办法 第十七条"],
        severity="critical",
        deducts=20,
        says={
            "asked": {"by": "customer", "any": ["跟存银行是一样"]},
            "assent": {
                "by": "adviser",
                "any": ["对", "是的"],
                "at": "start",
                "in_reply_to": "asked",
            },
        },
        violated="assent",
        instead={
            "zh": "这是保险，不是存款；提前退保会有损失。",
            "en": "It is insurance, not a deposit.",
        },
    ),
    rule(
        "sale.surrender_loss",
        title={"zh": "淡化退保损失", "en": "Plays down the loss of surrender"},
        severity="major",
        deducts=5,
        says={"loss": {"by": "adviser", "any": ["不亏什么"]}},
        violated="loss",
    ),
    rule(
        "sale.dividend",
        title={"zh": "未说明分红不确定", "en": "Did not say that dividends are uncertain"},
        severity="minor",
        says={"told": {"by": "adviser", "any": ["是不确定的"]}},
        violated="no told",
    ),
    rule(
        "sale.rate",
        title={"zh": "利率与备案不符", "en": "Rate differs from the filed one"},
        severity="major",
        says={"rate": {"by": "adviser", "number": {"kind": "rate", "near": ["利率"]}}},
        violated="rate > product.filed_rate",
    ),
)


@cache
def small_files() -> dict[str, str]:
    return files_of(*RULES)


@cache
def small_rulebook() -> Rulebook:
    return read_rule_files(small_files())


def archive_of(files: dict[str, str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(name, files[name])
    return written.getvalue()


def an_edition(
    rulebook: Rulebook | None = None, files: dict[str, str] | None = None
) -> RulebookEdition:
    book = rulebook or small_rulebook()
    found = RulebookEdition.objects.filter(hash=book.hash).first()
    return found or RulebookEdition.objects.create(
        hash=book.hash,
        name=book.name or "2026-11",
        in_force_from=date(2026, 1, 1),
        archive=archive_of(files or small_files()),
        published_at=STARTED,
    )


@dataclass(frozen=True)
class Company:
    """总公司 → 华东分公司 → 启明团队, 远帆团队; one person a role at the top, two advisers."""

    top: Unit
    branch: Unit
    team: Unit
    other_team: Unit
    people: dict[str, Staff]

    def path(self, unit: Unit) -> list[int]:
        return list(dict.fromkeys([unit.pk, self.branch.pk, self.top.pk]))


def a_company() -> Company:
    levels = [
        Level.objects.get_or_create(order=n, defaults={"name": name})[0]
        for n, name in enumerate(("总公司", "分公司", "团队"), 1)
    ]
    top = _unit("HQ", "至诚人寿", levels[0], None)
    branch = _unit("HD", "华东分公司", levels[1], top)
    team, other = (
        _unit(code, name, levels[2], branch)
        for code, name in (("QM", "启明团队"), ("YF", "远帆团队"))
    )
    company = Company(top, branch, team, other, {})
    for role in Role.values:
        _person(company, f"r-{role}", f"{role}", role, top)
    _person(company, "0231", "林晓舟", Role.ADVISER, team)
    _person(company, "0412", "周明远", Role.ADVISER, other)
    _person(company, "m-team", "启明经理", Role.MANAGER, team)
    return company


def _unit(code: str, name: str, level: Level, parent: Unit | None) -> Unit:
    unit = Unit.objects.create(code=code, name=name, level=level)
    UnitPosition.objects.create(unit=unit, parent=parent, during=EVER)
    return unit


def _person(company: Company, number: str, name: str, role: str, unit: Unit) -> Staff:
    staff = Staff.objects.create(number=number, name=name, password="!")
    Assignment.objects.create(staff=staff, role=role, unit=unit, during=EVER)
    if role == Role.ADVISER:
        Placement.objects.create(staff=staff, unit=unit, during=EVER)
    company.people[number] = staff
    return staff


def client_of(company: Company, number: str) -> Client:
    """A browser in which that person has signed in."""
    client = Client()
    staff = company.people[number]
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


PEOPLE = (Participant("A", "adviser"), Participant("C", "customer"))


def the_talk(id: str = "c-1", **members: Any) -> Said:
    """A call with a violation of each severity, private data, a recall, a gap and faint words."""
    said = (
        _turn("A", "您看这个是交五年，第六年开始每年都能领，我们很多退休的叔叔阿姨都办。", 4, 14),
        _turn("C", "那我要是中间急用钱呢？", 14.4, 17),
        _turn("A", "可以的，随用随取很灵活的，不想交了退出来也不亏什么。", 17.2, 25),
        _turn("C", "你说的这个，跟存银行是一样的吧？", 36, 40),
        _turn("A", "对，您就当换个地方存，利息还高一点。", 40.2, 45),
        _turn("C", "哦那我再问问我儿子，我叫张建国，电话是13812345678。", 46, 54, confidence=0.41),
        _turn(
            "A",
            "资料我发您微信了。",
            88,
            91,
            attachments=(Attachment("file", "计划书.pdf", size=84_000),),
            recalled_at=STARTED + timedelta(minutes=9),
        ),
    )
    values: dict[str, Any] = {
        "channel": "phone",
        "direction": "outbound",
        "purpose": "sales",
        "started_at": STARTED,
        "duration": 96.0,
        "customer": "K10086",
        "adviser": "0231",
        "policies": ("P2026001",),
        "gaps": (Gap(56.0, 84.0, "录音中断"),),
    }
    return Said(id, said, PEOPLE, **(values | members))


def a_quiet_talk(id: str, *texts: str, **members: Any) -> Said:
    """A call in which people say `texts` in turn."""
    said = tuple(
        _turn("A" if n % 2 == 0 else "C", text, n * 5.0, n * 5.0 + 4)
        for n, text in enumerate(texts)
    )
    values: dict[str, Any] = {"channel": "phone", "purpose": "sales", "started_at": STARTED}
    return Said(id, said, PEOPLE, **(values | {"adviser": "0231"} | members))


def _turn(who: str, text: str, start: float, end: float, **more: Any) -> Utterance:
    return Utterance(text, who, float(start), float(end), **more)


def stored(
    said: Iterable[Said],
    company: Company,
    rulebook: Rulebook | None = None,
    edition: RulebookEdition | None = None,
) -> list[Conversation]:
    """Conversations that have arrived and been read."""
    talks = list(said)
    book = rulebook or small_rulebook()
    edition = edition or an_edition(book)
    readings = Reader(book).read(talks)
    return [_store(t, r, company, edition) for t, r in zip(talks, readings, strict=True)]


def _store(said: Said, read: Any, company: Company, edition: RulebookEdition) -> Conversation:
    started = said.started_at or STARTED
    adviser = company.people.get(said.adviser)
    unit = company.other_team if said.adviser == "0412" else company.team
    conversation = Conversation.objects.create(
        external_id=said.id,
        channel=said.channel,
        direction=said.direction or "",
        purpose=said.purpose or "",
        started_at=started,
        day=started.astimezone(CHINA).date(),
        duration_seconds=said.duration,
        turns=len(said.utterances),
        adviser_number=said.adviser,
        adviser=adviser,
        unit=unit,
        unit_path=company.path(unit),
        customer=said.customer,
        applications=list(said.applications),
        policies=list(said.policies),
        received_at=started + timedelta(hours=1),
    )
    a_revision(conversation, said, read, edition)
    texts = [u.text for u in said.utterances]
    pairs, folded = pairs_and_folded(texts)
    SearchText.objects.create(conversation=conversation, pairs=pairs, folded=folded)
    return conversation


def a_revision(
    conversation: Conversation,
    said: Said,
    read: Any,
    edition: RulebookEdition,
    **members: Any,
) -> Revision:
    """The next revision with its reading; the conversation's row follows."""
    revision = Revision.objects.create(
        conversation=conversation,
        number=conversation.revisions.count() + 1,
        content=msgspec.to_builtins(said),
        hash=transcript_hash(said),
        made_at=members.pop("made_at", conversation.received_at),
        **members,
    )
    told = [f for f in read.findings if f.verdict in ("violated", "undecidable")]
    violated = [f for f in told if f.verdict == "violated"]
    reading = Reading.objects.create(
        revision=revision,
        edition=edition,
        read_at=revision.made_at + timedelta(minutes=1),
        fingerprint=read.fingerprint,
        findings=msgspec.to_builtins(told),
        passed=[f.rule for f in read.findings if f.verdict == "passed"],
        not_applicable=[f.rule for f in read.findings if f.verdict == "not_applicable"],
        mentions=packed(read.mentions),
        measures=msgspec.to_builtins(read.measures),
        steps=msgspec.to_builtins(read.steps),
        scorecard=msgspec.to_builtins(read.scorecard),
        score=read.scorecard.score,
    )
    conversation.revision, conversation.reading = revision, reading
    conversation.state = Conversation.State.READ
    conversation.score = read.scorecard.score
    conversation.worst = min((SEVERITIES.index(f.severity) for f in violated), default=None)
    conversation.violated = sorted({f.rule for f in violated})
    conversation.undecidable = sorted({f.rule for f in told if f.verdict == "undecidable"})
    review = Conversation.Review
    conversation.review = review.OPEN if told else review.CLEAR
    conversation.save()
    return revision


def files_in(folder: Path) -> dict[str, str]:
    paths = sorted(folder.rglob("*.yaml"))
    return {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in paths}
