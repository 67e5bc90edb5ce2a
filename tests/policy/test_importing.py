"""Official texts read in: to the right articles, in four formats; what is no law is refused; nothing stored unseen."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest

from ccer.core.errors import BadInput
from ccer.policy.corpus import corpus
from ccer.policy.importing import Understood, link, read_text, stored, understand
from ccer.policy.importing.blocks import joined
from ccer.policy.importing.linking import unlinked
from ccer.policy.importing.store import shown

TEXTS = {
    "order-31-2023.zh.md": ("mee-samr-2023-31", "温室气体自愿减排交易管理办法（试行）"),
    "decree-775-2024.zh.md": ("sc-2024-775", "碳排放权交易管理暂行条例"),
    "CCER-01-001-V01.zh.md": ("ccer-01-001-v01", "温室气体自愿减排项目方法学 并网光热发电"),
    "CCER-01-002-V01.zh.md": ("ccer-01-002-v01", "温室气体自愿减排项目方法学 并网海上风力发电"),
}
# A made-up regulation; its parts are counted by hand.
LAW = """示例登记管理办法

第一章 总则

第一条 为了示例，制定本办法。

第二条 申请登记的，应当符合下列条件：

（一）条件甲；

（二）条件乙：

1. 乙的第一目；

2. 乙的第二目。

不符合前款规定的，不予登记。

第二章 附则

第三条 下列用语的含义：

（一）登记，是指写入登记簿；

（二）登记簿，是指第二条所称登记簿。

第四条之一 依照第二条办理。

