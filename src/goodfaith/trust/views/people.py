"""The list of people, and adding one."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.trust.forms.acting import Setting, carried_out, forms_of, indented
from goodfaith.trust.forms.people import AddPerson
from goodfaith.trust.models import Assignment, Placement, Staff
from goodfaith.trust.paging import slice_of
from goodfaith.trust.roles import Role
from goodfaith.trust.showing import person_rows
from goodfaith.trust.visibility import people_visible_to

PAGE_SIZE = 50


@page("people.read")
def people(request: ViewedRequest) -> HttpResponse:
    """Filtered by `q` (name or number), `unit` with all below, `role` and `state`."""
    setting = Setting(request.viewer, timezone.now())
    may_add = request.viewer.may("people.change")
    if request.method == "POST" and not may_add:
        raise Http404
    forms = forms_of([AddPerson], setting, None, request.POST or None) if may_add else {}
    if request.method == "POST" and (done := carried_out(request, forms, reverse("trust:people"))):
        added: Staff = forms["add_person"].result
        done.headers["Location"] = reverse("trust:person", args=[added.pk])
        return done
    rows = filtered(people_visible_to(request.viewer, setting.today), request, setting)
    slice_ = slice_of(rows, request.GET.get("after", ""), PAGE_SIZE, key="name_key")
    context = {
        "rows": person_rows(slice_.rows, setting.tree, setting.today),
        "later": slice_.later,
        "forms": forms,
        "units": [("", ""), *indented(setting.tree, setting.visible)],
        "roles": [("", ""), *Role.choices],
        "is_filtered": any(request.GET.get(name) for name in ("q", "unit", "role", "state")),
    }
    return render(request, "trust/people.html", context)


def filtered(rows: QuerySet[Staff], request: ViewedRequest, setting: Setting) -> QuerySet[Staff]:
    """`rows` as the address asks for them; accounts that are closed only when asked for."""
    asked, day = request.GET, setting.today
    if text := asked.get("q", "").strip():
        rows = rows.filter(Q(name__icontains=text) | Q(number__istartswith=text))
    if (unit := asked.get("unit", "")).isdecimal():
        part = setting.tree.subtree(int(unit)) if int(unit) in setting.visible else ()
        own = Placement.objects.filter(staff=OuterRef("pk"), during__contains=day, unit__in=part)
        rows = rows.filter(Exists(own))
    if (role := asked.get("role", "")) in Role.values:
        held = Assignment.objects.filter(staff=OuterRef("pk"), during__contains=day, role=role)
        rows = rows.filter(Exists(held))
    return rows.filter(is_active=asked.get("state") != "closed")
