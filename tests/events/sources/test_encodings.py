"""Which encoding a file is in, and the same text as UTF-8."""

from __future__ import annotations

import codecs
import hashlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.columns import Event
from shopai.errors import InputError
from shopai.events.load import load
from shopai.events.opening import open_file
from shopai.events.sources.encodings import (
    ENCODINGS,
    Encoding,
    codec,
    detect,
    scan,
)
from shopai.events.sources.utf8 import transcode
from tests.events.conftest import Write
from tests.events.loading import adds_up, rows, set_aside

HEADER = "order_id,customer_id,date,product name,qty,price\n"
WORDS = {
    "utf-8": ("苹果手机壳", "Größe 42", "リンゴ"),
    "utf-16": ("苹果手机壳 透明", "Größe 42", "リンゴ"),
    "utf-16-le": ("Größe 42 Schuhe", "café crème", "Señor"),
    "utf-16-be": ("Größe 42 Schuhe", "café crème", "Señor"),
    "gb18030": ("苹果手机壳 透明", "联想笔记本电脑", "洗衣液 3kg 家庭装"),
    "big5": ("蘋果手機殼 透明", "聯想筆記型電腦", "洗衣精 家庭裝"),
    "cp932": ("ワイヤレスイヤホン", "りんごのスマホケース", "洗濯洗剤 3kg"),
    "cp1252": ("Größe 42 Schuhe", "café crème", "£5 voucher – “quoted”"),
}


def table(words: tuple[str, ...]) -> str:
    return HEADER + "".join(f"{i},u{i},2024-01-31,{w},1,2.5\n" for i, w in enumerate(words))


@pytest.mark.parametrize(("encoding", "words"), WORDS.items())
@pytest.mark.parametrize("n", [1, 3])
def test_short_texts_are_recognised(
    write: Write, encoding: str, words: tuple[str, ...], n: int
) -> None:
    opened = open_file(write(table(words[:n]), encoding=encoding))
    assert opened.encoding == encoding
    assert tuple(opened.preview["product name"]) == words[:n]


