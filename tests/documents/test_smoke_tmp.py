from pathlib import Path
from ccer.documents.model import design_document
from ccer.documents.docx import render_docx
from ccer.documents.pdf import render_pdf
from ccer.documents.decision_page import decision_page
from ccer.documents.timeline import timeline_page, deadline_calendar
def test_all(assessment, methodology):
    o=Path("/tmp/w/out"); 
    for lang in ("zh","en"):
        d=design_document(assessment, methodology, lang)
        (o/f"d-{lang}.docx").write_bytes(render_docx(d)); (o/f"d-{lang}.pdf").write_bytes(render_pdf(d))
        (o/f"p-{lang}.html").write_text(decision_page(assessment, lang))
    (o/"t.html").write_text(timeline_page(assessment)); (o/"t.ics").write_text(deadline_calendar(assessment))
    assert assessment.estimate.tonnes==2541232
