"""Short files tell their encoding by what they read like; where they do not, it is asked."""

from __future__ import annotations

import pytest

from shopai.columns import Event
from shopai.errors import Question
from shopai.events.load import load
from shopai.events.opening import open_file
from tests.events.conftest import Write
from tests.events.loading import rows

HEADER = "order_id,customer_id,date,product name,qty,price"

#: Encoding -> short tables of items; "/" parts the lines.
TABLES = {
    "cp1250": (
        "Kubek błękitny/Świeca zapachowa/Żółty szalik/Ręcznik bawełniany",
        "Łyżka/Książka dla dzieci/Ćwiczenia/Spodnie męskie",
        "Černý hrnek/Dětské tričko/Kožená peněženka/Šátek",
        "Příbor/Lžíce/Růžový svetr",
        "Čierne topánky/Ľahký kabát/Detský vankúš/Kožená taška",
        "Bőr táska/Piros cipő/Szőnyeg/Gyűrű/Törölköző",
        "Fűzött könyv/Női póló/Kenőcs",
        "Rochie roşie/Cămaşă bărbaţi/Pernă/Geantă neagră",
        "Ženska košulja/Dječja majica/Čaša/Đački ruksak",
    ),
    "iso8859-2": ("Żółty szalik/Ręcznik z bawełną/Świeca/Książka dziecięca",),
    "cp1251": (
        "Кружка синяя/Шарф/Полотенце/Книга", "Сорочка/Рушник/Їжа/Чашка біла/Ґудзик",
        "Чаша синя/Кърпа/Книга",
    ),
    "koi8-r": ("Кружка синяя/Шарф/Полотенце/Книга", "чехол для телефона/НАУШНИКИ/Лампа"),
    "cp866": ("Кружка синяя/Шарф/Полотенце/Книга",),
    "cp1254": (
        "Kırmızı elbise/Yeşil gömlek/Çanta/Şapka", "Işıklı ayakkabı/Güneş gözlüğü/Bardak",
        "İpek eşarp/Yağ/Çocuk kitabı",
    ),
    "cp932": ("ワイヤレスイヤホン/りんごのケース/洗濯洗剤", "青い帽子/革の財布/マグカップ"),
    "euc-jp": ("ワイヤレスイヤホン/りんごのケース/洗濯洗剤", "青い帽子/革の財布/マグカップ"),
    "cp949": ("사과/무선 이어폰/노트북/파란 컵", "가죽 지갑/모자/양말"),
    "gb18030": ("苹果手机壳 透明/洗衣液/牛奶", "蓝色杯子/男士衬衫/运动鞋"),
    "big5": ("蘋果手機殼 透明/洗衣精/牛奶", "藍色杯子/男士襯衫/運動鞋"),
    "mac-roman": (
        "Théière bleue/Café moulu/Écharpe légère/Crème brûlée",
        "Größe 42 Schuhe/Käse/Müsli/Süße Äpfel",
        "Pantalón niño/Azúcar/Camión/Piñata",
        "Calças de algodão/Pão/Relógio/Coração",
    ),
    "cp1252": (
        "Größe 42 Schuhe/Käse/Müsli – süß", "café crème/Écharpe/naïve",
        "Pantalón niño/¿Té?/Jamón", "Calças de algodão/Pão/Maçã",
        "£5 voucher/“quoted”/it’s", "Gutschein 5 €/Größe „M“", "CAFÉ NOIR/THÉ VERT/PÂTÉ",
        "Rød kop/Grøn trøje/Blå sæbe", "Grå väska/Blå skål/Öl", "25°C bottle/½ kg/10×20 cm/5 m³",
        "Nike® Air™/Crème/N° 5", "Qualità/Caffè/Tè/Città", "Jalapeño",
    ),
    "cp850": ("Größe 42 Schuhe/Käse/Müsli/Brötchen",),
    "cp1253": ("Μπλε κούπα/Κασκόλ/Πετσέτα",),
}  # fmt: skip


def table(items: str) -> str:
    lines = [f"A{i},c{i},2024-03-1{i},{item},1,10.5" for i, item in enumerate(items.split("/"))]
    return "\n".join([HEADER, *lines]) + "\n"


@pytest.mark.parametrize(
    ("encoding", "items"), [(name, items) for name, each in TABLES.items() for items in each]
)
def test_short_tables_are_read_in_their_encoding_without_asking(
    write: Write, encoding: str, items: str
) -> None:
    opened = open_file(write(table(items), encoding=encoding))
    assert list(opened.preview["product name"]) == items.split("/")


def test_texts_that_are_the_same_in_both_are_named_by_the_commoner(write: Write) -> None:
    assert open_file(write(table("Müller/Größe"), encoding="cp1250")).encoding == "cp1252"


def test_a_long_file_is_told_by_a_part_of_its_words(write: Write) -> None:
    words = [
        f"{stem}{ending}"
        for stem in ("świec", "łyżk", "żółt")
        for ending in (
            "a",
            "ą",
            "ę",
            "ami",
            "y",
            "e",
            "o",
            "ach",
            "om",
            "ów",
            "ej",
            "ką",
            "eczka",
            "cie",
        )
    ]
    content = table("/".join(f"{word} {i}" for i, word in enumerate(words * 30)))
    opened = open_file(write(content, encoding="cp1250"))
    assert (opened.encoding, opened.rows[0][3]) == ("cp1250", "świeca 0")


def test_near_ties_are_asked_with_the_same_cells_in_both(write: Write) -> None:
    path = write(table("洗濯/手/plain"), encoding="euc-jp")
    with pytest.raises(Question) as asked:
        open_file(path)
    assert asked.value.parameter == "encoding"
    first, second = asked.value.options
    cells = [
        word.encode("euc-jp").decode(each) for each in (first, second) for word in ("洗濯", "手")
    ]
    assert all(f"'{cell}'" in str(asked.value) for cell in cells)
    assert {item for (item,) in rows(load(path, encoding="euc-jp"), Event.ITEM)} == {
        "洗濯", "手", "plain",
    }  # fmt: skip
