"""Words that tell what kind of file it is, in fourteen languages.

They are looked for in headers and in cells, apart from the concepts of :mod:`vocabulary`, which
say what a column means. Without accents and in lower case, parted by commas. A word that ends in
an asterisk is the beginning of one; ideographs and Hangul may stand anywhere.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from shopai.events.reading.words import folded, tokens


class Telling:
    """Matters that headers or cells speak of."""

    PERSONAL: Final = "personal"  # who a person is
    SUMMARY: Final = "summary"  # what a person did so far, in one figure
    EMPLOYMENT: Final = "employment"
    SUPPLIER: Final = "supplier"
    PROCUREMENT: Final = "procurement"  # what the shop orders and receives itself
    IN: Final = "in"
    OUT: Final = "out"
    INCOME: Final = "income"
    EXPENSE: Final = "expense"
    BOUGHT: Final = "bought"
    SOLD: Final = "sold"
    TARGET: Final = "target"
    OPINIONS: Final = "opinions"  # counts of what others said of a product
    STOCKED: Final = "stocked"
    PLAYED: Final = "played"
    TICKET: Final = "ticket"
    GIFT_CARD: Final = "gift card"
    WEIGHT: Final = "weight"


_WORDS: Final[dict[str, str]] = {
    Telling.PERSONAL: "gender, genderid, sex, age, agegroup, income, marital*, married, education*, occupation, "
    "profession, birth*, dob, kid, kids, kidhome, teenhome, child*, dependents, family, nationality, "
    "geschlecht*, alter, altersgruppe, beruf, familienstand, einkommen, geburts*, "
    "sexo, genero, edad, estado civil, ingresos, profesion, ocupacion, idade, renda, profissao, escolaridade, "
    "eta, sesso, genere, reddito, professione, sexe, genre, civilite, situation familiale, revenu annuel, "
    "cinsiyet, yas, gelir, meslek, medeni durum, plec, wiek, zawod, dochod, geslacht, leeftijd, beroep, "
    "umur, usia, kelamin, pekerjaan, пол, возраст, доход, профессия, "
    "性别, 性別, 年龄, 年齢, 年齡, 收入, 职业, 職業, 学历, 年収, 성별, 나이, 연령, 소득, 직업",
    Telling.SUMMARY: "ever, lifetime, ltv, clv, recency, frequency, monetary, rfm, average, avg, mean, since, "
    "tenure, churn*, exited, attrition, membership, loyalty, tier, satisfaction, orders count, order count, "
    "purchase count, purchases count, returns count, visit count, visits count, num orders, num purchases, "
    "number of orders, number of purchases, number of visits, n orders, n purchases, total orders, "
    "total purchases, total spent, total spend, totalspent, total visits, orders total, "
    "order num, spending score, previous purchases, "
    "items purchased, first order, last order, "
    "first purchase, last purchase, last visit, last login, first seen, last seen, signup, sign up, "
    "joined, join date, registered, registration, enrolled, enrollment, enrolment, dt customer, member since, "
    "customer since, favorite, favourite, preferred, "
    "interested, durchschnitt*, anzahl bestellungen, anzahl kaufe, letzter kauf, letzte bestellung, "
    "erste bestellung, erster kauf, kunde seit, seit, registriert, umsatz gesamt, gesamtumsatz, "
    "promedio, numero de pedidos, n pedidos, total pedidos, ultima compra, ultimo pedido, primera compra, "
    "fecha de alta, fecha alta, gasto total, antiguedad, ticket medio, gasto medio, total gasto, "
    "primeira compra, data de cadastro, data cadastro, qtd pedidos, quantidade de pedidos, moyen*, panier moyen, "
    "nombre de commandes, nb commandes, derniere commande, dernier achat, premier achat, premiere commande, "
    "date inscription, inscrit, anciennete, depense totale, numero ordini, ultimo acquisto, primo acquisto, ultimo ordine, "
    "data registrazione, spesa totale, spesa media, gemiddeld*, aantal bestellingen, laatste aankoop, laatste bestelling, "
    "eerste aankoop, klant sinds, totaal besteed, sredni*, srednia, liczba zamowien, ostatni zakup, ostatnie zamowienie, "
    "pierwszy zakup, data rejestracji, suma wydatkow, ortalama, siparis sayisi, son alisveris, son siparis, ilk alisveris, "
    "ilk siparis, kayit tarihi, uyelik, toplam harcama, rata rata, jumlah pesanan, jumlah order, pembelian terakhir, "
    "pesanan terakhir, tanggal daftar, total belanja, средн*, количество заказов, число заказов, кол во заказов, "
    "последний заказ, последняя покупка, последней покупки, первой покупки, первая покупка, дата регистрации, "
    "сумма покупок, 平均, 累计, 累計, 订单数, 消费次数, 购买次数, 購買次數, 最近消费, 最近购买, 首次, 注册, 註冊, 入会, 购买频率, "
    "客单价, 購入回数, 最終購入, 初回購入, 会員登録, 登録日, 利用回数, 来店回数, 누적, 평균, 구매횟수, 주문횟수, 최근구매, 최근 구매, "
    "첫 구매, 첫구매, 가입",
    Telling.EMPLOYMENT: "emp, employee*, employment*, hire, hired, hiring, hiredate, dateofhire, termination, terminated, "
    "termd, job, jobtitle, jobrole, job title, reports to, supervisor, manager*, absences, overtime, payroll, pay frequency, base pay, "
    "net pay, gross pay, hourly rate, salary, salaries, wage, wages, staff id, staff name, performance, "
    "mitarbeiter*, personalnummer, personalnr, pers nr, persnr, eintritt*, austritt*, einstellung*, stelle, stellenbezeichnung, "
    "gehalt*, bruttolohn, nettolohn, stundenlohn, lohn*, vorgesetzt*, urlaubstage, "
    "empleado*, nomina*, puesto, cargo, fecha ingreso, fecha de ingreso, fecha contratacion, contratacion, devengado*, deduccion*, liquido, "
    "salario*, sueldo*, dni, horas extra*, funcionario*, matricula, admissao, demissao, holerite, proventos, descontos, vencimento*, "
    "colaborador*, dipendente, dipendenti, assunzione, mansione, qualifica, stipendio, retribuzione, trattenute, busta paga, "
    "employe*, salarie*, salaire*, embauche, date d embauche, matricule, poste, brut, cotisations, bulletin, "
    "werknemer*, medewerker*, functie, salaris, in dienst, dienstverband, personeelsnummer, bruto loon, nettoloon, loon, "
    "pracownik*, stanowisko, zatrudnien*, wynagrodz*, pensja, skladki, "
    "calisan*, personel*, sicil no, unvan, ise giris, maas*, brut ucret, net ucret, kesinti*, "
    "karyawan, pegawai, nip, nik, jabatan, tanggal masuk, gaji*, tunjangan, potongan gaji, lembur, "
    "сотрудник*, табельн*, должност*, оклад*, зарплат*, приема, дата приема, удержан*, надбавк*, подразделение, премия, отработано*, "
    "员工, 工号, 职位, 岗位, 职务, 入职, 离职, 工资, 薪资, 薪水, 底薪, 基本工资, 社保, 公积金, 实发, 应发, 員工, 薪資, 職稱, "
    "社員, 従業員, 役職, 入社, 退社, 基本給, 給与, 支給, 控除, 残業, 時給, 직원, 사원, 사번, 직급, 직책, 직위, 입사, 퇴사, 급여, 기본급, 공제, "
    "수당, 연봉, 실수령",
    Telling.SUPPLIER: "supplier*, vendor*, lieferant*, lieferanten*, kreditor*, fournisseur*, proveedor*, fornecedor*, fornitor*, "
    "leverancier*, dostawca, dostawcy, dostawc*, pemasok, tedarikci*, поставщик*, "
    "供应商, 供應商, 供货商, 供貨商, 仕入先, 仕入れ先, 발주처, 공급업체, 공급사, 공급처, 매입처",
    Telling.PROCUREMENT: "purchase order*, po, po number, po no, po date, po status, goods receipt*, goods received, receipt date, "
    "received qty, qty received, quantity received, received quantity, cost price, unit cost, landed cost, "
    "ek, ek preis, einkaufspreis*, einkaufs*, wareneingang*, liefertermin, prix d achat, prix achat, bon de reception, date de reception, "
    "quantite recue, cout unitaire, precio de compra, precio compra, costo unitario, coste unitario, "
    "orden de compra, ordenes de compra, pedido de compra, fecha de recepcion, cantidad recibida, preco de compra, preco de custo, custo unitario, "
    "ordem de compra, quantidade recebida, data de recebimento, prezzo di acquisto, prezzo acquisto, ordine di acquisto, ordine fornitore, "
    "costo acquisto, quantita ricevuta, inkoop*, inkoopprijs*, inkooporder*, ontvangen aantal, ontvangstdatum, cena zakupu, zamowienie zakupu, data przyjecia, ilosc przyjeta, "
    "harga beli, tanggal terima, pesanan pembelian, alis fiyati, satin alma*, mal kabul, teslim alinan, закуп*, цена закупки, закупочн*, дата поступления, поступило, "
    "采购, 進貨, 进货, 进价, 進價, 入库, 入庫, 採購, 采購, 到货, 発注, 仕入, 仕入れ, 検収, 入荷, 발주, 매입, 입고, 입고일",
    Telling.IN: "in, inbound, received, receipts, qty in, stock in, incoming, zugang, zugange, eingang, eingange, entrada, entradas, "
    "entree, entrees, entrate, carico, carichi, przyjecie, przyjecia, przychod, inkomend, ingekomen, masuk, giris, giren, приход*, поступ*, принято, "
    "入库, 入庫, 收入数量, 进货, 入荷, 입고, wareneingang, wareneingange",
    Telling.OUT: "out, outbound, issued, issues, qty out, stock out, outgoing, abgang, abgange, ausgang, ausgange, salida, salidas, "
    "saida, saidas, sortie, sorties, uscite, scarico, scarichi, wydanie, wydania, rozchod, uitgaand, uitgegeven, keluar, cikis, cikan, расход*, отпуск*, списан*, "
    "出库, 出庫, 发出数量, 出荷, 출고, warenausgang, warenausgange",
    Telling.INCOME: "income, incomes, incoming, money in, paid in, einnahme, einnahmen, ingreso, ingresos, receita, receitas, recette, recettes, "
    "entrata, entrate, inkomst, inkomsten, przychod, przychody, wplyw, wplywy, gelir, gelirler, pemasukan, penerimaan, доход, доходы, приход, поступление, поступления, "
    "收入, 収入, 入金, 수입, 입금",
    Telling.EXPENSE: "expense, expenses, expenditure, outgoing, money out, paid out, ausgabe, ausgaben, gasto, gastos, egreso, egresos, despesa, "
    "despesas, depense, depenses, uscita, uscite, spesa, spese, uitgave, uitgaven, wydatek, wydatki, koszt, koszty, rozchod, gider, giderler, "
    "pengeluaran, расход, расходы, списание, 支出, 出金, 지출, 출금",
    Telling.BOUGHT: "buy, bought, kauf, compra, achat, acquisto, aankoop, koop, kupno, zakup, alis, beli, покупка, 买入, 買入, 買, 買付, 매수",
    Telling.SOLD: "sell, sold, verkauf, venta, venda, vente, vendita, verkoop, sprzedaz, satis, jual, продажа, 卖出, 賣出, 売, 売却, 매도",
    Telling.TARGET: "target*, budget*, budgeted, forecast*, planned, quota, goal, goals, soll, sollwert*, planwert*, planzahl*, planumsatz*, "
    "objectif*, objetivo*, presupuesto*, previsto, prevista, orcamento*, orcado, meta, metas, obiettivo, obiettivi, preventivo, begroting*, begroot, doel, budzet*, "
    "plan, hedef*, butce*, anggaran*, бюджет*, план, плана, плановый, 预算, 預算, 目标, 目標, 予算, 계획, 예산, 목표",
    Telling.OPINIONS: "comment count, comments, reviews, review count, reviews count, num reviews, number of reviews, likes, "
    "favorites, no of ratings, num ratings, rating count, ratings count, nb avis, nombre d avis, anzahl bewertungen, bewertungen, opiniones, avaliacoes, "
    "recensioni, opinie, yorum sayisi, jumlah ulasan, ulasan, отзывов, отзывы, 评论数, 评价数, 累计评价, 收藏数, レビュー数, レビュー件数, 리뷰수, 리뷰 수",
    Telling.STOCKED: "stock, inventory, reorder*, on hand, onhand, available, safety stock, min stock, max stock, warehouse, lagerbestand, bestand, "
    "mindestbestand, meldebestand, lagerort, lager, existencia*, almacen, estoque, giacenza, scorta, magazzino, voorraad, "
    "magazijn, stan magazynowy, zapas, stok, gudang, depo, остаток, остатки, склад, 库存, 庫存, 仓库, 倉庫, 在庫, 재고, 창고, expiration, expiry, shelf life, turnover rate",
    Telling.PLAYED: "play, plays, played, playcount, play count, playtime, play time, playing, seconds played, minutes played, ms played, msplayed, hours played, "
    "listen*, listening, streams, streamed, watch, watched, watching, watch time, watchtime, view count, views, viewed, clicks, click count, "
    "hours, minutes, seconds, duration*, dwell*, time spent, sessions, scrobbles, pages read, read time, "
    "stunden, minuten, sekunden, dauer, horas, minutos, segundos, duracion, duracao, heures, secondes, duree, ecoutes, lectures, "
    "ore, minuti, secondi, durata, ascolti, uren, seconden, duur, godziny, sekundy, odtworzen*, czas odtwarzania, saat, dakika, saniye, sure, suresi, "
    "dinleme, izlenme, jam, menit, detik, durasi, putar, часы, часов, минут*, секунд*, длительность, прослушиван*, просмотр*, "
    "播放, 时长, 時長, 观看, 收听, 点击次数, 浏览次数, 再生, 視聴, 再生回数, 閲覧, 재생, 시청, 조회수, 청취",
    Telling.TICKET: "ticket, tickets, subject, message, complaint*, issue, inquiry, enquiry, sentiment, urgency, priority, resolution, agent, support, "
    "beschwerde*, anliegen, betreff, queja*, reclamo*, reclamacao, asunto, assunto, reclamation*, sujet, reclamo, oggetto, klacht*, onderwerp, "
    "reklamacj*, temat, sikayet*, konu, keluhan, subjek, жалоб*, обращени*, тема, 投诉, 工单, 主题, 問い合わせ, 件名, 문의, 민원, 제목",
    Telling.WEIGHT: "weight, kg, gewicht, poids, peso, waga, berat, agirlik, desi, вес, 重量, 중량, 무게",
    Telling.GIFT_CARD: "gift card*, giftcard*, serial number, current balance, geschenkkarte*, geschenkgutschein*, gutscheinkarte*, "
    "tarjeta regalo, tarjetas regalo, cartao presente, vale presente, carte cadeau, cartes cadeaux, buono regalo, carta regalo, cadeaubon*, cadeaukaart*, "
    "karta podarunkowa, hediye karti, kartu hadiah, подарочн*, 礼品卡, 禮品卡, ギフトカード, 기프트카드, 상품권",
}  # fmt: skip


@cache
def _pattern(matter: str) -> re.Pattern[str]:
    words = [folded(word.strip()) for word in _WORDS[matter].split(",")]
    anywhere = [re.escape(w) for w in words if not w.isascii() and _is_ideographic(w)]
    whole = [
        re.escape(w.rstrip("*")) + ("" if w.endswith("*") else r"(?![^\W_])")
        for w in words
        if w.isascii() or not _is_ideographic(w)
    ]
    return re.compile("|".join([*anywhere, rf"(?<![^\W_])(?:{'|'.join(whole)})"]))


def _is_ideographic(word: str) -> bool:
    return any("\u2e80" <= letter <= "\ud7af" for letter in word)


@lru_cache(maxsize=1 << 16)
def says(matter: str, text: str) -> bool:
    """A word of `matter`, one of :class:`Telling`, stands in a header or cell."""
    return bool(_pattern(matter).search(" ".join(tokens(text))))
