"""Addresses of the pages."""

from __future__ import annotations

from django.urls import path

from . import intake, queue, record, searches

urlpatterns = [
    path("", queue.desk, name="desk"),
    path("records/<slug:id>/", record.page, name="record"),
    path("records/<slug:id>/step/", record.step, name="step"),
    path("records/<slug:id>/edit/", record.edit, name="edit"),
    path("intake/", intake.page, name="intake"),
    path("intake/record/", intake.take_record, name="take-record"),
    path("intake/text/", intake.take_text, name="take-text"),
    path("searches/", searches.page, name="searches"),
    path("searches/keep/", searches.keep, name="keep"),
    path("searches/<int:pk>/end/", searches.end, name="end"),
]
