"""The words of column headers, in fourteen languages, and the concept each stands for.

English, Chinese, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Japanese, Korean,
Indonesian, Turkish and Russian, without accents and in lower case. A word that ends in an asterisk
is the beginning of one: "bestell*" is in Bestellung and in Bestellnummer. Seventeen languages more
are in :mod:`further_words`.
"""

from __future__ import annotations

from typing import Final


class Concept:
    """Meanings of a word in a header. Whose fact it is, or which fact, or which moment."""

    # whose
    ORDER: Final = "order"
    INVOICE: Final = "invoice"
    TRANSACTION: Final = "transaction"
    PURCHASE: Final = "purchase"
    SALE: Final = "sale"
    CUSTOMER: Final = "customer"
    RECIPIENT: Final = "recipient"
    ITEM: Final = "item"
    LINE: Final = "line"
    SELLER: Final = "seller"
    STAFF: Final = "staff"
    PAYMENT: Final = "payment"
    SESSION: Final = "session"
    EVENT: Final = "event"
    CAMPAIGN: Final = "campaign"
    PARENT: Final = "parent"
    # which fact
    ID: Final = "id"
    NAME: Final = "name"
    DATE: Final = "date"
    CLOCK: Final = "clock"
    AT: Final = "at"
    ZONE: Final = "zone"
    STATUS: Final = "status"
    TYPE: Final = "type"
    PRICE: Final = "price"
    UNIT: Final = "unit"
    AMOUNT: Final = "amount"
    TOTAL: Final = "total"
    SUBTOTAL: Final = "subtotal"
    QUANTITY: Final = "quantity"
    DISCOUNT: Final = "discount"
    RATE: Final = "rate"
    TAX: Final = "tax"
    FEE: Final = "fee"
    COST: Final = "cost"
    PROFIT: Final = "profit"
    CURRENCY: Final = "currency"
    BALANCE: Final = "balance"
    TIP: Final = "tip"
    STOCK: Final = "stock"
    RATING: Final = "rating"
    QUERY: Final = "query"
    CHANNEL: Final = "channel"
    DEVICE: Final = "device"
    CATEGORY: Final = "category"
    BRAND: Final = "brand"
    DESCRIPTION: Final = "description"
    EMAIL: Final = "email"
    PHONE: Final = "phone"
    ADDRESS: Final = "address"
    CITY: Final = "city"
    STATE: Final = "state"
    ZIP: Final = "zip"
    COUNTRY: Final = "country"
    FIRST: Final = "first"
    LAST: Final = "last"
    CONSENT: Final = "consent"
    NOTE: Final = "note"
    METHOD: Final = "method"
    REASON: Final = "reason"
    URL: Final = "url"
    SIZE: Final = "size"
    TRACKING: Final = "tracking"
    BIRTH: Final = "birth"
    COUPON: Final = "coupon"
    ADS: Final = "ads"
    PLAYS: Final = "plays"
    COMPANY: Final = "company"
    ACCOUNT: Final = "account"
    WAGE: Final = "wage"
    SURVEY: Final = "survey"
    MOVEMENT: Final = "movement"
    # which moment or kind
    CREATED: Final = "created"
    PAID: Final = "paid"
    SHIPPING: Final = "shipping"
    UPDATED: Final = "updated"
    COMPLETED: Final = "completed"
    CANCELLED: Final = "cancelled"
    REFUND: Final = "refund"
    DUE: Final = "due"
    NET: Final = "net"
    GROSS: Final = "gross"
    WITHOUT: Final = "without"
    WITH: Final = "with"
    BILLING: Final = "billing"
    ORIGINAL: Final = "original"


