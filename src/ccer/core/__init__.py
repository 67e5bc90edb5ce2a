"""Small change of the mechanism: text in two languages, dates, citations, findings, whole tonnes. Imports nothing of the rest."""
