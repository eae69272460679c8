"""The addresses of notices, appeals and corrective actions."""

from __future__ import annotations

from django.urls import path

from goodfaith.quality.outcome.views import appeals, corrective, findings, proposals

urlpatterns = [
    path("findings/", findings.my_findings, name="my_findings"),
    path("findings/acknowledge/", findings.all_acknowledged, name="all_acknowledged"),
    path("findings/<int:id>/", findings.notice, name="notice"),
    path(
        "findings/<int:id>/acknowledge/", findings.notice_acknowledged, name="notice_acknowledged"
    ),
    path("charges/", findings.charges, name="charges"),
    path("charges/<int:id>/appeal/", findings.charge_appealed, name="charge_appealed"),
    path("appeals/", appeals.appeals, name="appeals"),
    path("appeals/<int:id>/", appeals.appeal, name="appeal"),
    path("appeals/<int:id>/judge/", appeals.appeal_judged, name="appeal_judged"),
    path("appeals/<int:id>/go-on/", appeals.appeal_gone_on, name="appeal_gone_on"),
    path("corrective/", corrective.corrective, name="corrective"),
    path("corrective/owners/", corrective.owners, name="corrective_owners"),
    path("corrective/<int:id>/", corrective.corrective_action, name="corrective_action"),
    path("corrective/<int:id>/act/", corrective.action_acted, name="action_acted"),
    path("cases/<int:id>/corrective/", corrective.actions_opened, name="actions_opened"),
    path("rulebooks/proposals/", proposals.proposals, name="proposals"),
    path("rulebooks/proposals/<int:id>/", proposals.proposal_decided, name="proposal_decided"),
]
