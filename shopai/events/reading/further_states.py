"""The words for the states of orders in further languages, beside those of :mod:`state_words`.

A table for each language: group of :mod:`state_words` -> its words, as beginnings. The longer the
safer: five letters and more may stand anywhere in a word.
"""

from __future__ import annotations

from typing import Final

#: Language -> group -> words.
STATES: Final[dict[str, dict[str, str]]] = {
    "Czech and Slovak": {
        "failed": "zamietnut nevyzdvihnut odmitnut",
        "unpaid": "nezaplaten neuhraden nepotvrden caka_ rozpracov",
        "not paid": "nezaplaten neuhraden caka_na_plat",
        "to be sent": "caka_na_odosl caka_na_exped pripraven_k",
        "refunded": "vratk vraten vrateno refundov dobropisov",
        "partly": "ciastocne",
        "sale": "vybaven vybavuje odoslan dorucen zaplaten uhraden potvrden prevzat spracov "
        "predan_dopravc predana_dopravc na_ceste",
    },
    "Romanian": {
        "failed": "respins esuat refuzat neridicat",
        "unpaid": "neplatit neachitat asteptare neconfirmat nefinalizat ciorna",
        "not paid": "neplatit neachitat in_asteptarea_pla asteapta_plata",
        "to be sent": "asteapta_livrare in_asteptarea_livr de_expediat",
        "refunded": "rambursat returnat restituit",
        "partly": "partial_ramburs partial_return rambursat_partial rambursata_partial "
        "returnat_partial returnata_partial",
        "sale": "finalizat livrat expediat platit achitat confirmat procesat procesare in_curs "
        "preluat pregatit incasat predat acceptat ridicat_ facturat",
        "on delivery": "ramburs_ plata_la_livr",
    },
    "Hungarian": {
        "called off": "torolt torolve lemond visszavon",
        "failed": "sikertelen elutasit lejart meghiusul nem_vette at_nem_vett sztorn",
        "unpaid": "fizetesre_var varakoz fizetetlen kifizetetlen fuggoben fizetes_alatt piszkozat "
        "arajanlat megerositesre_var visszaigazolasra_var",
        "not paid": "fizetesre_var fizetetlen kifizetetlen",
        "to be sent": "szallitasra_var kiszallitasra_var csomagolasra_var atvetelre_var",
        "refunded": "visszaterit visszaru visszakuld jovair visszafizet",
        "partly": "reszben",
        "sale": "teljesit fizetve kifizet fizetett kiszallit szallit feldolgoz elkuldve elkuld "
        "atadva atveve csomagol visszaigazol lezarva beerkez postazva osszekeszit folyamatban "
        "megerosit",
        "on delivery": "utanvet",
    },
    "Danish and Norwegian": {
        "called off": "kanseller aflyst avlyst",
        "failed": "afvist avvist mislykk mislykt udlobet utlopt",
        "unpaid": "ubetal afvent avvent venter_ kladde",
        "not paid": "ubetal afventer_betal avventer_betal venter_pa_betal",
        "to be sent": "afventer_forsend afventer_lever avventer_send venter_pa_lever klar_til",
        "refunded": "tilbagebetal tilbakebetal krediter refunder",
        "partly": "delvist",
        "sale": "afsendt sendt leveret levert betalt afslutt avslutt gennemfort gjennomfort "
        "fuldfort fullfort ekspeder pakket godkend godkjen bekraeft bekreft behandl fakturer "
        "hentet modtaget mottatt restordre utlevert udlever",
        "on delivery": "efterkrav postoppkrav",
    },
    "Swedish": {
        "failed": "utgangen avslagen",
        "unpaid": "ej_slutford inte_betal",
        "sale": "levererad skickad hamtad packad under_behandling klarmarkerad",
    },
    "Finnish": {
        "called off": "peruutet peruttu mitatoi",
        "failed": "hylatty epaonnistu vanhentu",
        "unpaid": "maksamat odottaa luonnos tarjous eraanty",
        "not paid": "maksamat odottaa_maksu",
        "to be sent": "odottaa_toimitu odottaa_lahety odottaa_nouto",
        "refunded": "palautettu palautus palautunut hyvitet hyvitys",
        "partly": "osittain",
        "sale": "toimitet maksettu lahetet kasittely kasitelty valmis hyvaksyt vahvistet noudet "
        "pakattu matkalla toimitetaan vastaanotet laskutet suoritet",
        "on delivery": "postiennakko",
    },
    "Croatian and Serbian": {
        "called off": "otkazan ponist отказан поништ",
        "failed": "odbijen neuspjel neuspes istekl одбијен неуспе",
        "unpaid": "neplacen na_cekanju ceka_ nacrt nepotvrd неплаћен на_чекању чека_",
        "not paid": "neplacen ceka_na_upl ceka_placanj неплаћен",
        "to be sent": "ceka_isporuk ceka_slanj za_slanje spremno_za",
        "refunded": "povrat vracen povuc враћен поврат",
        "partly": "djelomicn delimicn делимичн",
        "sale": "placen isporuc poslan poslat dostav zavrsen obrad potvrden potvrdjen dovrsen "
        "izvrsen preuzet pakir spreman zakljucen realiziran otpremlj u_tijeku u_toku naplacen "
        "плаћен испоруч послат завршен обрад потврђен преузет",
        "on delivery": "pouzec поузећ",
    },
    "Ukrainian": {
        "failed": "невикуп прострочен",
        "unpaid": "неоплач несплач не_сплач очікує",
        "not paid": "несплач не_сплач очікує_спла",
        "to be sent": "очікує_відправ очікує_достав готовий_до",
        "refunded": "поверн",
        "sale": "сплачен завершен опрацьов збира узгодж в_обробц прямує",
        "on delivery": "післяплат накладен",
    },
    "Bulgarian": {
        "called off": "анулир отказана отказан",
        "failed": "отхвърл неуспеш изтекл непотърс",
        "unpaid": "неплат изчакв чакащ очаква_ чернова непотвърд",
        "not paid": "неплат очаква_плащ изчаква_плащ",
        "to be sent": "очаква_изпращ очаква_достав за_изпращ",
        "refunded": "върнат възстанов",
        "partly": "частичн",
        "sale": "платен изпълн изпрат обработ потвърд завърш приключ получен опакован приет",
    },
    "Greek": {
        "called off": "ακυρω ακυρη",
        "failed": "απορριφθ απερριφθ απετυχ αποτυχ εληξε",
        "unpaid": "εκκρεμ απληρωτ αναμον αναμεν ανεξοφλ προσχεδ",
        "not paid": "απληρωτ ανεξοφλ αναμονη_πληρ αναμενεται_πληρ εκκρεμει_πληρ",
        "to be sent": "αναμονη_αποστολ προς_αποστολ αναμενεται_αποστολ",
        "refunded": "επιστρ επιστραφ",
        "partly": "μερικ",
        "sale": "ολοκληρω πληρωμεν πληρωθηκε απεσταλ αποσταλ εσταλ παραδοθ παραδομεν επεξεργ "
        "επιβεβαι εξοφλη τιμολογη ετοιμ παραληφθ εγκρι",
        "on delivery": "αντικαταβολ",
    },
    "Arabic": {
        "called off": "الغاء الغيت",
        "failed": "محذوف منتهي رفض",
        "unpaid": "مراجعة مسودة لم_يتم بانتظار غير_مكتمل غير_مؤكد مؤجل",
        "not paid": "غير_مدفوع بانتظار_الدفع انتظار_الدفع لم_يتم_الدفع",
        "to be sent": "بانتظار_الشحن بانتظار_التوصيل بانتظار_التجهيز",
        "refunded": "استرجاع استرداد ارجاع",
        "partly": "مسترجع_جزئ مسترد_جزئ استرداد_جزئ استرجاع_جزئ",
        "sale": "جاري_ تجهيز توصيل شحن مشحون مؤكد تنفيذ مستلم",
        "on delivery": "عند_الاستلام",
    },
    "Hebrew": {
        "called off": "בוטל מבוטל ביטול",
        "failed": "נכשל נדחה נדחתה",
        "unpaid": "ממתין ממתינה לא_שולם טיוטה בהמתנה הצעת_מחיר",
        "not paid": "לא_שולם ממתין_לתשלום ממתינה_לתשלום",
        "to be sent": "ממתין_למשלוח ממתינה_למשלוח מוכן_למשלוח מוכנה_למשלוח",
        "refunded": "זוכה זוכתה הוחזר החזר זיכוי",
        "partly": "חלקי",
        "sale": "שולם הושלם הושלמה נשלח נמסר בטיפול סופק אושר בעיבוד מאושר התקבל בוצע נאסף נארז",
    },
    "Thai": {
        "failed": "ไม่สำเร็จ",
        "unpaid": "ยังไม่จ่าย รอโอน รอแจ้งโอน รอตรวจสอบ แบบร่าง รอยืนยัน",
        "not paid": "ยังไม่จ่าย รอโอน รอแจ้งโอน",
        "to be sent": "รอส่ง รอแพ็ค รอเตรียม",
        "refunded": "ตีกลับ",
        "sale": "จ่ายแล้ว โอนแล้ว ส่งแล้ว แพ็ค กำลัง ยืนยันแล้ว สมบูรณ์",
    },
    "Vietnamese": {
        "refunded": "nhap_tra",
        "sale": "da_hoan_tat da_xac_thuc dang_dong_goi da_lay_hang",
    },
}

