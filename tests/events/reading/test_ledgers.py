"""Books, lists of staff and tables of sums are refused by what they are, in many languages."""

from __future__ import annotations

import pytest

from shopai.events.reading.understanding import Understanding, understand


def of(*lines: str) -> Understanding:
    """A table of which each line has its cells between bars, the first line the headers."""
    header, *rows = (tuple(line.split("|")) for line in lines)
    return understand(header, tuple(rows))


#: Kind of file -> beginning of the refusal, and lines of such a file.
REFUSED: dict[str, tuple[str, tuple[str, ...]]] = {
    "staff in German": (
        "is a list of employees or of their pay",
        ("Personalnummer|Nachname|Vorname|Abteilung|Eintrittsdatum|Gehalt",
         "1|Müller|Ann|IT|2020-01-01|3000",
         "2|Meier|Bob|IT|2021-01-01|3100",),
    ),
    "staff in French": (
        "is a list of employees or of their pay",
        ("Matricule|Nom|Prénom|Poste|Date d'embauche|Salaire brut",
         "1|Dupont|A|Vendeur|01/02/2019|2000",
         "2|Durand|B|Vendeur|01/03/2019|2100",),
    ),
    "staff in Portuguese": (
        "is a list of employees or of their pay",
        ("Matrícula|Funcionário|Cargo|Admissão|Salário Base|INSS|Líquido",
         "1|Ana|Vendedora|01/02/2020|2000,00|200,00|1800,00",
         "2|Rui|Gerente|01/03/2020|4000,00|400,00|3600,00",),
    ),
    "staff in Italian": (
        "is a list of employees or of their pay",
        ("Cognome|Nome|Mansione|Data assunzione|Retribuzione lorda|Trattenute",
         "Rossi|A|Commesso|01/02/2020|1500,00|200,00",
         "Verdi|B|Cassiere|01/02/2021|1600,00|210,00",),
    ),
    "staff in Dutch": (
        "is a list of employees or of their pay",
        ("Personeelsnummer|Naam|Functie|In dienst|Bruto loon",
         "1|Jan|Verkoper|01-02-2020|2500",
         "2|Piet|Manager|01-02-2021|3500",),
    ),
    "staff in Polish": (
        "is a list of employees or of their pay",
        ("Nr pracownika|Imię i nazwisko|Stanowisko|Data zatrudnienia|Wynagrodzenie brutto",
         "1|Jan Nowak|Kasjer|2020-01-01|4000,00",
         "2|Ewa Lis|Kierownik|2021-01-01|6000,00",),
    ),
    "staff in Chinese": (
        "is a list of wages",
        ("工号|姓名|部门|岗位|入职日期|基本工资|实发工资",
         "1001|张三|销售|店员|2020-01-01|5000|4500",
         "1002|李四|销售|店长|2020-01-01|8000|7000",),
    ),
    "staff in Japanese": (
        "is a list of employees or of their pay",
        ("社員番号|氏名|部署|役職|入社日|基本給|差引支給額",
         "101|田中|営業|主任|2020/04/01|250000|210000",
         "102|鈴木|営業|課長|2018/04/01|350000|290000",),
    ),
    "staff in Korean": (
        "is a list of employees or of their pay",
        ("사번|성명|부서|직급|입사일|기본급|공제액|실수령액",
         "1|김|영업|대리|2020-01-01|3000000|300000|2700000",
         "2|이|영업|과장|2019-01-01|4000000|400000|3600000",),
    ),
    "staff in Turkish": (
        "is a list of employees or of their pay",
        ("Sicil No|Ad Soyad|Unvan|İşe Giriş Tarihi|Brüt Ücret|Kesintiler|Net Ücret",
         "1|Ali|Kasiyer|01.02.2020|20000|3000|17000",
         "2|Ayşe|Müdür|01.02.2019|40000|6000|34000",),
    ),
    "staff in Indonesian": (
        "is a list of employees or of their pay",
        ("NIK|Nama Karyawan|Jabatan|Tanggal Masuk|Gaji Pokok|Tunjangan",
         "1|Budi|Kasir|01/02/2020|4000000|500000",
         "2|Ani|Manajer|01/02/2019|8000000|900000",),
    ),
    "bank in Italian": (
        "is a statement of an account",
        ("Data|Valuta|Causale|Dare|Avere|Saldo",
         "01/02/2024|01/02/2024|Bonifico||500,00|1500,00",
         "02/02/2024|02/02/2024|Affitto|700,00||800,00",),
    ),
    "bank with money in and out": (
        "is a statement of an account",
        ("Date|Transaction type|Payee|Reference|Paid out|Paid in|Balance",
         "01 Mar 2024|DD|Rent|X1|500.00||1500.00",
         "02 Mar 2024|BGC|Stripe|X2||700.00|2200.00",),
    ),
    "bank with a product": (
        "is a statement of an account",
        ("Type|Product|Date|Description|Amount|Balance",
         "CARD|Current|2024-01-01|x|-5|95",
         "TOPUP|Current|2024-01-02|y|10|105",
         "CARD|Current|2024-01-03|x|-5|100",
         "CARD|Current|2024-01-04|x|-5|95",),
    ),
    "bank by its running balance alone": (
        "is a statement of an account",
        ("თარიღი|აღწერა|მოძრაობა|ნაშთი",
         "2024-01-01|a|-5|95",
         "2024-01-02|b|10|105",
         "2024-01-03|c|-5|100",
         "2024-01-04|d|-5|95",),
    ),
    "bank in Korean": (
        "is a statement of an account",
        ("거래일시|적요|출금액|입금액|잔액",
         "2024-01-01 10:00:00|월세|500000||1500000",
         "2024-01-02 10:00:00|입금||700000|2200000",),
    ),
    "bank in Japanese": (
        "is a statement of an account",
        ("日付|摘要|お支払金額|お預り金額|差引残高",
         "2024/1/1|家賃|50000||150000",
         "2024/1/2|振込||70000|220000",),
    ),
    "bank in Chinese": (
        "is a statement of an account",
        ("交易时间|收/支|交易对方|金额|余额",
         "2024-01-01 10:00:00|支出|房东|500|1500",
         "2024-01-02 10:00:00|收入|支付宝|700|2200",),
    ),
    "cash book in German": (
        "is a book of income and expenses",
        ("Datum|Text|Einnahmen|Ausgaben",
         "01.02.2024|Tageslosung|500,00|",
         "02.02.2024|Miete||300,00",),
    ),
    "cash book by its kinds": (
        "is a book of income and expenses",
        ("Fecha|Concepto|Tipo|Importe",
         "01/02/2024|Ventas|Ingreso|500,00",
         "02/02/2024|Alquiler|Gasto|300,00",),
    ),
    "goods in and out in Russian": (
        "is a list of movements of a stock",
        ("Дата|Товар|Артикул|Приход|Расход|Остаток",
         "01.02.2024|Чай|T1|50||50",
         "02.02.2024|Чай|T1||3|47",),
    ),
    "goods in and out in Spanish": (
        "is a list of movements of a stock",
        ("Fecha|Producto|Entradas|Salidas|Existencias|Costo unitario",
         "01/02/2024|Te|50||50|2,00",
         "02/02/2024|Te||3|47|2,00",),
    ),
    "goods in and out in Korean": (
        "is a list of movements of a stock",
        ("일자|품목코드|품목명|입고수량|출고수량|재고수량",
         "2024-01-01|A1|차|50||50",
         "2024-01-02|A1|차||3|47",),
    ),
    "goods in and out by kind in Portuguese": (
        "is a list of movements of a stock",
        ("Data|Produto|Tipo|Quantidade|Depósito",
         "01/02/2024|Chá|Entrada|50|A",
         "02/02/2024|Chá|Saída|3|A",),
    ),
    "goods in and out by kind in Chinese": (
        "is a list of movements of a stock",
        ("单据号|日期|类型|商品名称|数量|单价",
         "1|2024-01-01|采购入库|茶|50|2.00",
         "2|2024-01-02|销售出库|茶|3|2.00",),
    ),
    "stock in French": (
        "is a list of products",
        ("Référence|Désignation|Stock|Seuil de réapprovisionnement|Prix de vente|Fournisseur",
         "A1|Thé|50|10|2,50|X",
         "A2|Tasse|20|5|5,50|Y",),
    ),
    "prices in Italian": (
        "is a list of products",
        ("Codice articolo|Descrizione|Prezzo di listino|Prezzo netto|IVA",
         "A1|Tè|2,50|2,00|22",
         "A2|Tazza|5,50|5,00|22",),
    ),
    "products in Japanese": (
        "is a list of products",
        ("商品コード|商品名|販売価格|在庫数|登録日",
         "A1|茶|250|10|2024-01-01",
         "A2|碗|550|5|2024-01-02",),
    ),
    "orders at vendors": (
        "holds orders of the shop at its suppliers",
        ("PO Number|PO Date|Vendor|SKU|Description|Qty Ordered|"
         "Qty Received|Unit Cost|Ext. Cost|Status",
         "P1|2024-01-01|Acme|A1|Tea|50|50|2.00|100.00|Received",
         "P1|2024-01-01|Acme|A2|Cup|10|10|5.00|50.00|Received",
         "P2|2024-01-03|Bolt|A1|Tea|30|0|2.00|60.00|Open",),
    ),
    "orders at suppliers in French": (
        "holds orders of the shop at its suppliers",
        ("N° commande|Date commande|Fournisseur|Référence|"
         "Désignation|Quantité|Prix d'achat HT|Montant HT|Date de réception",
         "C1|01/02/2024|Acme|A1|Thé|50|2,00|100,00|05/02/2024",
         "C1|01/02/2024|Acme|A2|Tasse|10|5,00|50,00|05/02/2024",),
    ),
    "orders at suppliers in Chinese": (
        "holds orders of the shop at its suppliers",
        ("采购单号|采购日期|供应商|商品编码|商品名称|采购数量|采购单价|采购金额|入库日期",
         "P1|2024-01-01|甲|A1|茶|50|2.00|100.00|2024-01-05",
         "P1|2024-01-01|甲|A2|碗|10|5.00|50.00|2024-01-05",),
    ),
    "orders at suppliers in Spanish": (
        "holds orders of the shop at its suppliers",
        ("Orden de compra|Fecha|Proveedor|Artículo|Cantidad|"
         "Precio unitario|Total|Fecha de recepción",
         "O1|01/02/2024|Acme|Te|50|2,00|100,00|05/02/2024",
         "O2|02/02/2024|Acme|Taza|10|5,00|50,00|05/02/2024",),
    ),
    "sums by day in German": (
        "holds sums",
        ("Datum|Filiale|Warengruppe|Umsatz",
         "2024-01-01|A|Tee|100,50",
         "2024-01-01|B|Tee|200,50",
         "2024-01-02|A|Tee|110,50",),
    ),
    "sums by day in Korean": (
        "holds sums",
        ("일자|매장|매출액",
         "2024-01-01|강남|1000000",
         "2024-01-02|강남|1200000",),
    ),
    "targets in Spanish": (
        "is a table of targets or a budget",
        ("Mes|Tienda|Meta de ventas",
         "2024-01-01|A|1000",
         "2024-01-01|B|2000",),
    ),
    "gift cards": (
        "is a list of gift cards",
        ("code|initial_value|current balance|expires|gift card type",
         "A1|50|20|2025-01-01|x",
         "A2|100|100|2025-01-01|y",),
    ),
    "returns": (
        "holds returns",
        ("RMA|Order number|Refund amount|Requested",
         "1|O1|5.00|2024-01-01",
         "2|O2|6.00|2024-01-03",),
    ),
    "tickets": (
        "is a list of messages of customers",
        ("Ticket ID|Order|Customer email|Created|Subject|Message|Priority",
         "1|O1|a@x.y|2024-01-01|Where is it|I have not got my parcel yet|high",
         "2|O2|b@x.y|2024-01-02|Broken|The cup I got is broken sadly|low",),
    ),
    "wines": (
        "names no customers",
        ("fixed acidity|volatile acidity|pH|alcohol|quality",
         "7.4|0.7|3.51|9.4|5",
         "7.8|0.88|3.2|9.8|5",),
    ),
    "flowers with a number": (
        "names no customers",
        ("Id|SepalLengthCm|SepalWidthCm|Species",
         "1|5.1|3.5|a",
         "2|4.9|3.0|b",),
    ),
    "patients without an id": (
        "names no customers",
        ("Pregnancies|Glucose|BMI|Age|Outcome",
         "6|148|33.6|50|1",
         "1|85|26.6|31|0",),
    ),
    "parcels in Korean": (
        "is a list of parcels",
        ("운송장번호|받는분|받는분주소|받는분전화|수량|운임",
         "1|김|서울|010-1|1|3000",
         "2|이|부산|010-2|1|3000",),
    ),
    "parcels without numbers": (
        "is a list of parcels",
        ("Recipient|Street|City|Postcode|Weight kg|Service|COD amount",
         "Ann|S 1|X|1|2.5|DPD|0",
         "Bob|S 2|Y|2|1.5|DPD|25",),
    ),    "securities": (
        "lists what its owner bought and sold ('TXN_TYPE': BUY, SELL)",
        ("TXN_ID|TXN_DATE|TXN_TYPE|TXN_AMT|SEC_NAME", "T1|2025-12-02|BUY|2500.00|A",
         "T2|2025-12-03|SELL|1875.00|B"),
    ),
    "numbers of orders alone": (
        "names orders ('Order_ID')", ("Y|X|Stop_ID|weight|"
        "Order_ID", "37.58|126.97|S_1|136.81|O_1",
         "37.57|126.96|S_2|140.59|O_2"),
    ),
    "offers of a market": (
        "is a list of products",
        ("update_time|title|price|sale_count|comment_count|shop",
         "2024-01-01|Tea|2.50|400|30|A", "2024-01-01|Cup|3.50|500|40|A"),
    ),
}  # fmt: skip