#: Concept -> its words.
WORDS: Final[dict[str, str]] = {
    Concept.ORDER: "ped suborder booking* reservation* madon madonhang donhang bestel* increment order orders ordre bestell* auftrag* auftrags commande* pedido* orden encomenda* "
    "ordine ordini zamow* bestelling* 订单 訂單 主订单 交易单 注文 受注 オーダー 주문 pesanan siparis* заказ*"
    " замовлен* objednav* bestallning* donhang đonhang madon mađon",
    Concept.INVOICE: "fact invoice* doc document* dokument* документ* rechnung* beleg* facture* factura* fattura* fatura faktur* rachunek paragon "
    "receipt* basket kassenbon bon ticket recibo scontrino 发票 单据 小票 伝票 請求 領収 영수증 송장 "
    "struk fis счет* чек* bill voucherno bestelbon factuur* facturen docnum document belegnr nota"
    " рахун* uctenk* doklad* kvitto hoadon hoađon",
    Concept.TRANSACTION: "流水 transaction* transaktion* transaccion* transacao transacoes transazion* transakcj* "
    "transactie* 交易 取引 거래 transaksi islem* транзакц* txn trans"
    " giaodich",
    Concept.PURCHASE: "purchase* purchased bought kauf* achat* compra* acquisto acquisti aankoop* zakup* "
    "购买 購買 购物 購入 구매 pembelian satinalma покупк*",
    Concept.SALE: "sale sales sold verkauf* vente* venta* venda* vendita vendite verkoop* sprzedaz* "
    "销售 銷售 販売 売上 판매 penjualan satis* продаж*",
    Concept.CUSTOMER: "cte kd логин login socio socia socios mitglied* adherent* uye anggota kontrahent* контрагент* khachhang makhachhang nguoimua listener* customer* cust client clients clientid buyer* user* usr member* shopper* consumer* visitor* "
    "kunde* kund kundin kaufer* kaeufer* besteller* nutzer* benutzer* client* cliente* comprador* acheteur* "
    "usuario* acquirente utente klant* koper klient* kupuj* nabywc* 客户 客戶 顾客 顧客 会员 會員 买家 買家 账号 帐号 アカウント 계정 "
    "用户 用戶 使用者 お客様 会員 購入者 注文者 고객 구매자 회원 주문자 pelanggan pembeli musteri* alici pemesan "
    "покупател* клиент* household* person* profile subscriber* reviewer* patron guest* player* "
    "membership loyalty viewer* passenger* donor* attendee*"
    " kontrahent* контрагент* покупець клієнт* замовник* zakaznik* odberatel* kupujici khachhang nguoimua",
    Concept.RECIPIENT: "receptor recipient* consignee receiver* empfanger* destinataire destinatario odbiorc* ontvanger "
    "收件人 收货人 收貨人 收件 收货 受取人 届け先 받는 수취인 수령인 penerima teslim получател*"
    " receptor* отримувач* одержувач* prijemce mottagare nguoinhan",
    Concept.ITEM: "=what =thing film films фильм* книг* libro livro buch pelicula номенклатур* sanpham masanpham tensanpham 菜品 菜 料理 item* product* article* artikel* sku skus goods produkt* produit* producto* produto* "
    "prodott* articulo* artigo* articol* towar* ware warennummer isbn asin ean upc gtin barcode "
    "stockcode variant* 商品 产品 產品 宝贝 货号 物品 货品 商家编码 品番 品目 アイテム 제품 상품 품목 "
    "barang produk urun* товар* артикул* sutun_urun movie* book* track* song* artist* game* dish* menu "
    "merchandise style listing* prod stock_code episode* video* film* podcast*"
    " zbozi polozka vara varor sanpham mathang hanghoa",
    Concept.LINE: "line lines lineitem position* pos posnr zeile* ligne* linea* linha* riga righe regel* pozycj* "
    "row rows seq sequence lineno 行 明细 子订单 明細 행 baris satir* строк* позици* suborder sub",
    Concept.SELLER: "seller* vendor* merchant* store* shop shops outlet* branch* filiale* filial laden magasin* "
    "boutique* tienda* loja* negozi* winkel* sklep* warehouse* lager depot* terminal* register* retailer* "
    "supplier* lieferant* fournisseur* proveedor* fornecedor* fornitore* leverancier* dostawc* "
    "店铺 店鋪 门店 商家 卖家 賣家 仓库 供应商 店舗 倉庫 매장 판매자 창고 toko penjual gudang magaza* satici* "
    "depo tedarikci магазин* склад* поставщик* marketplace* platform* location* kiosk"
    " butik* obchod pobock* cuahang chinhanh",
    Concept.STAFF: "建立者 经办人 nhanvien staff employee* cashier* salesperson salesman salesrep associate* clerk agent* rep courier* "
    "driver* operator* waiter* server* mitarbeiter* verkaufer* verkaeufer* kassierer* bediener* vendeur* "
    "employe* caissier vendedor* empleado* cajero* atendente venditore dipendente cassiere medewerker* personeel* personalnr "
    "kassier* pracownik* sprzedawc* kasjer* kurier* 员工 收银员 客服 店员 销售员 业务员 導購 导购 骑手 担当 "
    "担当者 店員 판매원 직원 담당자 kasir karyawan kurir kasiyer personel calisan kurye кассир* продавец "
    "продавц* сотрудник* менеджер* курьер* manager* assignee* handler approver* author* createdby"
    " saljare prodejce pokladni nhanvien",
    Concept.PAYMENT: "payment* zahlung* paiement* pago pagos pagamento* betaling* platnosc* betaalmethode "
    "付款方式 支付方式 支払 支払い 결제 pembayaran odeme* оплата оплаты payout* checkout"
    " сплата platba platby betalning* thanhtoan",
    Concept.SESSION: "session* sitzung* sesion* sessao sessione sesja visit* besuch* 会话 工作階段 セッション 세션 sesi oturum сесси* сеанс*",
    Concept.EVENT: "event* behavior* behaviour* action* activity interaction* metric ereignis* aktion evenement* "
    "evento* accion* acao azione gebeurtenis zdarzen* 行为 行為 事件 动作 操作 イベント 行動 이벤트 행동 "
    "peristiwa aktivitas olay eylem событи* действи*",
    Concept.CAMPAIGN: "campaign* kampagne* campagne* campana* campanha* campagna* kampani* 推广计划 计划 キャンペーン "
    "캠페인 kampanye kampanya* кампани* adset adgroup creative",
    Concept.PARENT: "origem origen origine parent* reference* ref referenz* related orig 关联 原",
    Concept.ID: "id ids no nr num number* nummer* key code codes numero* numer num_ kennung kod cod codigo codice "
    "编号 编码 号 單號 单号 编 號碼 号码 代码 番号 コード 번호 코드 nomor kode no_ numarasi numara kodu номер* код "
    "идентификатор uid guid uuid hash kennziffer"
    " cislo ma madon mađon",
    Concept.NAME: "denominacion name names title titel bezeichnung* nom libelle nombre* titulo* nome titre naam nazwa nazwisko "
    "imie 名称 名稱 名 标题 標題 姓名 昵称 名前 氏名 品名 이름 명 성함 nama adi isim имя фио название наименован* "
    "fullname username nickname designation label"
    " denominacion назва піб прізвище nazev jmeno prijmeni namn benamning ten",
    Concept.DATE: "ngay ngaydat ngaymua date dates datum data fecha* tag day 日期 日 日付 날짜 일자 일 tanggal tgl tarih* дата даты "
    "timestamp datetime ts 日時 일시 dttm dt jour dia giorno dzien dag"
    " ngay ngaydat ngayđat ngaymua ngaytao",
    Concept.CLOCK: "time times zeit zeitpunkt uhrzeit uhr hora hour heure ora czas godzina tijd tijdstip 时间 時間 "
    "時刻 시간 시각 waktu jam saat* zaman* время clock"
    " час cas tid klockslag",
    Concept.AT: "at on when",
    Concept.ZONE: "timezone zeitzone zone tz",
    Concept.STATUS: "estatus trangthai status statuses statu* zustand statut etat estado* situacao stato stan 状态 狀態 状況 ステータス 상태 "
    "durum* статус* состояни* stage"
    " stav trangthai tinhtrang",
    Concept.TYPE: "type types typ art kind tipo tipos soort rodzaj typu 类型 類型 种类 種別 タイプ 유형 종류 tipe jenis tur tipi "
    "turu тип* вид flag"
    " druh loai",
    Concept.PRICE: "pu ep 原价 定价 吊牌价 市场价 定価 价 dongia giaban pris price* prices preis* prix precio* preco* prezzo prezzi prijs* cena ceny 价格 價格 价 售价 單價 单价 "
    "価格 単価 가격 단가 harga fiyat* цена цены цене msrp rrp"
    " ціна ціни ціну dongia đongia giaban gia",
    Concept.UNIT: "pu ep ea unit each per einzel* stuck stueck unitaire unitario unitaria unidad unidade unita stuk stuks "
    "jednostkowa jednostka szt 单价 單價 単価 단가 satuan birim* штуку единиц* per_unit"
    " одиниц* kus styck enhet",
    Concept.AMOUNT: "mt mnt wert money 实付 实收 应付 thanhtien tongtien doanhthu 额 額 总额 總額 総額 amount* amt betrag* montant* importe* monto* valor valore value importo* bedrag* kwota* "
    "wartosc* 金额 金額 款 费用 销售额 營業額 营业额 成交额 売上高 금액 매출 nominal tutar* bedel* сумм* стоимость "
    "summa revenue* umsatz* erlos* chiffre ingresos receita* ricav* omzet* przychod* gmv turnover charge* spent "
    "spend proceeds sum summe somme suma soma somma"
    " сума вартіст* castka belopp thanhtien sotien doanhthu tongtien",
    Concept.TOTAL: "total* gesamt* totale totaal razem 总 總 合计 總計 总计 总价 総 合計 총 총액 합계 keseluruhan toplam* итог* "
    "всего overall grand"
    " всього разом celkem celkova totalt tong tongcong tongtien",
    Concept.SUBTOTAL: "subtotal* zwischensumme* 小计 小計 소계 soustotal aratoplam подытог* nettosumme",
    Concept.QUANTITY: "cant qte howmany soluong unidades unites unitavendute quantity quantities qty qnt qtty anzahl menge stuckzahl stueckzahl quantite* cantidad* qtd "
    "qtde quantidade* quantita qta aantal hoeveelheid ilosc liczba 数量 數量 件数 件數 個数 点数 数 수량 개수 "
    "kuantitas jumlah adet adedi miktar* количеств* кол units pieces pcs count counts antal pcs_sold stk"
    " кількіст* mnozstvi pocet soluong",
    Concept.DISCOUNT: "dto dcto discounted reduziert reduzierter rabattiert rabattierter rebajado scontato giamgia chietkhau 补贴 红包 抵扣 活动支出 促销 disc discount* rabatt* nachlass* remise* reduction* descuento* desconto* sconto sconti korting* "
    "znizk* rabat* 折扣 优惠 優惠 立减 满减 减免 割引 値引 値引き 할인 diskon* potongan indirim* iskonto скидк* скидок "
    "promotion* promo rebate* markdown"
    " знижк* slev* giamgia chietkhau khuyenmai",
    Concept.RATE: "rate pct percent percentage prozent* pourcentage porcentaje percentual percentuale procent 率 "
    "比例 パーセント 율 비율 persen yuzde oran* процент* ratio",
    Concept.TAX: "tax taxes vat mwst ust umsatzsteuer steuer* tva taxe* iva impuesto* imposto* imposta* btw podat* "
    "税 稅 税费 税额 消費税 税込 税抜 세금 부가세 pajak ppn kdv vergi* ндс налог* gst hst pst tds cgst sgst igst duty"
    " пдв dph moms thue",
    Concept.FEE: "fee fees gebuhr* gebuehr* frais tarifa* comision* commission* provision* commissione* comissao taxa "
    "oplat* kommission* 手续费 服务费 佣金 扣点 手数料 수수료 biaya komisyon* ucret* комисси* сбор* surcharge",
    Concept.COST: "ek ekpreis cost costs kosten einkauf* cout couts costo* custo* koszt* kostprijs inkoop* 成本 原価 仕入 원가 hpp "
    "maliyet* себестоимост* cogs",
    Concept.PROFIT: "profit* margin* gewinn* marge* benefici* lucro* profitto utile winst zysk* marza 利润 毛利 利益 이익 "
    "laba keuntungan kar прибыл* маржа earnings income",
    Concept.CURRENCY: "currency currencies wahrung* waehrung* devise moneda moeda valuta waluta 币种 货币 幣別 貨幣 通貨 "
    "통화 matauang parabirimi валют*"
    " mena tiente",
    Concept.BALANCE: "remaining outstanding restant* balance* saldo solde kontostand* 余额 餘額 残高 잔액 bakiye баланс* остаток",
    Concept.TIP: "tip tips trinkgeld pourboire propina gorjeta mancia fooi napiwek 小费",
    Concept.STOCK: "stock inventory bestand lagerbestand existencia* estoque giacenz* voorraad magazyn 库存 庫存 在庫 재고 "
    "stok остатк* onhand",
    Concept.RATING: "rating* score stars bewertung* evaluation calificacion* avaliacao valutazion* waardering "
    "ocen* 评分 評分 打分 星级 評価 평점 별점 penilaian puan* рейтинг оценк*",
    Concept.QUERY: "query keyword* search suchbegriff* recherche busqueda busca ricerca zoekterm fraza 搜索 搜索词 关键词 "
    "關鍵字 検索 검색 pencarian arama запрос*",
    Concept.CHANNEL: "channel* kanal* canal* canale kanaal kanal 渠道 チャネル 채널 saluran канал* referrer referer medium utm"
    " джерело nguon",
    Concept.DEVICE: "device* gerat* geraet* appareil dispositivo* apparaat urzadzen* 设备 裝置 終端 终端 端末 デバイス 기기 "
    "perangkat cihaz* устройств* browser",
    Concept.CATEGORY: "category categories kategori* categorie* categoria* department warengruppe* rubri* genre 类目 类别 "
    "分类 品类 分類 類別 カテゴリ カテゴリー 분류 카테고리 категори* section aisle class subcategory"
    " категорі* danhmuc",
    Concept.BRAND: "brand* marke* marque* marca* merk* marka* 品牌 ブランド 브랜드 merek бренд* manufacturer* hersteller*"
    " znack* thuonghieu",
    Concept.DESCRIPTION: "description* desc beschreibung* descripcion* descricao descrizion* omschrijving* opis* 描述 説明 "
    "내용 설명 deskripsi aciklama* описани* detail details",
    Concept.EMAIL: "电邮 email emails mail correo* courriel* 邮箱 郵箱 电子邮件 電子郵件 メール メールアドレス 이메일 메일 surel "
    "eposta почта mejl posta"
    " пошта epost",
    Concept.PHONE: "phone* mobile* tel telefon* telephone* telefono* celular* movil handy cell cellphone portable "
    "电话 電話 手机 手機 手机号 联系方式 携帯 전화 휴대폰 연락처 telepon ponsel hp cep телефон*"
    " mobil dienthoai đienthoai sdt sđt",
    Concept.ADDRESS: "address* adresse* street strasse direccion* endereco* indirizzo adres* 地址 住所 주소 alamat адрес* rue "
    "calle via ulica sokak line1 line2"
    " diachi điachi ulice",
    Concept.CITY: "city town stadt ort ville ciudad cidade citta plaats stad miasto miejscowosc 城市 市 都市 도시 kota sehir* "
    "ilce город*"
    " місто mesto thanhpho",
    Concept.STATE: "state province region bundesland provincia* departement wojewodztwo provincie 省份 省 地区 都道府県 "
    "지역 provinsi bolge регион* область county district",
    Concept.ZIP: "邮政编号 邮递区号 zip zipcode postcode postal plz postleitzahl cp cap kodpocztowy 邮编 郵便番号 우편번호 kodepos индекс"
    " psc postnummer",
    Concept.COUNTRY: "country* land pays pais paese kraj 国家 國家 国 국가 negara ulke* страна страны nation"
    " країна zeme",
    Concept.FIRST: "erster erstes premier premiere primero primera primeira eerste pierwszy pierwsza pertama 首次 初回 first given vorname prenom forename",
    Concept.LAST: "letzte letzter letztes dernier derniere ultimo ultima laatste ostatni ostatnia terakhir 最后 最近 最終 last family surname nachname apellido* sobrenome cognome achternaam nazwisko фамили*",
    Concept.CONSENT: "consent* newsletter optin opt subscribed accepts marketing gdpr",
    Concept.NOTE: "note notes comment* remark* memo message bemerkung* anmerkung* kommentar* commentaire* comentario* "
    "observ* opmerking* uwagi 备注 留言 说明 備考 メモ 메모 요청 catatan aciklama notu комментари* примечани*"
    " коментар* poznamk* ghichu",
    Concept.METHOD: "method* methode* metodo* wijze sposob gateway provider carrier 方式 方法 수단 방법 metode yontem* способ* service"
    " спосіб* zpusob hinhthuc phuongthuc",
    Concept.REASON: "reason* grund motif motivo* razon reden powod* 原因 理由 사유 alasan neden причин*",
    Concept.URL: "url link href image images img photo foto bild 图片 链接 picture website handle ip",
    Concept.SIZE: "size weight gewicht* grosse groesse poids taille peso waga rozmiar color colour farbe couleur kleur kolor "
    "variation 规格 颜色 尺码 重量 サイズ 色 옵션 berat warna ukuran renk beden agirlik размер* цвет* вес package packaging "
    "length width height",
    Concept.TRACKING: "tracking seguimiento rastreio rastreamento suivi przesylk* zending* waybill awb sendung* parcel* colis shipmentid trackingnumber 快递单号 物流单号 运单号 追跡 送り状 "
    "운송장 송장번호 resi takip отслеж* трек*",
    Concept.BIRTH: "birth birthday birthdate dob geburt* naissance nacimiento nascimento nascita geboorte* urodz* 出生 生日 생년 "
    "lahir dogum рожден*",
    Concept.COUPON: "coupon* voucher* gutschein* cupon* cupom buono kupon* 优惠券 券 クーポン 쿠폰 купон* giftcard",
    Concept.ADS: "impression* click clicks ctr cpc cpm cpa roas reach conversions ad ads adspend 展现 展现量 点击量 曝光 "
    "花费 消耗 表示回数 クリック数 노출 클릭 показ* клик*",
    Concept.PLAYS: "plays playcount listen* hours stunden heures horas ore uren godziny minutes seconds duration watch* "
    "scrobbles views pageviews 播放 时长 再生 재생 durasi sure часы",
    Concept.ACCOUNT: "iban bic swift kontonummer* auftragskonto verwendungszweck buchungstag buchungstext valutadatum "
    "debit credit sortcode memoline posting withdrawal* deposit* lastschrift haben soll libelleoperation concepto "
    "movimiento causale rekening tegenrekening mededeling rachunku",
    Concept.WAGE: "kostenstelle* abrechnung* pers stundenlohn salary salaries wage* payroll gehalt* lohn* salaire* salario* stipendio loon wynagrodz* зарплат* 工资 給与 급여 "
    "maas gaji overtime deduction* abzug* sozialversicherung* netpay pension",
    Concept.SURVEY: "survey* respondent* response* question* answer* umfrage* frage* antwort* teilnehmer* enquete encuesta* "
    "pesquisa sondaggio ankiet* опрос* 问卷 アンケート 설문 anket satisfaction nps",
    Concept.MOVEMENT: "movement* move moves bewegung* lagerbewegung* mouvement* movimento transfer* adjustment* warenausgang wareneingang "
    "出库 入库 出庫 入庫",
    Concept.COMPANY: "company firma entreprise empresa azienda bedrijf 公司 会社 회사 perusahaan sirket компани* organization",
    Concept.CREATED: "created create creation placed ordered submitted erstellt* angelegt* eingegangen cree creado* criado* criacao "
    "creato creazione utworz* zlozen* geplaatst aangemaakt 创建 下单 提交 拍下 作成 생성 dibuat olustur* создан* оформл* принят* "
    "added entered start started booked"
    " ngaydat ngayđat ngaytao vytvoren* skapad* створен*",
    Concept.PAID: "折后 final 结账 结算 实收 paid bezahlt* pagado* paye payee pagato* betaald zaplac* oplacon* 付款 支付 实付 實付 实际支付 已付 应付 入金 "
    "결제 실결제 dibayar dibayarkan odenen оплачен* payable received collected captured"
    " сплачено оплачено zaplaceno uhrazeno betald betalt",
    Concept.SHIPPING: "phivanchuyen 送货 出货 ship* shipping shipped shipment* versand* versend* envio* enviado* expedi* spedi* envoi wysyl* "
    "verzend* verzonden deliver* liefer* livraison* entrega* consegna* dostaw* bezorg* lever* fulfil* dispatch* freight "
    "frete porto postage handling 发货 發貨 运费 運費 物流 快递 快遞 配送 邮费 发出 签收 発送 送料 出荷 배송 배송비 출고 "
    "kirim* ongkir ongkos pengiriman kargo gonder* teslimat достав* отгруз* отправ* logist*"
    " doprav* dodan* frakt* leverans* vanchuyen giaohang",
    Concept.UPDATED: "updated update approved modified modif* changed geandert aktualisiert actualiz* atualiz* aggiorn* zmodyf* gewijzigd "
    "bijgewerkt 更新 修改 変更 수정 diperbarui guncel* обновл* измен* synced exported",
    Concept.COMPLETED: "completed complete completion finished closed settled abgeschlossen terminado* concluid* "
    "completat* zakoncz* voltooid 完成 结束 成交时间 完了 완료 selesai tamamlan* заверш* выполн* ended end",
    Concept.CANCELLED: "cancel* storn* annul* anul* 取消 关闭 キャンセル 취소 batal pembatalan iptal* отмен* void* rejected declined"
    " makuler* скасов* zruseno",
    Concept.REFUND: "rueckgabe rückgabe refund* return* erstatt* ruckerstatt* rueckerstatt* gutschrift* retoure* rembours* retour* reembols* devol* "
    "rimbors* reso zwrot* zwroc* terugbetal* 退款 退货 退貨 售后 返金 返品 환불 반품 pengembalian dikembalikan iade* "
    "возврат* chargeback*"
    " terugbeta* поверне* vracen* dobropis* aterbetal* hoantien trahang",
    Concept.DUE: "departure arrival checkin travel due limit deadline expected estimated estimate scheduled promise* fallig* faellig* prevu* previst* voorzien "
    "预计 最晚 予定 期限 예정 estimasi tahmini план* срок valid expiry expires latest earliest requested",
    Concept.NET: "net netto 净 정산 bersih nett",
    Concept.GROSS: "gross brutto brut bruto lordo kotor list",
    Concept.WITHOUT: "excl excluding ex without ohne hors excluido sin sem escl zonder bez 不含 抜 税抜 belum haric без before "
    "vor przed avant antes prima onceki onceden до sebelum fore innan 前",
    Concept.WITH: "discounted reduziert reduzierter rabattiert rabattierter rebajado scontato со nach incl including inc with inkl inklusive compris incluido con com incluso met 含 込 税込 포함 termasuk dahil с after",
    Concept.BILLING: "billing bill rechnungs facturacion facturation fatturazione faturamento",
    Concept.ORIGINAL: "awal initial 原价 original originally was regular 原价 定价 定価 정가 старая uvp",
}  # fmt: skip

#: Words for yes and for no.
YES: Final = "1 yes y j true t x ja oui si sim tak はい 是 evet да ya"
NO: Final = "0 no n false f - nein non nao nie いいえ 否 hayir нет tidak"