第五条 本办法自2030年1月1日起施行。
"""
PATHS = [
    "chapter-1",
    "art-1",
    "art-2",
    "art-2/para-1",
    "art-2/para-1/item-1",
    "art-2/para-1/item-2",
    "art-2/para-1/item-2/sub-1",
    "art-2/para-1/item-2/sub-2",
    "art-2/para-2",
    "chapter-2",
    "art-3",
    "art-3/item-1",
    "art-3/item-2",
    "art-4-1",
    "art-5",
]


def official(shared: Path, name: str) -> Understood:
    return understand(name, (shared / "data/official-texts" / name).read_bytes())


@pytest.mark.shared
@pytest.mark.parametrize("name", TEXTS)
def test_every_provision_of_ours_has_its_official_place(shared: Path, name: str) -> None:
    id, title = TEXTS[name]
    text = official(shared, name)
    assert text.title == title
    version = corpus().version(id)
    assert version is not None
    links = link(version.instrument, text)
    assert len(links) == len(version.instrument.provisions)
    assert all(one.exact for one in links), [one for one in links if not one.exact]
    assert unlinked(version.instrument, text) == ()


@pytest.mark.shared
def test_the_official_words_stand_where_they_should(shared: Path) -> None:
    """Looked up by eye in the texts."""
    order = official(shared, "order-31-2023.zh.md").paths
    assert (order["art-10/para-1/item-3"].text) == "于2012年11月8日之后开工建设；"
    assert "百分之五" not in "".join(piece.text for piece in order.values())
    assert order["art-17/para-2"].text.startswith("项目业主可以分期申请")
    decree = official(shared, "decree-775-2024.zh.md").paths
    assert decree["art-33"].text == "本条例自2024年5月1日起施行。"
    assert decree["art-30/item-3"].text.startswith("清缴，是指")
    wind = official(shared, "CCER-01-002-V01.zh.md")
    assert "tag{2}" in wind.paths["eq-2"].text
    assert wind.paths["sec-5.2.2"].text.startswith("项目计入期为")
    assert wind.paths["table-2"].picture
    assert wind.number == "CCER-01-002-V01"


@pytest.mark.shared
def test_counts_of_the_official_texts(shared: Path) -> None:
    assert official(shared, "order-31-2023.zh.md").count("art") == 51
    assert official(shared, "decree-775-2024.zh.md").count("art") == 33
    assert official(shared, "CCER-01-001-V01.zh.md").count("eq") == 6
    assert official(shared, "CCER-01-002-V01.zh.md").count("eq") == 4


def as_docx() -> bytes:
    import docx

    document = docx.Document()
    for line in LAW.split("\n\n"):
        document.add_paragraph(line.strip())
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_html() -> bytes:
    body = "".join(f"<p>&#12288;&#12288;{line.strip()}</p>\n" for line in LAW.split("\n\n"))
    return (
        "<!DOCTYPE html><html><head><title>示例登记管理办法</title></head><body><nav>首页 第九条</nav>"
        f"<div>{body}</div><script>var a='第八条 甲';</script><footer>第七条 版权</footer></body></html>"
    ).encode()


def as_pdf() -> bytes:
    import pylopdf_fonts_zh_cn
    import typst

    fonts = Path(pylopdf_fonts_zh_cn.__file__).parent
    source = '#set page(width: 90mm)\n#set text(font: "Noto Sans SC", lang: "zh")\n' + LAW.replace(
        "1. ", "1．"
    ).replace("2. ", "2．")
    made = typst.compile(source.encode(), font_paths=[str(fonts), str(fonts / "fonts")])
    assert isinstance(made, bytes)
    return made


@pytest.mark.parametrize("form", ["md", "docx", "html", "pdf"])
def test_one_law_in_four_formats(form: str) -> None:
    data = {"md": LAW.encode, "docx": as_docx, "html": as_html, "pdf": as_pdf}[form]()
    text = understand(f"law.{form}", data)
    assert [piece.ref for piece in text.pieces] == PATHS
    assert text.paths["art-2/para-2"].text == "不符合前款规定的，不予登记。"
    assert text.paths["art-3"].text == "下列用语的含义："
    assert text.title == "示例登记管理办法"
    assert [remark.en for remark in text.remarks] == ["articles 4 are missing"]


def test_gb18030_is_read_too() -> None:
    assert understand("law.txt", LAW.encode("gb18030")).count("art") == 5


def test_printed_lines_are_put_together() -> None:
    lines = [
        "第一条 为了示例，制",
        "定本办法。",
        "- 3 -",
        "第二条 依照 GB/T",
        "21446 办理。",
        "（一）甲；",
        "（二）乙。",
    ]
    assert list(joined(lines)) == [
        "第一条 为了示例，制定本办法。",
        "第二条 依照 GB/T 21446 办理。",
        "（一）甲；",
        "（二）乙。",
    ]


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.html", "<html><title>404 Not Found</title><body><h1>404 Not Found</h1>nginx</body></html>", "error page"),
        ("a.html", "<html><body>您访问的页面不存在，请返回首页</body></html>", "error page"),
        ("a.html", "<html><body>请输入验证码后继续访问</body></html>", "error page"),
        ("a.md", "# 全国市场启动\n\n本报讯（记者甲）市场于1月22日启动。\n\n来源：示例报\n\n根据第十条规定，项目可以登记。\n", "news item"),
        ("a.md", "# 备忘\n\n买菜。\n", "no law"),
        ("a.md", "   ", "empty"),
        ("a.xlsx", "abc", "none of Markdown"),
        ("a.docx", "PK\x03\x04broken", "no Word document"),
        ("a.pdf", "%PDF-1.4 broken", "damaged"),
    ],
)  # fmt: skip
def test_what_is_no_law_is_refused(name: str, data: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        understand(name, data.encode())


def test_nothing_is_stored_that_was_not_shown() -> None:
    text = understand("law.md", LAW.encode())
    kept = stored(text, shown(text)[:16], url="https://example.gov.cn/law", fetched=dt.date(2026, 11, 21))
    held = read_text(kept)
    assert held.text == text
    with pytest.raises(BadInput, match="not what was shown"):
        stored(understand("law.md", LAW.replace("甲", "丙").encode()), shown(text))
    with pytest.raises(BadInput, match="not what was shown"):
        stored(text, "")
    with pytest.raises(BadInput, match="does not match its hash"):
        read_text(kept.replace("条件乙".encode(), "条件丁".encode()))


def test_ids_are_stable_when_the_text_is_laid_out_otherwise() -> None:
    again = understand("law.md", LAW.replace("第二条 ", "**第二条**　").replace("（一）", "(一) ").encode())
    assert [piece.ref for piece in again.pieces] == PATHS
    first = understand("law.md", LAW.encode())
    assert [piece.digest for piece in again.pieces] == [piece.digest for piece in first.pieces]