#: Shops' files that look a little like one of these.
READ: dict[str, tuple[str, ...]] = {
    "invoices with a balance that is due": (
        "Invoice No|Customer|Date|Item|Quantity|Amount|"
        "Balance Due", "1|a|2024-01-01|x|1|2.5|0",
        "2|b|2024-01-02|y|1|3.5|3.5",
    ),
    "sales invoices with the words of booking": (
        "ID|Customer|Posting Date|Posting Time|"
        "Is Return (Credit Note)|Item|Quantity|Amount",
        "S1|a|2024-03-14|10:22:31|0|x|5|2250.00", "S2|b|2024-03-15|"
        "10:22:31|0|y|2|1240.00",
    ),
    "payments with a time of day": (
        "Time|Paid", "2024-01-01 10:20:00|2.50", "2024-01-01 10:25:00|3.50",
    ),
    "payments of one day and class": (
        "Date|Register|Amount", "2024-01-01|A|2.50", "2024-01-01|A|"
        "3.50", "2024-01-01|A|4.50",
    ),
    "orders with the supplier of each product": (
        "Order ID|Customer ID|Date|SKU|Supplier|Cost price|Quantity|Price",
        "1|a|2024-01-01|x|S|1.5|1|2.5", "2|b|2024-01-02|y|S|1.5|1|3.5",
    ),
    "orders with the seller's name and job": (
        "Order ID|Customer ID|Date|SKU|Amount|Employee|Job title|Manager",
        "1|a|2024-01-01|x|2.5|E|clerk|M", "2|b|2024-01-02|y|3.5|E|clerk|M",
    ),
    "orders of goods that are in stock or out of it": (
        "Order ID|Customer ID|Date|SKU|Amount|Availability", "1|a|"
        "2024-01-01|x|2.5|In stock",
        "2|b|2024-01-02|y|3.5|Out of stock",
    ),
    "orders that name a complaint": (
        "Order ID|Customer ID|Date|SKU|Amount|Subject|Message",
        "1|a|2024-01-01|x|2.5|Late|"
        "I have not got my parcel yet", "2|b|2024-01-02|y|3.5||",
    ),
    "orders with a refund": (
        "Order ID|Customer ID|Date|SKU|Amount|Refund amount", "1|a|2024-01-01|x|2.5|1.0",
        "2|b|2024-01-02|y|3.5|",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_without_purchases_is_refused_by_what_it_is(kind: str) -> None:
    beginning, lines = REFUSED[kind]
    refusal = of(*lines).refusal
    assert refusal is not None and refusal.startswith(beginning)
    assert "Load the" in refusal or "load the shop's orders" in refusal


@pytest.mark.parametrize("kind", READ)
def test_a_shop_s_file_that_looks_a_little_like_one_is_read(kind: str) -> None:
    understood = of(*READ[kind])
    assert understood.refusal is None
    assert understood.shape == "orders"


def test_a_balance_that_runs_needs_amounts_of_both_signs() -> None:
    lines = ["Row|Customer|Date|Item|Pieces|Paid"]
    lines += [f"{i}|c{i % 3}|2024-01-0{i}|x{i % 2}|1|{i}.5" for i in range(1, 9)]
    assert of(*lines).refusal is None


def test_long_headers_are_cut_short_in_the_sentence() -> None:
    refusal = of(f"{'x' * 300}|y", "1|2", "3|4").refusal
    assert refusal is not None and len(refusal) < 400
