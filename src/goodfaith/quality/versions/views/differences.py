"""What two versions say differently: rules in words, files line by line."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpResponseBase
from django.shortcuts import render

from goodfaith.analysis.rules.reading import RulebookInvalid
from goodfaith.conversations.shown.language import told
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.quality.models import RulebookVersion
from goodfaith.quality.versions.archive import differing_paths
from goodfaith.quality.versions.contents import files_of
from goodfaith.quality.versions.differing import RuleDifference, differing_rules
from goodfaith.quality.versions.lines import side_by_side
from goodfaith.quality.versions.views.showing import READ, compared_with, frame, light, version_of

MOST_RULES = 200
MOST_FILES = 40
KEPT = 32


@lru_cache(maxsize=KEPT)
def _differing(old: int, old_changes: int, new: int, new_changes: int) -> list[RuleDifference]:
    """Between two versions after so many changes: that stays the same, and takes a while."""
    of = RulebookVersion.objects.get
    return differing_rules(files_of(of(pk=old), old_changes), files_of(of(pk=new), new_changes))


@page(READ)
def rulebook_difference(request: ViewedRequest, number: int) -> HttpResponseBase:
    """From another version (`against`) to this one."""
    version = version_of(number)
    other = compared_with(version, request.GET.get("against", ""))
    context = frame(request, version, "difference") | {"other": other, "versions": light()[:100]}
    if other is not None:
        old, new = files_of(other), files_of(version)
        try:
            found = _differing(other.pk, other.changes, version.pk, version.changes)
        except RulebookInvalid as invalid:
            context["problems"] = invalid.problems[:20]
            found = []
        paths = list(differing_paths(old, new))
        context |= {
            "differences": [(d, told(d.title, d.rule)) for d in found[:MOST_RULES]],
            "counts": {how: sum(d.how == how for d in found)
                       for how in ("added", "removed", "changed", "examples")},
            "files": [(path, side_by_side(old.get(path, ""), new.get(path, "")))
                      for path in paths[:MOST_FILES]],
            "more_files": max(0, len(paths) - MOST_FILES),
        }  # fmt: skip
    return render(request, "quality/versions/difference.html", context)
