"""The words for the states of orders and payments, in the languages of shops, as beginnings.

From the vocabularies of shop systems, marketplaces and payment services. A list is words with
spaces between; "_" stands for whatever parts two words. One of up to four letters begins a word,
a longer one or one in a script without spaces may stand anywhere in it.
"""

from __future__ import annotations

from typing import Final

from shopai.events.reading import further_states
from shopai.events.reading.further_states import more

#: Words of sales that are meant by themselves alone, not as beginnings.
ALONE: Final = "paga partial won recu klar satis ok"

#: Words that say that an order was cancelled: no sale, whatever else is said.
CALLED_OFF: Final = (
    "cancel anul annul annule annulleret iptal batal отмен аннул скасов відмін 取消 취소 "
    "キャンセル "
    "取り消し huy ยกเลิก zrusen makuler erreur error ملغ" + more("called off")
)
#: Taken back, though it begins as what was called off.
REVERSED: Final = "estorn extorn"
#: Never became a sale: refused, failed, out of time, deleted.
FAILED: Final = (
    "storn void abort reject declin denied deny failed failure fail abandon trash deleted expir "
    "fraud cancellation refused unsuccess invalid inactiv timeout timed_out insufficient lapsed "
    "blocked disapprov uncollectible write_off written_off no_show spam duplicate closed_lost "
    "unsupplied unclaimed unavailable "
    "abgebrochen abgelehnt geloscht fehlgeschlagen abgelauf verfallen ungultig verworfen "
    "verweiger "
    "gesperrt zuruckgewiesen "
    "echoue echec refus expire abandonne bloque perime "
    "rechaz fallid caducad vencid expirad bloquead denegad no_autoriz nao_autoriz not_author "
    "non_autoriz "
    "recusad negad reprovad falhou indispon "
    "rifiut scadut fallit blocc abbandon "
    "mislukt geweigerd verlopen vervallen afgewezen afgebroken gefaald ongeldig afgekeurd "
    "odrzuc niepowodzen niepowiod przeterminow wygas nieudan porzucon nieodebran blad_ "
    "gagal ditolak kedaluwarsa kadaluarsa hangus "
    "basarisiz reddedil edilemedi suresi_dol terk_ hatal "
    "отклон неуспеш ошибк отказ невыкуп просроч истек удален недозвон не_дозвон брошен сбой "
    "відхил відмов помилк простроч "
    "zamitnut neuspes nevyzvednut avbrut avbokad nekad avvisad misslyck annuller "
    "tu_choi that_bai het_han ล้มเหลว หมดอายุ ปฏิเสธ فشل مرفوض "
    "已关闭 交易关闭 关闭 關閉 失败 失敗 拒绝 拒絕 拒收 作废 作廢 锁定 鎖定 过期 過期 失效 超时 "
    "超時 逾期 删除 刪除 "
    "不成立 无效 無效 無効 却下 期限切れ 不成立 拒否 削除 与信ng エラー "
    "실패 거절 만료 초과 무효 삭제" + more("failed")
)
#: Not paid yet, and documents that are none of a sale yet.
UNPAID: Final = (
    "pending unpaid awaiting authorized authorised unconfirmed waiting onhold on-hold hold held "
    "draft quot proposal estimate offer test sample checkout-draft incomplete overdue past_due "
    "partially_paid new_lead initiated preauth requires_ attempted under_review in_review "
    "payment_review verification suspend announced sign_required filled_in to_be_paid "
    "not_paid not_yet not_complete not_confirm no_payment "
    "ausstehend unbezahlt offen entwurf angebot wartet wartend in_prufung unbestatigt uberfallig "
    "mahnung gemahnt inkasso zahlungserinner klarung unvollstand zuruckgehalten nicht_bezahlt "
    "en_attente attente impaye brouillon devis a_payer non_paye suspendu "
    "pendiente impag borrador presupuesto en_espera por_pagar sin_pagar en_revision adeud "
    "no_pagad pendente aguardando rascunho orcamento a_pagar em_aberto em_analise inadimpl "
    "suspens "
    "nao_pago in_attesa attesa bozza preventivo non_pagat da_pagare insolut sospes "
    "onbetaald wacht concept offerte in_de_wacht openstaand te_betalen in_afwacht onbevestigd "
    "oczekuj nieoplac niezaplac szkic wersja_robocza do_zaplaty niepotwierdz wstrzyman zawiesz "
    "niekomplet zaleg "
    "menunggu belum tertunda ditangguhkan draf "
    "bekliyor beklemede beklen bekle odenmedi taslak onaylanmadi on_provizyon askida askiya "
    "eksik "
    "ожида неоплач черновик не_оплач тест неподтвержд очіку чернет "
    "nezaplac neuhrazen ceka koncept po_splatnosti nepotvrzen "
    "obetald vantar utkast forfall offert ej_betal delbetal "
    "cho_thanh_toan chua_thanh_toan chua_xac_nhan cho_xac_nhan cho_xu_ly cho_duyet dang_cho "
    "tam_giu nhap ban_nhap "
    "ยังไม่ชำระ รอ_ชำระ รอชำระ รอการชำระ ที่ต้องชำระ รอดำเนินการ ค้างชำระ "
    "معلق غير_مدفوع انتظار "
    "待付款 未付款 等待买家付款 等待付款 待支付 未支付 尚未付 草稿 测试 測試 待确认 待確認 "
    "待处理 待處理 待接单 待成团 "
    "待审核 待審核 审核中 審核中 "
    "未入金 入金待ち 支払い待ち 支払待ち 未払 未決済 下書き テスト 保留 承認待ち 確認待ち "
    "仮売上 未確定 "
    "입금전 입금대기 결제대기 결제_대기 결제전 미결제 미입금 테스트 미확정 미수금 임시저장 보류 "
    "대기" + more("unpaid")
)
#: The same, of the payment alone: no sale even in a column of deliveries.
NOT_PAID: Final = (
    "unpaid not_paid awaiting_pay pending_pay payment_pend waiting_for_pay to_be_paid "
    "unbezahlt nicht_bezahlt zahlung_ausst wartet_auf_zahl zahlung_offen attente_de_pai "
    "attente_du_pai impaye non_paye a_payer pendiente_de_pag por_pagar sin_pagar no_pagad "
    "pagamento_pend aguardando_pag nao_pago a_pagar in_attesa_di_pag attesa_pag non_pagat "
    "da_pagare onbetaald wacht_op_bet niet_betaald nieoplac niezaplac oczekuje_na_pla do_zaplaty "
    "menunggu_pemb belum_bayar belum_dibayar odeme_bekl odenmedi odeme_bekle ожидает_опла "
    "ожидании_опла неоплач не_оплач очікує_опла nezaplac neuhrazen ceka_na_plat obetald "
    "vantar_pa_bet ej_betal cho_thanh_toan chua_thanh_toan ยังไม่ชำระ รอชำระ รอการชำระ ที่ต้องชำระ "
    "待付款 未付款 等待买家付款 等待付款 待支付 未支付 尚未付款 未入金 入金待ち 支払い待ち "
    "支払待ち "
    "입금전 입금대기 결제대기 미결제 미입금" + more("not paid")
)
REFUNDED: Final = (
    "refund return reimburs chargeback charged_back charge_back dispute_lost rto shipped_back "
    "credited reversed erstattet ruckerstattet "
    "rueckerstattet zuruckgegeben zurueckgegeben retour retourn ruckzahl ruckbuch ruckbelast "
    "zuruckgebucht zuruckgezahlt zuruckgesend zuruckgeschick rucksend widerruf gutschrift "
    "gutgeschrieb rembours reembols devuelt devolv retrofactur avoir "
    "devoluc reintegr contracarg rimbors restituit reso zwroc zwrot terugbetaald geretourneerd "
    "terugge gecrediteerd dikembalikan pengembalian uang_kembali retur iade geri_oden "
    "возврат возвращ возмещ поверн vracen dobropis aterbetal krediter "
    "hoan_tien hoan_tra tra_hang tra_lai คืนเงิน คืนสินค้า مسترجع مسترد مرتجع "
    "退款 退货 退貨 返金 返品 払い戻 払戻 환불 반품 반송" + more("refunded")
)
#: Part of an order was taken back, or only asked for: a sale, whose refund stands in an amount.
PARTLY: Final = (
    "partially_refund partial_refund partly_refund partially_return teilweise "
    "teilerstattet partiellement parcialmente parzialmente czesciowo gedeeltelijk kismen "
    "sebagian частичн частков delvis castecne mot_phan บางส่วน "
    "部分退款 一部返金 부분환불 부분반품 "
    "refund_request return_request return_reject refund_reject refund_cancel return_cancel "
    "refund_declin refund_fail refund_pend return_pend "
    "no_return not_returned non_refund retoure_angemeldet retoure_beantragt "
    "demande_de_rembours demande_de_retour retour_demande devolucion_solic reembolso_solic "
    "devolucao_solic reembolso_pend reso_richiest rimborso_richiest retour_aangem retour_aangevr "
    "zwrot_zglosz iade_talep iade_talebi iade_bekl iade_red заявка_на_возврат возврат_запрош "
    "возврат_отклон retur_anmald yeu_cau_tra yeu_cau_hoan pengembalian_diajukan "
    "退款中 无售后 无退款 無退款 退款关闭 退款關閉 申请退款 申請退款 退款申请 退款申請 退款待 "
    "退款处理 退款處理 "
    "待退款 退款失败 退款失敗 退款取消 拒绝退款 退货申请 退貨申請 返金待ち 返品申請 返金申請 "
    "환불요청 반품요청 반품신청 환불신청 반품접수 반품거부 반품철회 환불대기" + more("partly")
)
#: Paid, and waiting to be sent.
TO_BE_SENT: Final = (
    "awaiting_fulfil awaiting_ship awaiting_pick awaiting_dispatch awaiting_packag "
    "awaiting_deliver "
    "awaiting_collect pending_fulfil pending_ship ready_for pending_deliver ready_to_ship "
    "to_ship toship "
    "a_expedier por_enviar da_spedire a_enviar do_wyslania wacht_op_verz carencia_para_cancel "
    "ожидает_отгруз ожидает_сбор ожидает_отправ ожидает_достав ожидает_выдач ожидает_курьер "
    "menunggu_pengiriman menunggu_pickup menunggu_kurir perlu_dikirim ceka_na_odesl "
    "ceka_na_exped "
    "vantar_pa_leverans cho_lay_hang cho_giao cho_van_chuyen ที่ต้องจัดส่ง รอจัดส่ง "
    "待发货 待發貨 待出貨 待收货 待收貨 待评价 等待卖家发货 等待商家发货 等待出库 等待确认收货 "
    "等待买家确认 等待打印 "
    "발송대기 배송대기 출고대기 배송보류 発送待ち 出荷待ち 未対応" + more("to be sent")
)
SALE: Final = (
    "paid progress erfolgreich zustellung basarili отгруж levere skicka betalt accept "
    "aceptad approuve complet processing processed processable process shipped fulfil deliver "
    "success succeeded "
    "settled captured part_captured invoiced handling "
    "approved accepted confirmed finish finaliz done closed_won sent dispatched ready prepar "
    "packed packag packing picked picking collect cleared released charged payment_approved "
    "partially_fulfil unfulfil partially_ship unshipped "
    "shipping shipment transit on_the_way out_for received active valid backorder in_production "
    "archiv arquiv zarchiw arkiver arsiv diarsip архив архів アーカイブ 归档 歸檔 보관 luu_tru "
    "bezahlt abgeschlossen erledigt versendet versandt versandbereit geliefert ausliefer "
    "zugestellt "
    "verschickt bearbeitung unterwegs auf_dem_weg abgeholt abholbereit verpackt kommission "
    "warenausgang freigegeben bestatigt beglichen rechnung_gestellt eingegangen angenommen "
    "abgerechnet fakturier gebucht zahlung_erhalten gezahlt ubergeben bereit "
    "paye payee expedie livre livraison termine traite traitement cours validee valide confirm "
    "pret_ prete regle solde factur encaiss recuper retire recue en_route reussi "
    "pagad completad enviad entregad procesad procesando proceso aprobad cobrad recibid despach "
    "reparto vendid exitos abonad acredit concretad listo lista en_camino finalizad retirad "
    "pago concluid entregue processando faturad separad separac aprovad atendid andamento saiu_ "
    "coletad verificad expedid recebid pronto a_caminho bem_suced disponivel em_processa "
    "pagat completat spedit consegn elaborazione lavorazion evas conferm pronto fatturat "
    "incassat accettat "
    "ritirat approvat saldat conclus riuscit accreditat "
    "betaald voltooid verzonden geleverd verwerk bezorgd bevestigd goedgekeurd afgeleverd "
    "opgehaald "
    "gefactureerd voldaan akkoord geaccepteerd afgehandeld afgerond gereed onderweg behandel "
    "geslaagd gelukt ingepakt klaar "
    "oplacon zaplacon zrealizowan zakoncz wyslan dostarczon realiz przyjet spakowan wydan nadan "
    "rozlicz zafaktur gotow przygotow dorecz zaakcept przetwarz komplet potwierdz odebran "
    "w_drodze "
    "udane "
    "selesai dibayar dikirim diterima diproses terkirim sampai disetujui dikonfirmasi berhasil "
    "sukses dipacking siap sudah_bayar terbayar diserahkan lunas dikemas tiba pengiriman "
    "terverif "
    "tamamland odendi odeme_alindi kargo gonder teslim hazir onaylandi onayladi onayli kabul_ "
    "satild "
    "faturala tahsil ulast kapandi isleme paketlen yola_cik yolda dagitim siparis_alindi tasima "
    "tedarik_surec "
    "оплачен выполн заверш достав отправ обработ получен собран собира комплект подтвержд вруч "
    "передан исполн принят согласов готов продан продаж успеш выдан упаков выкуп в_пути "
    "самовывоз "
    "одобр провед отсортир сборк "
    "викон прийнят відправ доставлен підтвердж оброб отриман видан успіш в_дороз "
    "vyrizen vyrizuje odeslan dorucen zaplacen pripraven expedov prijat uhrazen potvrzen "
    "dokoncen "
    "zabalen vyzvednut vyfakturov "
    "betald bekraft behandl packad fakturera slutford uthamt godkan genomford avslutad plocka "
    "da_giao hoan_thanh hoan_tat dang_giao dang_van_chuyen dang_xu_ly dang_chuan_bi da_dong_goi "
    "da_duyet da_xac_nhan da_nhan da_gui da_thu da_thanh_toan da_xuat_kho da_chap_nhan "
    "thanh_cong "
    "san_sang "
    "สำเร็จ จัดส่ง ชำระแล้ว ชำระเงินแล้ว ได้รับ ดำเนินการ เสร็จ "
    "مكتمل تم_ مدفوع قيد_التنفيذ "
    "已完成 交易成功 成功 已支付 已付款 已发货 已發貨 已出貨 已出库 已妥投 已送达 已送達 已收货 "
    "已签收 已簽收 已取貨 已核销 "
    "已成团 已到 完成付款 处理中 處理中 备货 備貨 配送 运送 運送 出库 确认收货 已確認 已确认 "
    "完成 支払済 支払い完了 支払い済 支払手続 入金済 完了 発送済 発送 発送準備 配達 出荷 着荷 "
    "処理済 処理中 対応済 注文確認済 "
    "準備中 受取 決済完了 決済済 引当 確定 承認済 受注 ピッキング 売上 届け "
    "결제완료 입금완료 배송완료 배송중 배송준비 배송 배달 발송 출고 준비중 수령 수취 집화 포장 "
    "승인 처리 신규주문 주문확인 정산 "
    "판매완료 교환 거래완료 구매결정 구매확정 확정 성공 완료 "
    "purchase sale sold ordin bestell pedido commande zamow siparis pesanan заказ order live "
    "placed posted applied onaccount subscription renewal recurring normal standard regular "
    "default replacement exchange gift preorder web" + more("sale")
)
#: Says that there is an order, and nothing of its payment.
OPEN: Final = (
    "open", "opened", "new", "created", "registered", "neu", "angelegt", "erstellt",
    "neue_bestellung",
    "ouvert", "ouverte", "nouveau", "nouvelle", "cree", "creee", "abierto", "abierta", "nuevo",
    "nueva", "creado", "creada", "aberto", "aberta", "novo", "nova", "criado", "criada", "aperto",
    "aperta", "nuovo", "nuova", "creato", "creata", "nieuw", "nieuwe", "aangemaakt", "otwarte",
    "otwarty", "nowe", "nowy", "nowa", "utworzone", "yeni", "acik", "olusturuldu", "новый",
    "новая",
    "новое", "новии", "новии_заказ", "открыт", "создан", "baru", "dibuat", "oppen", "ny",
    "skapad", "otevrena",
    "nova", "novy", "vytvorena", "нове", "створено", "moi", "don_moi", "新建", "新订单", "新訂單",
    "新規", "新規受付", "신규", "접수", "주문접수", *further_states.OPEN,
)  # fmt: skip
#: What does not say more than that nothing has been done for the order yet.
NOT_HANDLED: Final = "pending 待处理 待處理 ausstehend pendiente pendente cho_xu_ly รอดำเนินการ"
CLOSED: Final = (
    "closed", "geschlossen", "ferme", "fermee", "cerrado", "cerrada", "fechado", "fechada",
    "chiuso", "chiusa", "gesloten", "zamkniete", "kapali", "закрыт", "закрито", "stangd",
    "uzavrena", "ditutup", "da_dong", "終了", "종료", *further_states.CLOSED,
)  # fmt: skip

#: Before a word it says the opposite.
NOT: Final = (
    "not non no nao sin nicht niet nie ne ej inte ikke tidak belum chua khong не degil noch_nicht"
    f" {further_states.NOT}"
)
#: The goods have left the shop.
LEFT: Final = (
    "fulfil shipped deliver sent dispatched versandt geliefert expedie livre "
    "enviad entreg spedit consegnat verzonden geleverd wyslan dostarcz dikirim kargo "
    "teslim достав отправ 已发货 已签收 発送 配達 배송"
)
#: The goods are paid for at the door.
ON_DELIVERY: Final = (
    "cod cash_on_delivery nachnahme contra_reembolso contrassegno contre_remboursement "
    "rembours kapida_odeme za_pobraniem pobranie наложен 货到付款 貨到付款 代引 착불 "
    "bayar_di_tempat "
    "dobirk postforskott เก็บเงินปลายทาง thu_ho" + more("on delivery")
)
#: Not paid yet, but perhaps when the goods arrive.
PENDING: Final = (
    "pending awaiting ausstehend offen attente pendiente pendente attesa openstaand oczekuj "
    "menunggu bekle ожида 待付款 未入金 입금대기"
)
