"""What the people of the story have on their desks: the project's file, readings, papers; all of it made up."""

from __future__ import annotations

from pathlib import Path

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
WIND = """name: {name}
methodology: CCER-01-002-V01
owner: 示例业主有限公司
owner_kind: legal-person
established_in_prc: true
purpose: avoid-reduce
province: 江苏省
start_of_construction: 2019-04-17
operation_start: 2020-09-01
lifetime_years: 25
crediting: {{start: 2020-09-23, end: 2030-09-22}}
legal_duty: false
ets_covered: false
other_scheme: false
lawful: true
no_harm: true
additionality: exempt
site: {{offshore_km: 51.0}}
"""
NAME = "示例海域200兆瓦海上风电项目"
FREE = {
    f"independence.{part}": "no"
    for part in ("funded_by_interested", "develops_or_consults", "tied_to_owner", "wrote_documents")
}
PLAN = {
    "team.0.person": "甲", "team.0.full_time": "yes", "team.0.competent": "yes",
    "team.1.person": "乙", "team.1.full_time": "yes", "reviewer": "丙", "decider": "丁", "sites_total": "3",
}  # fmt: skip
PERIOD = {
    "reduction.start": "2023-01-01", "reduction.end": "2024-12-31", "reduction.conservative": "yes",
    "reduction.credited_mwh": "2,376.0", "reduction.net_export_mwh": "2376", "reduction.certificates_traded_mwh": "0",
}  # fmt: skip


def readings() -> bytes:
    """A meter, 24 months: 100 MWh out and 1 in, 2 376 net."""
    months = [f"{year}-{month:02d}" for year in (2023, 2024) for month in range(1, 13)]
    rows = [
        f"{month},示例关口表,{way},{value},MWh,合格,"
        for way, value in (("上网", 100), ("下网", 1))
        for month in months
    ]
    return "\n".join(["月份,计量点,方向,数值,单位,状态,误差", *rows, ""]).encode()


class Papers:
    """Files to upload, written where the browser finds them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def pdf(self, mark: str) -> Path:
        """A small PDF; another mark makes another content."""
        return self._write(f"{mark}.pdf", PDF + f"% {mark}\n".encode())

    def readings(self) -> Path:
        return self._write("readings.csv", readings())

    def _write(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path
