"""One model of a document, in one language at a time, rendered as DOCX, PDF, HTML; the reduction workbook stands in ``compute``."""
