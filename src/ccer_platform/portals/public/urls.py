"""Addresses of the pages."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path

from . import (
    certificates,
    comments,
    complaints,
    home,
    law,
    market,
    methodologies,
    parties,
    policy,
    policy_about,
    policy_impact,
    policy_time,
    projects,
    receipts,
    reductions,
    statistics,
    units,
)

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("search/", home.search, name="search"),
    path("projects/", projects.index, name="projects"),
    path("projects/<str:number>/", projects.one, name="project"),
    path("projects/<str:number>/comment/", comments.on_project, name="comment-project"),
    path("reductions/", reductions.index, name="reductions"),
    path("reductions/<str:code>/", reductions.one, name="reduction"),
    path("reductions/<str:code>/comment/", comments.on_reduction, name="comment-reduction"),
    path("documents/<int:id>/", projects.document, name="document"),
    path("receipts/<int:seq>/<int:place>.json", receipts.file, name="receipt"),
    path("units/", units.index, name="units"),
    path("units/<str:project>/<int:vintage>/", units.series, name="series"),
    path("units/<str:serial>/", units.one, name="unit"),
    path("certificates/", certificates.index, name="certificates"),
    path("certificates/<str:code>.pdf", certificates.printed, name="certificate"),
    path("complaints/", complaints.index, name="complaints"),
    path("market/", market.index, name="market"),
    path("market/release", market.releases_index, name="release"),
    path("market/release/<str:on>.<str:form>", market.release_file, name="release-file"),
    path("market/colours/<str:which>", market.colours, name="colours"),
    path("market/<str:project>/<int:vintage>", market.one, name="traded"),
    path("market/<str:project>/<int:vintage>/board", market.board, name="board"),
    path("statistics/", statistics.index, name="statistics"),
    path("statistics/remarks/", statistics.remarks, name="remarks"),
    path("methodologies/", methodologies.index, name="methodologies"),
    path("methodologies/<str:code>.pdf", methodologies.printed, name="methodology-pdf"),
    path("methodologies/<str:code>/compare/", methodologies.compared, name="methodology-compared"),
    path("methodologies/<str:code>/", methodologies.one, name="methodology"),
    path("law/", law.index, name="law"),
    path("law/changes.atom", policy_time.feed, name="law-feed"),
    path("law/<str:id>/", law.instrument, name="instrument"),
    path("law/<path:ref>", law.provision, name="provision"),
    path("verifiers/", parties.vvbs, name="vvbs"),
    path("organisations/", parties.index, name="organisations"),
    path("organisations/<str:code>/", parties.one, name="organisation"),
    path("policy/", policy.index, name="policy"),
    path("policy/ask/", policy_about.ask, name="policy-ask"),
    path("policy/about/<path:ref>", policy_about.about, name="policy-about"),
    path("policy/time/", policy_time.time, name="policy-time"),
    path("policy/changes/", policy_time.changed, name="policy-changes"),
    path("policy/lineage/", policy_time.lineage, name="policy-lineage"),
    path("policy/compare/", policy.compare, name="policy-compare"),
    path("policy/coverage/", policy.coverage, name="policy-coverage"),
    path("policy/impact/", policy_impact.page, name="policy-impact"),
    path("policy/records/<slug:id>/", policy.record, name="policy-record"),
    path("policy/records/<slug:id>/<str:language>.md", policy.raw, name="policy-raw"),
]
if settings.DEMO:
    from . import gallery

    urlpatterns += [path("components/", gallery.index, name="components")]
