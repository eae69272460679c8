"""The words of a case's conversations, to choose from them what a finding rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

import msgspec
from django.http import HttpResponseBase
from django.shortcuts import render

from goodfaith.conversations.shown.clock import clock
from goodfaith.platform.web.addresses import id_in
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.quality.cases.detail import case_for
from goodfaith.quality.cases.evidence import Heard, heard_by
from goodfaith.quality.review.deciding import group_of
from goodfaith.quality.review.quoting import Quotation, machine_quotations, quotations
from goodfaith.quality.review.shown import said_of


@page("cases.review")
def case_words(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Of `conversation`, as it was judged and as the viewer may read it; else none."""
    case = case_for(request.viewer, id, "judgement")
    wanted = id_in(request.GET.get("conversation", ""))
    sources = case.judgement.sources if case.judgement else []
    heard = heard_by(request.viewer, [s for s in sources if s["conversation"] == wanted])
    talk = next(iter(heard.values()), None)
    context = {"talk": talk, "turns": list(_turns(talk)) if talk else []}
    return render(request, "quality/review/parts/words.html", context)


@page("cases.review")
def case_evidence(request: ViewedRequest, id: int) -> HttpResponseBase:
    """What the finding of `rule` rests on as it stands, to be struck out or kept; else nothing."""
    viewer = request.viewer
    case = case_for(viewer, id, "judgement")
    rule = request.GET.get("rule", "")
    said = said_of(viewer, case, rule)
    judgement = said.judgement if said else case.judgement
    group = group_of(case.judgement, rule)
    found = quotations(said) if said and said.evidence is not None else machine_quotations(group)
    names = {q.conversation for q in found}
    sources = judgement.sources if judgement else []
    heard = heard_by(viewer, [s for s in sources if s["external_id"] in names])
    context = {"quotes": list(_rows(heard, found)), "hidden": bool(names - heard.keys())}
    return render(request, "quality/review/parts/quotations.html", context)


def _rows(
    heard: Mapping[str, Heard], found: Iterable[Quotation]
) -> Iterator[tuple[Heard, list[dict[str, object]]]]:
    """Quotations by conversation, each with its words as they may be read."""
    for name, own in groupby(found, key=lambda q: q.conversation):
        if talk := heard.get(name):
            yield talk, [_row(talk, q) for q in own if q.utterance < len(talk.texts)]


def _row(talk: Heard, quotation: Quotation) -> dict[str, object]:
    text = talk.texts[quotation.utterance][quotation.start : quotation.end]
    speaker = talk.speakers[quotation.utterance]
    return {**msgspec.to_builtins(quotation), "text": text, "speaker": speaker}


def _turns(talk: Heard) -> list[dict[str, object]]:
    """Each with its length: the whole of it is quoted."""
    rows = zip(talk.texts, talk.speakers, talk.seconds, strict=True)
    return [
        {"place": place, "text": text, "speaker": speaker, "at": clock(seconds), "end": len(text)}
        for place, (text, speaker, seconds) in enumerate(rows)
    ]