def test_a_mark_at_the_start_decides(write: Write) -> None:
    for mark, encoding, name in (
        (codecs.BOM_UTF8, "utf-8", "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
    ):
        opened = open_file(write(mark + table(("é",)).encode(encoding)))
        assert (opened.encoding, opened.columns[0]) == (name, "order_id")


def test_the_odd_letters_may_stand_in_the_first_or_last_line_only(write: Write) -> None:
    rows = "\n1,u1,2024-01-31,A,1,2.5"
    header = "订单编号,用户ID,日期,商品ID,数量,单价"
    assert open_file(write(header + rows, encoding="gb18030")).columns[0] == "订单编号"
    last = write(table(("a", "b")) + "3,u3,2024-01-31,Größe,1,2", encoding="cp1252")
    assert open_file(last).encoding == "cp1252"


def test_a_few_lines_of_another_encoding_are_read_and_broken_ones_set_aside(write: Write) -> None:
    lines = table(tuple(f"Größe {i}" for i in range(100))).encode().splitlines(keepends=True)
    lines[1] = b'0,u0,2024-01-31,"two\nlines",1,2.5\n\n'  # one record on two lines, then a blank
    lines[50] = "49,u49,2024-01-31,Größe 49,1,2.5\n".encode("cp1252")
    lines[60] = lines[60].replace("ö".encode(), "ö".encode()[:1])  # a letter cut in half
    lines[78] = b"77,u77,2024-01-31,\xff\xfe,1,2.5\n"
    dataset = load(write(b"".join(lines)))
    adds_up(dataset)
    reason = "bytes that are not valid in this encoding"
    assert [(line, why) for line, _, _, why in set_aside(dataset)] == [(63, reason), (81, reason)]
    assert dataset.report.rows_kept == 98
    assert dataset.report.warnings == (
        "The file mixes two encodings. Lines beyond plain ASCII that were read as UTF-8: 96; as "
        "cp1252: 1 (the first is line 53).",
    )
    assert ("Größe 49",) in rows(dataset, Event.ITEM)


def test_lines_pasted_together_are_each_read_in_their_encoding(write: Write) -> None:
    german = HEADER + "1,u1,2024-01-31,Käse,1,2.5\n2,u2,2024-01-31,Müsli,1,2.5\n"
    more = "3,u1,2024-01-31,Käse,1,2.5\n4,u3,2024-01-31,Brötchen,1,2.5\n"
    dataset = load(write(german.encode() + more.encode("cp1252")))
    assert {item for (item,) in rows(dataset, Event.ITEM)} == {"Käse", "Müsli", "Brötchen"}
    assert dataset.report.settings["encoding"] == "utf-8 and cp1252"
    assert "(the first is line 4)" in dataset.report.warnings[0]


def test_both_encodings_may_stand_in_one_line(write: Write) -> None:
    line = "1,Zoë,2024-01-31,".encode() + "Käse".encode("cp1252") + b",1,2.5\n"
    opened = open_file(write(HEADER.encode() + line + "2,u2,2024-01-31,Müsli,1,2\n".encode()))
    assert opened.rows[0][1:4:2] == ("Zoë", "Käse")


def test_bytes_an_encoding_does_not_know_cost_their_line_only(write: Write) -> None:
    text = table(("Größe 42", "Käse")).encode("cp1252") + b"x,u,2024-01-31,a\x81b,1,2.5\n"
    text += "".join(f"{i},u{i},2024-01-31,Müsli,1,2.5\n" for i in range(300)).encode("cp1252")
    dataset = load(write(text))
    adds_up(dataset)
    assert [line for line, *_ in set_aside(dataset)] == [4]
    assert dataset.report.settings["encoding"] == "cp1252"


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "shop.csv is not UTF-8 (lines that are not valid: 1); it reads as cp1252"),
        ("cp932", "shop.csv is not cp932: line 2 has bytes"),
        ("utf-16", "shop.csv is not utf-16-le: line"),
        ("punycode", "shop.csv is not punycode"),
        ("klingon", "'klingon' is not an encoding of text; choose one of utf-8,"),
        ("base64", "'base64' is not an encoding of text"),
        ("rot13", "'rot13' is not an encoding of text"),
    ],
)
def test_a_wrong_encoding_is_one_sentence(write: Write, encoding: str, told: str) -> None:
    path = write(table(("Gr\xf6\xdfe \xe9",)), encoding="cp1252")
    with pytest.raises(InputError) as error:
        open_file(path, encoding=encoding)
    assert str(error.value).startswith(told)


def test_a_chosen_encoding_wins_over_the_detected(write: Write) -> None:
    opened = open_file(write(table(("Größe",))), encoding="cp1252")
    assert opened.preview["product name"][0] == "GrÃ¶ÃŸe"
    assert opened.encoding == "cp1252"


def test_utf16_without_a_mark_gets_its_byte_order(write: Write) -> None:
    for order in ("utf-16-le", "utf-16-be"):
        assert codec("utf-16", scan(write(table(("é",)), encoding=order))) == order


def test_a_scan_counts_lines_quotes_and_valid_utf8(write: Write) -> None:
    text = 'é "a"\r\nb\r\n'.encode()
    scanned = scan(write(text))
    assert scanned.sha256 == hashlib.sha256(text).hexdigest()
    assert (scanned.newlines, scanned.quotes, scanned.mixed) == (2, True, False)
    assert (scanned.utf8_lines, scanned.other_lines) == (1, 0)
    assert scan(write(b"a\r\nb\n")).mixed
    assert scan(write(b"a\rb\n")).mixed
    assert not scan(write(b"a\nb\n")).mixed


