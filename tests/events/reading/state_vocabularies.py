"""States of orders and payments as shop systems, marketplaces and payment services call them."""

from __future__ import annotations

from typing import Final

#: System or language -> words of sales, of none, and of sales taken back.
VOCABULARIES: Final[dict[str, tuple[str, str, str]]] = {
    # shop systems
    "WooCommerce": (
        "wc-processing|wc-completed|Processing|Completed",
        "wc-pending|wc-on-hold|wc-cancelled|wc-failed|wc-checkout-draft|Pending payment",
        "wc-refunded|Refunded",
    ),
    "Shopify": (
        "paid|partially_refunded|fulfilled|unfulfilled|partial|in_progress|Archived",
        "pending|voided|expired|unpaid|authorized|partially_paid",
        "refunded",
    ),
    "Magento": (
        "complete|processing|Complete",
        "pending|pending_payment|payment_review|holded|canceled|Suspected Fraud|fraud",
        "Refunded",
    ),
    "PrestaShop": (
        "Paiement accepté|En cours de préparation|Expédié|Livré|Paiement à distance accepté|"
        "Payment accepted|Processing in progress|Remote payment accepted",
        "Annulé|En attente de paiement par chèque|En attente du paiement par virement bancaire|"
        "Erreur de paiement|Awaiting bank wire payment|Awaiting check payment|"
        "On backorder (not paid)|En attente de réapprovisionnement (non payé)",
        "Remboursé|Refunded",
    ),
    "Shopware": (
        "Abgeschlossen|In Bearbeitung|Komplett in Rechnung gestellt|Komplett bezahlt|"
        "Komplett ausgeliefert|Teilweise ausgeliefert|Zur Lieferung bereit|Komplett abgeschlossen",
        "Storniert|Abgebrochen|Zahlung offen|Storniert / Abgelehnt|"
        "Klärung notwendig|Zahlungserinnerung|1. Mahnung|Inkasso|Unvollständig",
        "Rückerstattet|Wiedergutschrift|Retourniert",
    ),
    "OpenCart": (
        "Complete|Processed|Shipped|Processing",
        "Canceled|Canceled Reversal|Denied|Expired|Failed|Pending|Voided",
        "Chargeback|Refunded|Reversed",
    ),
    "BigCommerce": (
        "Awaiting Fulfillment|Awaiting Shipment|Awaiting Pickup|Partially Shipped|Completed|"
        "Shipped|Partially Refunded",
        "Pending|Awaiting Payment|Cancelled|Declined|Incomplete|Manual Verification Required",
        "Refunded",
    ),
    "VTEX": (
        "Faturado|Preparando Entrega|Pagamento Aprovado|Pronto para o manuseio|invoiced|handling|"
        "ready-for-handling|payment-approved|start-handling|Carência para Cancelamento",
        "Cancelado|Pagamento Pendente|payment-pending|canceled|Pagamento Negado|"
        "Cancelamento Solicitado",
        "",
    ),
    "Nuvemshop": (
        "Arquivado|Confirmado|Recebido|Pago|Enviado",
        "Cancelado|Pendente|Recusado|Abandonado",
        "Estornado|Reembolsado",
    ),
    # marketplaces
    "Amazon": (
        "Shipped|Unshipped|Shipped - Delivered to Buyer|Shipped - Picked Up|PartiallyShipped|"
        "Shipped - Out for Delivery",
        "Cancelled|Pending|Pending - Waiting for Pick Up|PendingAvailability",
        "Shipped - Returned to Seller|Shipped - Returning to Seller",
    ),
    "Mercado Libre": (
        "Entregado|En camino|A caminho|Listo para enviar|Etiqueta lista para imprimir|"
        "Envío en preparación|Venta concretada|Pronto para enviar|Pronto para coleta|approved|"
        "Venda entregue|Mediação finalizada. Te demos o dinheiro.|Procesando en la bodega",
        "Venta cancelada|Venda cancelada|Cancelada pelo comprador|Cancelaste la venta|rejected|"
        "Pendiente de acreditación|Pago rechazado",
        "Devuelto|Devolución finalizada con reembolso al comprador|charged_back|"
        "Devolução finalizada com reembolso para o comprador|Venda devolvida",
    ),
    "Trendyol": (
        "Picking|Invoiced|Shipped|Delivered|Teslim Edildi|Kargoya Verildi|Hazırlanıyor|"
        "İşleme Alındı|Faturalandı|AtCollectionPoint|Taşıma Durumunda|Gönderime Hazır",
        "Cancelled|İptal|UnSupplied|Tedarik Edilemedi|İptal Edildi",
        "Returned|İade|İade Edildi|İade Onaylandı",
    ),
    "n11": (
        "Onaylandı|Tamamlandı|Kargoda|Yeni Sipariş|Ödendi|Kargolandı|Satıcı Onayladı",
        "İptal|Reddedildi|Ödeme Bekleniyor|Onay Bekliyor",
        "İade|İade edildi",
    ),
    "Hepsiburada": (
        "Teslim edildi|Paketlendi|Kargoya verildi|Yolda|Hazırlanıyor",
        "İptal edildi|Ödeme bekliyor|Ödemesi Bekleniyor",
        "İade edildi",
    ),
    "Allegro": (
        "Opłacone|W realizacji|Do wysłania|Wysłane|Odebrane|Gotowe do odbioru|READY_FOR_PROCESSING|"
        "Zakończone|W trakcie realizacji|Dostarczone|W drodze",
        "Anulowane|Nieopłacone|Oczekujące na płatność|Wstrzymane|FILLED_IN|"
        "Odrzucone|Przeterminowane",
        "Zwrócone|Zwrot|Zwrot środków",
    ),
    "bol": (
        "Verzonden|Bezorgd|Onderweg|Geleverd|In behandeling|Afgehandeld|Afgerond|Gereed|Gefactureerd",
        "Geannuleerd|Niet betaald|Wacht op betaling|Verlopen|Mislukt|In de wacht",
        "Teruggestuurd|Retour|Retour ontvangen|Terugbetaald",
    ),
    "OTTO": (
        "PROCESSABLE|SENT|Versendet|Zugestellt|Bereit zum Versand|Unterwegs|In Zustellung",
        "CANCELLED_BY_PARTNER|CANCELLED_BY_MARKETPLACE|ANNOUNCED|Abgelaufen|Verfallen",
        "RETURNED|Retourniert|Zurückgesendet|Rücksendung eingegangen",
    ),
    "Kaspi": (
        "Выдан|Завершён|Доставляется|Передан на доставку|Упаковка|Самовывоз|COMPLETED|"
        "ACCEPTED_BY_MERCHANT|Одобрен|На доставке|Принят|APPROVED_BY_BANK",
        "Отменён|CANCELLED|Ожидает подписания|В ожидании оплаты|SIGN_REQUIRED|Отмена",
        "Возврат|RETURNED|Возвращен",
    ),
    "Ozon": (
        "Доставлен|Доставляется|Ожидает отгрузки|Ожидает сборки|delivering|awaiting_packaging|"
        "awaiting_deliver|В пути|Получен покупателем|Отгружен|Передан в доставку",
        "Отменён|Отменен|cancelled|Не принят",
        "Возвращён|Возврат товара",
    ),
    "Wildberries": (
        "sold|Продажа|На сборке|Отсортировано|Готов к выдаче|Выкуплен",
        "Отмена|canceled|declined_by_client|Отказ|Отказ покупателя|Невыкуп",
        "Возврат|Сторно продаж возврат",
    ),
    "Shopee VN": (
        "Đã giao|Hoàn thành|Đang giao|Chờ lấy hàng|Đang vận chuyển|Đã xác nhận|Giao hàng thành công|"
        "Chờ giao hàng|Đã thanh toán|Đang xử lý|Đã nhận hàng|Đã gửi hàng",
        "Đã hủy|Đã huỷ|Chờ thanh toán|Chưa thanh toán|Hủy|Thất bại|Chờ xác nhận|Giao thất bại",
        "Trả hàng/Hoàn tiền|Đã hoàn tiền|Đã trả hàng|Hoàn trả",
    ),
    "Shopee TH": (
        "สำเร็จแล้ว|ที่ต้องจัดส่ง|กำลังจัดส่ง|จัดส่งแล้ว|ชำระแล้ว|ชำระเงินแล้ว|ได้รับสินค้าแล้ว|"
        "สำเร็จ|กำลังดำเนินการ|เสร็จสิ้น|การจัดส่ง",
        "ยกเลิก|ยกเลิกแล้ว|ยังไม่ชำระ|รอชำระเงิน|รอการชำระเงิน|ที่ต้องชำระ|ล้มเหลว|รอดำเนินการ",
        "คืนเงิน|คืนสินค้า|คืนเงิน/คืนสินค้า|คืนเงินแล้ว",
    ),
    "Shopee ID": (
        "Selesai|Perlu Dikirim|Dikirim|Sedang Dikirim|Telah Dikirim|Siap Dikirim|Diterima|"
        "Sudah Dibayar|Lunas|Dikemas",
        "Batal|Belum Bayar|Belum Dibayar|Dibatalkan|Menunggu Konfirmasi|Kedaluwarsa|Kadaluarsa|"
        "Gagal|Pesanan Dibatalkan",
        "Pengembalian|Pengembalian Dana|Dikembalikan|Pengembalian Barang/Dana",
    ),
    "Shopee BR": (
        "Concluído|Enviado|A Enviar|Entregue|Em trânsito|A caminho|Pronto para envio|Completo",
        "Cancelado|Não pago|A pagar|Expirado|Aguardando pagamento|Vencido",
        "Devolução/Reembolso|Devolvido|Reembolsado",
    ),
    "Lazada": (
        "delivered|shipped|ready_to_ship|packed|confirmed|toship|shipping|completed",
        "canceled|unpaid|failed|failed_delivery|INFO_ST_DOMESTIC_CANCELLED",
        "returned|shipped_back|shipped_back_success|package_returned|Package Returned",
    ),
    "Tokopedia": (
        "Pesanan Selesai|Pesanan Dikirim|Pesanan Tiba|Pesanan Diproses|Siap Dikirim|"
        "Pesanan Dalam Pengiriman|Pembayaran Terverifikasi|Transaksi Selesai",
        "Pesanan Dibatalkan|Dibatalkan Penjual|Dibatalkan Sistem|Menunggu Pembayaran",
        "Dana Dikembalikan",
    ),
    "Rakuten": (
        "発送待ち|発送完了|処理済|処理中|楽天処理中|支払手続き中|発送後|注文確認済み|完了|出荷済み|着荷済み",
        "キャンセル確定|キャンセル|注文確認待ち|入金待ち|支払待ち|保留|取り消し|取消",
        "返金済み|返品|返品済み",
    ),
    "BASE": (
        "対応済|未対応|ordered|dispatched|発送済み|支払い完了|支払い済み|入金済み",
        "cancelled|unpaid|未入金|入金待ち|期限切れ|支払い期限切れ|未払い|決済エラー",
        "返金",
    ),
    "Cafe24": (
        "배송중|배송완료|배송준비중|상품준비중|배송대기|결제완료|구매확정|입금완료|거래완료|배송보류",
        "입금전|취소|취소완료|취소신청|결제전|입금대기|결제대기|미입금|취소처리완료",
        "반품|반품완료|환불|환불완료|반품처리완료",
    ),
    "Coupang": (
        "상품준비중|배송지시|배송중|배송완료|업체 직접 배송|결제완료|출고완료|발송완료|수취확인",
        "취소|주문취소|미결제|결제실패|기한만료|만료|대기|보류",
        "반품|반품완료|환불완료",
    ),
    "Gmarket": (
        "배송완료|구매결정완료|배송중|발송완료|주문확인|신규주문|정산완료|배송준비",
        "취소완료|입금대기|취소요청완료|미입금취소",
        "반품완료|환불완료",
    ),
    "Taobao": (
        "交易成功|卖家已发货，等待买家确认|买家已付款，等待卖家发货|等待卖家发货|部分退款|待收货|待评价|"
        "待发货|已签收|已收货|确认收货|已完成",
        "交易关闭|等待买家付款|卖家关闭交易|待付款|付款后关闭交易|买家取消|超时关闭|已过期|已失效",
        "退款成功|已退款|全额退款|退货退款|退款完成",
    ),
    "JD": (
        "完成|等待出库|已出库|等待确认收货|等待打印|正在出库|已妥投|已送达|配送中",
        "已取消|锁定|等待付款|(删除)等待付款|等待付款确认|作废|拒收",
        "已退货|退款完成|退货完成",
    ),
    "Pinduoduo": (
        "待发货|已发货待签收|已签收|已发货，待收货|拼团成功|已成团|待收货|交易已完成",
        "未支付|已取消|待支付|拼团失败|待成团|已关闭",
        "已发货，退款成功|未发货，退款成功|退款成功",
    ),
    "Youzan": (
        "交易完成|商家已发货|买家已签收|等待商家发货|已送达|已核销",
        "交易关闭|等待买家付款|待接单|未付款",
        "已退款|全额退款完成",
    ),
    "Traditional Chinese": (
        "處理中|已完成|已付款|已出貨|待出貨|備貨中|已取貨|已發貨|待發貨|配送中|已送達|已到店|運送中|"
        "已簽收|交易成功|完成付款|部分退款|已確認|待收貨|已到貨|付款成功|訂單完成",
        "待處理|未付款|待付款|已取消|取消|付款失敗|待確認|不成立|訂單取消|已逾期|交易關閉|等待付款|草稿|"
        "測試|逾期未取|已關閉|已過期|失敗|拒絕|作廢|尚未付款",
        "已退款|退貨|已退貨|退款完成|全額退款|退貨完成|退款成功",
    ),
    # payment services
    "Stripe": (
        "succeeded|Succeeded|Paid|paid|complete",
        "requires_payment_method|requires_action|requires_confirmation|incomplete|"
        "incomplete_expired|canceled|Failed|Uncollectible|draft|past_due|unpaid|void|blocked",
        "Refunded|dispute_lost|Charge back",
    ),
    "PayPal": (
        "Completed|Abgeschlossen|Terminé|Completado|Completata|COMPLETED|Success",
        "Denied|Pending|Ausstehend|Failed|Voided|Unclaimed|On Hold|Held|Zurückgehalten|Expired|"
        "Verweigert|Refusé|Denegado|Rifiutata",
        "Refunded|Reversed|Rückzahlung|Remboursé|Reembolsado|Rimborsata",
    ),
    "Adyen": (
        "Settled|SentForSettle|Captured|PaidOut",
        "Refused|Cancelled|Error|Authorised|Expired|CaptureFailed",
        "Refunded|Chargeback|ChargebackExternallyWithInfo|RefundedExternally|SecondChargeback",
    ),
    "Mollie": (
        "paid|Betaald|Bezahlt|Payé|shipping",
        "expired|Verlopen|Abgelaufen|Expiré|failed|Mislukt|Fehlgeschlagen|canceled|Geannuleerd|"
        "authorized|pending",
        "refunded|Terugbetaald|charged_back",
    ),
    "Razorpay": ("captured", "failed|attempted", "refunded"),
    "PagSeguro": (
        "Aprovada|Paga|Disponível|Completa|Aprovado|Completo",
        "Aguardando Pagamento|Cancelada|Em análise|Recusada|Negada|Bloqueado",
        "Devolvida|Estornada|Chargeback debitado",
    ),
    "SumUp": (
        "Erfolgreich|Successful|Réussie|Exitosa|Bem-sucedida|Riuscita|Geslaagd|Udane|Paid out",
        "Fehlgeschlagen|Failed|Échouée|Storniert|Declined|Fallida|Fallita|Nieudane|Misslyckades",
        "Erstattet|Refunded|Remboursée|Rückbuchung|Charge Back",
    ),
    "Klarna": (
        "CAPTURED|PART_CAPTURED|Captured|Part captured",
        "AUTHORIZED|CANCELLED|EXPIRED|Not captured|Pending|Rejected",
        "REFUNDED",
    ),
    "Turkish banks": (
        "Başarılı|Ödeme Alındı|Satış|Tahsil Edildi|Provizyon Kapandı",
        "Başarısız|Hatalı|Ön Provizyon|Süresi Doldu|Ödenmedi|Onaylanmadı|Askıda",
        "İade|İade Edildi",
    ),
    # languages beyond the systems above
    "Archived": (
        "archived|Archiviert|Archivé|Archivado|Archiviato|Gearchiveerd|Zarchiwizowane|Arşivlendi|"
        "В архиве|Архив|已归档|已歸檔|アーカイブ済み|보관됨|Diarsipkan|Arkiverad|Archivováno|"
        "Lưu trữ|Архівовано",
        "",
        "",
    ),
    "German": (
        "In Auslieferung|Auf dem Weg|Ausgeliefert|Abgeholt|Abholbereit|Verpackt|Kommissioniert|"
        "Warenausgang gebucht|Freigegeben|Bestätigt|Teilweise versendet|beglichen|Rechnung gestellt|"
        "Eingegangen|angenommen|abgerechnet|Fakturiert|Gebucht|Zahlung erhalten|gezahlt|Übergeben",
        "Zahlung fehlgeschlagen|gesperrt|Wartend|In Prüfung|Unbestätigt|verworfen|ungültig|"
        "noch nicht bezahlt|nicht bezahlt|überfällig|Vorkasse offen|nicht angenommen|"
        "nicht abgeholt|Nicht erfolgreich|Zurückgewiesen|gemahnt",
        "Gutgeschrieben|Zurückgebucht|Zurückerstattet|Zurückgeschickt|Widerrufen|Rückbelastung",
    ),
    "French": (
        "En livraison|En préparation|Expédiée|Prête|Validée|Validé|Confirmée|En transit|Soldée|"
        "Réglée|Facturée|Encaissé|Récupérée|Retirée|Acceptée|Traitée|En route|Reçue",
        "Échec du paiement|Refusée|En attente de validation|Expirée|Abandonnée|Non payée|"
        "Impayée|À payer|Paiement refusé|Bloquée|Suspendue|Non validée|Périmé",
        "Retournée|Retour reçu|Remboursement effectué|Avoir émis|Rétrofacturation",
    ),
    "Spanish": (
        "En tránsito|En preparación|Listo para recoger|Confirmado|Aprobado|Facturado|Cobrado|"
        "Recibido|Despachado|Acreditado|Retirado|Aceptado|Finalizado|Preparando|En reparto|Vendido|"
        "Exitoso|Procesado|Abonado",
        "Anulado|Vencido|Caducado|Expirado|Rechazado|Fallido|Sin pagar|No pagado|Por pagar|"
        "En revisión|Abandonado|Error en el pago|Suspendido|Borrador|Adeudado|Impago|No aprobado",
        "Devolución|Reembolso|Reintegrado|Contracargo|Devuelta",
    ),
    "Portuguese": (
        "Em separação|Separado|Despachado|Faturada|Aprovado|Em preparação|Finalizado|"
        "Pagamento confirmado|Atendido|Em andamento|Retirado|Saiu para entrega|"
        "Coletado|Verificado|Expedido|Em processamento|Vendido|Recebida",
        "Aguardando aprovação|Recusado|Expirado|Não autorizado|Não aprovado|Vencido|Em aberto pendente|"
        "Inadimplente|Falhou|Em análise de fraude|Suspenso|Não finalizado|Abandonado|Negado",
        "Estorno|Devolução|Chargeback|Reembolso|Extornado",
    ),
    "Italian": (
        "In lavorazione|In transito|Evaso|Evasa|In consegna|Pronto|Confermato|Fatturato|Incassato|"
        "Accettato|In preparazione|Ritirato|Parzialmente evaso|Approvato|Saldato|Saldata|Concluso|"
        "Riuscito|Accreditato",
        "Scaduto|Scaduta|Fallito|Non riuscito|Sospeso|In sospeso|Rifiutato|Da pagare|Non pagata|"
        "Insoluto|Bloccato|Non confermato|Annullata|Abbandonato",
        "Reso|Restituito|Rimborso|Reso completato",
    ),
    "Dutch": (
        "Ingepakt|Klaar voor verzending|Bevestigd|Goedgekeurd|Afgeleverd|Opgehaald|Klaar|"
        "Gefactureerd|Volledig betaald|Voldaan|Akkoord|Geaccepteerd",
        "Afgewezen|Vervallen|Afgebroken|In afwachting|Openstaand|Nog niet betaald|Te betalen|"
        "Wachtend|Gefaald|Ongeldig|Niet geslaagd|Niet gelukt|Afgekeurd",
        "Geretourneerd|Teruggebracht|Retour gezonden|Gecrediteerd|Teruggeboekt",
    ),
    "Polish": (
        "Potwierdzone|Przyjęte|Spakowane|Wydane|Nadane|Zapłacona|Rozliczone|Zafakturowane|Gotowe|"
        "W przygotowaniu|Doręczone|Dostarczona|Zaakceptowane|Przetwarzane|Realizowane|Kompletne",
        "Anulowana|Odrzucona|Wygasłe|Niezapłacona|Nieudana|Do zapłaty|Niepotwierdzone|Porzucone|"
        "Zawieszone|Niekompletne|Oczekujące|Przedpłata oczekuje|Zaległa|Nieodebrane|Błąd płatności",
        "Zwrócony|Zwrot|Zwrot pieniędzy|Reklamacja - zwrot|Obciążenie zwrotne",
    ),
    "Turkish": (
        "Hazır|Yola çıktı|Dağıtımda|Ödeme Onaylandı|Onaylı|Kabul edildi|Satıldı|Faturalandırıldı|"
        "Tedarik sürecinde|Sipariş alındı|Tahsil edildi|Ulaştı",
        "Onay bekliyor|Süresi doldu|Reddedildi|Terk edildi|Ödeme başarısız|Askıya alındı|"
        "Teslim edilemedi|Onaylanmadı|İptal onaylandı|Eksik",
        "İade onaylandı|Geri ödendi|Para iadesi|İade alındı",
    ),
    "Russian": (
        "Собран|Комплектуется|Подтверждён|Подтвержден|Вручён|Передан курьеру|В обработке|"
        "Исполнен|Закрыт успешно|Принят в работу|Согласован|Готов|Продан|Успешно|Отгружен|"
        "Выполняется|Проведён|Собирается|Упакован",
        "Аннулирован|Просрочен|Истёк|Отклонён|Не подтверждён|Не дозвонились|Недозвон|Ожидание|"
        "Черновик|Удалён|Не проведён|Неоплачен|Не вручён|Брошен|Тест",
        "Возвращено|Возвращён|Частный возврат|Деньги возвращены|Возмещён",
    ),
    "Indonesian": (
        "Terkirim|Sampai Tujuan|Disetujui|Dikonfirmasi|Berhasil|Sukses|Sedang Diproses|Dipacking|"
        "Siap Diambil|Sudah Bayar|Terbayar|Diserahkan",
        "Ditolak|Kedaluwarsa|Menunggu|Tidak Dibayar|Tertunda|Ditangguhkan|Draf|Hangus|Tidak Berhasil",
        "Retur|Refund|Dikembalikan|Uang Kembali",
    ),
    "Japanese": (
        "準備中|発送準備中|配送中|受取済み|決済完了|決済済み|出荷準備中|出荷待ち|引当済み|配送完了|"
        "確定|承認済み|受注済み|ピッキング中|売上確定|成功|配達完了|お届け済み|売上|完了済み",
        "保留中|キャンセル済み|失敗|期限切れ|無効|却下|決済失敗|支払い待ち|未決済|下書き|不成立|"
        "承認待ち|与信NG|仮売上|削除|受取拒否|未払|取消済み|未確定",
        "返品済|返金|返金完了|払い戻し|払戻済",
    ),
    "Korean": (
        "발송처리|배송시작|준비중|포장완료|집화완료|수령완료|승인완료|승인|처리중|결제 성공|판매완료|"
        "출고|교환완료|배달완료",
        "결제실패|승인거절|승인취소|주문취소|보류|취소됨|대기중|기한초과|임시저장|결제 대기|무효|"
        "미확정|미수금",
        "환불됨|반품됨|환불 처리|반송완료",
    ),
    "Swedish": (
        "Slutbetald|Betald|Skickad|Levererad|Klar|Bekräftad|Behandlas|Packad|Fakturerad|Slutförd|"
        "Under behandling|Uthämtad|Godkänd|Genomförd|Avslutad|Plockad",
        "Makulerad|Avbruten|Obetald|Väntar på betalning|Utkast|Nekad|Förfallen|Annullerad|Offert|"
        "Avbokad|Ej betald|Misslyckad|Väntar|Delbetald|Avvisad",
        "Återbetald|Returnerad|Krediterad|Retur",
    ),
    "Czech": (
        "Vyřízena|Odeslána|Doručeno|Zaplaceno|Vyřizuje se|Připraveno k odběru|Expedováno|Přijato|"
        "Uhrazeno|Potvrzeno|Dokončeno|Zabaleno|Vyzvednuto|Vyfakturováno",
        "Stornována|Zrušeno|Nezaplaceno|Čeká na platbu|Neuhrazeno|Zamítnuto|Neúspěšná|Koncept|"
        "Čekající|Expirováno|Po splatnosti|Nepotvrzeno|Nevyzvednuto",
        "Vráceno|Vráceny peníze|Dobropisováno|Reklamace vrácena",
    ),
    "Ukrainian": (
        "Виконано|Прийнято|Відправлено|Доставлено|Оплачено|Підтверджено|В обробці|Отримано|Завершено|"
        "Готово до відправки|В дорозі|Комплектується|Видано|Упаковано|Успішно|Виконується",
        "Скасовано|Не оплачено|Очікує оплати|Відхилено|Чернетка|Неоплачено|Відмінено|Помилка|"
        "Прострочено|Відмова|Не підтверджено|Очікування",
        "Повернено|Повернення|Повернуто|Кошти повернуто",
    ),
    "Vietnamese": (
        "Thành công|Đã đóng gói|Đang chuẩn bị hàng|Đã thu tiền|Đã hoàn tất|Đã duyệt|Hoàn tất|"
        "Sẵn sàng giao|Đã xuất kho|Đã chấp nhận",
        "Bị hủy|Đang chờ|Không thành công|Từ chối|Nháp|Hết hạn|Đã từ chối|Chờ xử lý|Chưa xác nhận|"
        "Tạm giữ|Bản nháp",
        "Đã hoàn trả|Hoàn tiền|Trả lại",
    ),
    "Arabic": (
        "مكتمل|تم الدفع|تم التوصيل|مدفوع|قيد التنفيذ|تم الشحن",
        "ملغي|معلق|غير مدفوع|فشل|ملغى",
        "مسترجع|مسترد",
    ),
    "English": (
        "Out for delivery|Picked up|Ready for pickup|Invoiced|Posted|Dispatched|Collected|Cleared|"
        "Fully paid|Paid In Full|Finalized|Fulfilled by partner|In transit|On the way|Backordered|"
        "Partially delivered|Part shipped|Settled|Approved|Accepted|Confirmed|Payment received|"
        "In production|Packaged|Done|Won|Received by customer|Charged|Closed won|Released",
        "Timed out|Timeout|Insufficient funds|Lapsed|Overdue|Closed lost|Suspended|"
        "Unsuccessful|Unconfirmed|Not approved|Payment failed|Deleted|Trash|Spam|Blocked|Invalid|"
        "Ordered but not paid|To be paid|Not completed|Under review|Requires payment|"
        "Partially paid|Duplicate|Write-off|Written off|No show|Rejected by courier",
        "Returned to sender|RTO|Return received|Reimbursed|Credited|Reversed|Charged back|"
        "Returned to origin|Return to sender|RTO Delivered|RTO Initiated",
    ),
}  # fmt: skip
