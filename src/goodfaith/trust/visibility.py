"""Which units, people, tokens and ledger entries a viewer may see: the one rule for this room.

Compliance sees all. Managers and operations see the parts they hold and who works there that day;
administrators theirs with everybody who ever worked there. Everybody sees themselves.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from goodfaith.platform.rooms import furniture
from goodfaith.trust.models import ApiToken, LedgerEntry, Placement, Staff
from goodfaith.trust.organisation import Tree
from goodfaith.trust.queries import organisation
from goodfaith.trust.roles import ACTS, Role
from goodfaith.trust.viewing import Viewer

READERS = (Role.MANAGER, Role.OPERATIONS, Role.ADMINISTRATOR)


def units_visible_to(viewer: Viewer, tree: Tree) -> frozenset[int]:
    """The units of a day's tree whose people `viewer` may see."""
    if Role.COMPLIANCE in viewer.roles:
        return frozenset(tree.units)
    return _below(viewer.units_of(*READERS), tree)


def sees_everybody(viewer: Viewer, day: date) -> bool:
    """Compliance, and whoever administers every top."""
    if Role.COMPLIANCE in viewer.roles:
        return True
    tree = organisation().on(day)
    part = _below(viewer.units_of(Role.ADMINISTRATOR), tree)
    return bool(tree.tops) and all(top.id in part for top in tree.tops)


def units_of_act(viewer: Viewer, act: str, day: date) -> frozenset[int]:
    """The units of a day's tree in which, or above which, `viewer` holds a role that may do `act`.

    Also units held that are no longer in the tree.
    """
    held = viewer.units_of(*ACTS[act])
    return _below(held, organisation().on(day)) | frozenset(held)


def holds_whole(viewer: Viewer, act: str, day: date) -> bool:
    """Whether `viewer` may do `act` in every part of a day's organisation."""
    tops = organisation().on(day).tops
    held = viewer.units_of(*ACTS[act])
    return bool(tops) and all(top.id in held for top in tops)


def people_visible_to(viewer: Viewer, day: date) -> QuerySet[Staff]:
    """The people `viewer` may look up on `day`, in no order."""
    if sees_everybody(viewer, day):
        return Staff.objects.all()
    tree = organisation().on(day)
    own = Placement.objects.filter(staff=OuterRef("pk"))
    working = own.filter(unit__in=_below(viewer.units_of(*READERS), tree), during__contains=day)
    ever = own.filter(unit__in=_below(viewer.units_of(Role.ADMINISTRATOR), tree))
    return Staff.objects.filter(Q(pk=viewer.staff_id) | Exists(working) | Exists(ever))


def tokens_visible_to(viewer: Viewer, day: date) -> QuerySet[ApiToken]:
    """The tokens of people whom `viewer` may see, and their own."""
    return ApiToken.objects.filter(staff__in=people_visible_to(viewer, day))


def ledger_visible_to(viewer: Viewer, day: date) -> QuerySet[LedgerEntry]:
    """All for whoever sees everybody, else what people in the viewer's part have done.

    Not what a room keeps from them for a while: `unseen(viewer)` of its `recorded.py` returns by
    kind of object the ids of those of which the viewer is told nothing.
    """
    rows = LedgerEntry.objects.exclude(_unseen(viewer))
    if sees_everybody(viewer, day):
        return rows
    people = people_visible_to(viewer, day).values_list("pk", flat=True)
    return rows.filter(actor_kind="staff", actor_id__in=[str(pk) for pk in people])


def _unseen(viewer: Viewer) -> Q:
    """Nothing where no room keeps anything back."""
    found = Q(pk__in=[])
    for _room, module in furniture("recorded"):
        told = module.unseen(viewer) if hasattr(module, "unseen") else {}
        for kind, ids in told.items():
            found |= Q(object_kind=kind, object_id__in=[str(id) for id in ids])
    return found


def _below(units: list[int], tree: Tree) -> frozenset[int]:
    return frozenset(below for unit in units if unit in tree for below in tree.subtree(unit))