#: Before a word it says the opposite.
NOT: Final = "nu nem nincs ei μη δεν nije nisu није нису غير لم לא"
#: Says that there is an order, and nothing of its payment.
OPEN: Final = (
    "novo", "nova_objednavka", "prijata", "noua", "comanda_noua", "inregistrata", "uj",
    "uj_rendeles", "nyitott", "ny_ordre", "ny_bestilling", "aben", "apen", "oprettet", "opprettet",
    "uusi", "uusi_tilaus", "avoin", "nova_narudzba", "zaprimljeno", "otvorena", "нова", "ново",
    "нове_замовлення", "новий", "створене", "нова_поръчка", "нов", "отворена", "νεα",
    "νεα_παραγγελια", "ανοιχτη", "جديد", "طلب_جديد", "חדש", "חדשה", "הזמנה_חדשה", "פתוח", "פתוחה",
    "ใหม่", "คำสั่งซื้อใหม่", "don_hang_moi",
)  # fmt: skip
CLOSED: Final = ("suljettu", "lezart", "inchisa", "zatvorena", "lukket", "затворена", "סגור")


def more(group: str) -> str:
    """The words of a group of :mod:`state_words` in all these languages, after a blank."""
    return "".join(f" {words[group]}" for words in STATES.values() if group in words)
