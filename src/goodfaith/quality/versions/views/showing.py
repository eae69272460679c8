"""What the pages of versions share: the version asked for, its tabs, who may change it."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone

from goodfaith.platform.web.pages import ViewedRequest
from goodfaith.quality.models import RulebookVersion
from goodfaith.quality.versions.backtesting.asking import in_force
from goodfaith.quality.versions.publishing import writers_of
from goodfaith.quality.versions.returning import can_return, return_asked
from goodfaith.trust.viewing import Viewer

READ, CHANGE, PUBLISH = "rulebooks.read", "rulebooks.change", "rulebooks.publish"
LIGHT = ("archive", "test")


def version_of(number: int) -> RulebookVersion:
    """A version by its number. Raises `Http404`."""
    rows = RulebookVersion.objects.select_related("author", "published_by", "based_on")
    rows = rows.defer("archive", "based_on__archive", "based_on__test")
    found = rows.filter(number=number).first() if number < 2**31 else None
    if found is None:
        raise Http404
    return found


def light() -> Any:
    """Versions without their files, the latest first."""
    rows = RulebookVersion.objects.select_related("author", "published_by", "based_on")
    return rows.defer("archive", "based_on__archive", "based_on__test").order_by("-number")


def frame(request: ViewedRequest, version: RulebookVersion, tab: str) -> dict[str, Any]:
    """What the head of every page about one version shows."""
    viewer: Viewer = request.viewer
    may_change = viewer.may(CHANGE)
    is_own = viewer.staff_id in writers_of(version)
    is_tested = version.state == version.State.TESTED
    current = in_force(timezone.localdate())
    return {
        "version": version,
        "tab": tab,
        "tabs": {tab: True},
        "may_change": may_change,
        "can_edit": may_change and version.is_open,
        "can_publish": viewer.may(PUBLISH) and is_tested and not is_own,
        "is_own": is_own and viewer.may(PUBLISH) and is_tested,
        "can_withdraw": may_change and (version.is_open or _is_ahead(version)),
        "current": current,
        "is_current": current is not None and current.pk == version.pk,
        "is_behind": version.is_open and current is not None and current.pk != version.based_on_id,
        "today": timezone.localdate(),
        **_return(version, viewer),
    }


def _return(version: RulebookVersion, viewer: Viewer) -> dict[str, Any]:
    """Whether it can be put in force again, what is asked for, and who may confirm that."""
    if version.edition_id is None:
        return {}
    asked = return_asked(version)
    is_open = asked is not None and asked.confirmed_at is None
    is_mine = asked is not None and asked.asked_by_id == viewer.staff_id
    may_ask = viewer.may(CHANGE) and asked is None
    return {
        "returning": asked,
        "can_return": may_ask and can_return(version, timezone.localdate()),
        "can_confirm": is_open and viewer.may(PUBLISH) and not is_mine,
    }


def _is_ahead(version: RulebookVersion) -> bool:
    is_published = version.state == RulebookVersion.State.PUBLISHED
    return bool(
        is_published and version.in_force_from and version.in_force_from > timezone.localdate()
    )


def compared_with(version: RulebookVersion, asked: str = "") -> RulebookVersion | None:
    """What a version is compared with: what is asked for, else what it is based on.

    Else what is in force; None for the only one there is.

    """
    if asked.isdigit():
        return version_of(int(asked))
    if version.based_on_id:
        return version_of(version.based_on.number) if version.based_on else None
    current = in_force(timezone.localdate())
    return current if current is not None and current.pk != version.pk else None