def test_a_scan_joins_lines_cut_by_its_blocks(write: Write) -> None:
    line = "ä" * 99 + "\n"  # 199 bytes, so blocks of a megabyte cut letters and lines
    whole = line.encode() * 11_000
    scanned = scan(write(whole))
    assert (scanned.other_lines, scanned.newlines) == (0, 11_000)
    assert scanned.utf8_lines == 3
    broken = scan(write(whole + b"\xff\n" + whole))
    assert broken.other_lines == 1


@pytest.mark.parametrize(
    ("source", "text"),
    [("a\r\nb\r\n", "a\nb\n"), ("a\nb\rc\n", "a\nb c\n"), ("a\rb\r", "a\nb\n"),
     ("a\r\r\nb\n", "a\nb\n"), ("a\rb\nc\rd\r", "a\nb\nc\nd\n"), ("\ufeffa\n", "a\n"), ("", "")],
)  # fmt: skip
def test_line_ends_become_line_feeds(tmp_path: Path, source: str, text: str) -> None:
    (tmp_path / "a").write_bytes(source.encode("utf-16"))
    transcode(tmp_path / "a", "a", "utf-16", tmp_path / "b")
    assert (tmp_path / "b").read_bytes().decode() == text


def test_blocks_that_end_within_a_line_end(tmp_path: Path) -> None:
    source = b"x" * ((1 << 20) - 1) + b"\r\n" + b"y" * 5 + b"\r\n"
    (tmp_path / "a").write_bytes(source)
    transcode(tmp_path / "a", "a", "cp1252", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == source.replace(b"\r\n", b"\n")


#: Letters each encoding has, those of its own language among them.
LETTERS = {
    "utf-8": st.characters(exclude_categories=("Cs", "Cc"), max_codepoint=0xFFFF),
    "utf-16": st.characters(exclude_categories=("Cs", "Cc"), max_codepoint=0xFFFF),
    "gb18030": st.characters(exclude_categories=("Cs", "Cc"), max_codepoint=0xFFFF),
    "big5": st.sampled_from("蘋果手機殼聯想筆記型電腦一二三 aZ09,\"'"),
    "cp932": st.sampled_from("ワイヤレスりんごスマホ洗濯 aZ09,\"'"),
    "cp949": st.sampled_from("사과무선이어폰노트북책 aZ09,\"'"),
    "euc-jp": st.sampled_from("ワイヤレスりんごスマホ洗濯 aZ09,\"'"),
}
for alphabet, encodings in {
    "ÄÖÜäöüßéèñ": ("cp1252", "mac-roman", "iso8859-15", "cp850"),
    "ąćęłńóśźżŁŚ": ("cp1250", "iso8859-2"),
    "кружкаСИНЯЯ": ("cp1251", "koi8-r", "cp866"),
    "çğıöşüİŞ": ("cp1254",),
    "κούπαΜΠΛΕ": ("cp1253",),
    "ąčęėįšųūž": ("cp1257",),
    "אבגדה": ("cp1255",),
    "ابتث": ("cp1256",),
}.items():
    LETTERS |= dict.fromkeys(encodings, st.sampled_from(alphabet + " aZ09,\"'"))


@settings(max_examples=12)
@given(st.data(), st.sampled_from(ENCODINGS))
def test_any_table_comes_back_from_any_encoding(data: st.DataObject, encoding: str) -> None:
    cell = st.text(LETTERS[encoding], min_size=1, max_size=12).map(
        lambda text: text.replace("\ufeff", "").replace('"', '""')
    )
    cells = data.draw(st.lists(cell, min_size=1, max_size=8))
    text = "user_id,item_id\n" + "".join(f'"u","{c}"\n' for c in cells)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop.csv"
        path.write_bytes(text.encode(encoding))
        opened = open_file(path, encoding=encoding)
        assert list(opened.preview["item_id"]) == [c.replace('""', '"') for c in cells]
        if encoding == "utf-8":
            assert detect(scan(path), "shop.csv") == Encoding("utf-8")
