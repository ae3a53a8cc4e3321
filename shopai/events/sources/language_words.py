"""Words with the letters that make each language, beside the names CLDR has, which lack some."""

from __future__ import annotations

from typing import Final

#: Language (a CLDR locale) -> words; of those written without spaces a text of common characters.
WORDS: Final = {
    "de": "größe für über schön grün weiß straße müsli käse brötchen süß schlüssel tür küche "
    "möbel gürtel wäsche bücher hören mädchen stück öl äpfel lösung hülle schuhe gemütlich "
    "fußball maß spaß groß heiß gefäß ärmel wärme körper löffel schüssel",
    "fr": "été thé café crème brûlée pêche forêt fenêtre tête fête première matière lumière "
    "légère siècle élégant qualité beauté santé bébé vélo canapé décoration étagère lèvres soirée "
    "chaîne boîte maître août goût où là déjà à çà garçon français façade leçon reçu naïf noël "
    "maïs œuf cœur sœur poêle château bâton âme île hôtel côté être même",
    "es": "niño niña español año baño señor mañana pequeño diseño algodón pantalón camión "
    "cinturón jabón corazón jamón salón balón avión sillón edición colección decoración cámara "
    "lámpara plástico fácil rápido música máquina teléfono azúcar café té bebé sofá papá más así "
    "aquí allí día país todavía batería joyería también según además pingüino médico número "
    "último jardín cojín único línea ratón",
    "pt": "não são mão pão coração botão algodão calção limão feijão edição promoção coleção "
    "proteção opções botões calções limões mães irmã maçã manhã lã avó avô você bebê café pé até "
    "têm três português inglês mês lâmpada câmara relógio óculos sofá maquiagem música plástico "
    "rápido fácil água saúde açúcar calça lenço cabeça criança praça preço serviço moça também "
    "além país médio prático estação tênis",
    "it": "città qualità più perché caffè tè è cioè però già giù così lunedì martedì venerdì papà "
    "metà età novità comodità libertà università attività sarà avrà farà potrà verrà andò arrivò "
    "può virtù menù ragù sé né finché poiché affinché benché pubblicità oltre là lì sì finì purè",
    "nl": "één België patiënt ideeën tweeën reünie coördinatie financiën zeeën geïnteresseerd "
    "geïsoleerd ruïne hygiëne categorieën industrieën kopiëren crème café scène privé twee vóór",
    "sv": "grön blå röd små stor över för även år också kött öl äpple mjölk ängel många två sång "
    "väska kläder skärm hörlurar färg läder nål båt tröja möbler kök hållare stövlar återvinning",
    "da": "rød grøn blå brød køb børn køkken tøj sæbe læder æble øl år på få små også når måske "
    "både gå håndklæde kjøle nøgle støvler sølv hæfte vægt lås",
    "nb": "rød grønn blå brød kjøp kjøkken klær såpe eple øl år på få små også når måske både "
    "håndkle nøkkel støvler sølv vær lås dør kjære",
    "fi": "äiti pöytä hyvä kenkä päivä kesä lämmin vähän enemmän käyttö työ löytö hääpuku tyttö "
    "väri kynttilä säilytys köysi yö älypuhelin pyörä",
    "pl": "żółty błękitny świeca łóżko książka ręcznik wełna bawełniany szalik zapachowa różowy "
    "róża mąka miód pościel kołdra część dziewczęca męska dziecięcy się są mają będą został była "
    "który która można też już także być mieć więcej wszystkie proszę dziękuję złoty złota "
    "płaszcz sukienkę koszulę kurtkę spodnie długi krótki mały duży ciepły piękny ząb wąż gołąb "
    "łyżka garść liść gość śliwka ćma źródło gałąź niedźwiedź łódź sól wódka ogród sobą nią tą "
    "górą ścianą dobrą wysyłką czarną białą gwarancją",
    "cs": "červený černý bílý žlutý zelený hnědý růžový tričko šaty košile sukně čepice šála "
    "hrnek lžíce nůž talíř kůže dřevěný měkký světlý tmavý dětský pánský dámský větší menší "
    "příliš žluťoučký kůň úpěl ďábelské ódy stůl židle skříň krém mýdlo čaj káva džem máslo sůl "
    "ještě může není které výrobek řada zařízení těsnění",
    "sk": "červený čierny žltý zelený hnedý ružový tričko topánky košeľa sukňa čiapka šál hrnček "
    "lyžica nôž kožený mäkký svetlý tmavý detský pánsky dámsky väčší menší stôl stolička posteľ "
    "skriňa mydlo čaj káva džem soľ ešte môže výrobok ľahký ďalší päť kôň vôňa",
    "hu": "bőr táska cipő női férfi zöld kék fehér sárga rózsaszín szőnyeg függöny párna takaró "
    "törölköző bögre kés kanál üveg könyv játék óra ékszer gyűrű nyaklánc fülbevaló kesztyű póló "
    "nadrág kabát időjárás fűzött erő idő nő nők szőke tű gyűjtő méretű színű minőségű könnyű "
    "keserű erős felső belső külső hűtő fűtő mosó szülő főző",
    "ro": "rochie roşie cămaşă fată geantă încălţăminte bărbaţi pernă pătură cană cuţit sticlă "
    "jucărie mănuşi căciulă eşarfă fustă jachetă haină neagră albă galbenă albastră mâine pâine "
    "câine sâmbătă în între şi său ţară oraş viaţă maşină preţ bucăţi înălţime lăţime română "
    "pălărie brăţară păpuşă",
    "tr": "kırmızı yeşil sarı gömlek ayakkabı çanta şapka çorap kadın çocuk çatal bıçak kaşık "
    "yüzük küpe şal ışık güneş gözlük yastık halı ağaç dağ yağ sağ doğal değil için çok büyük "
    "küçük sıcak soğuk ılık tatlı acı baharatlı kalın kısa geniş açık gümüş pırlanta yün kağıt "
    "kılıf şarj kulaklık ürün fiyatı sipariş müşteri adı soyadı ödeme öğrenci ığdır ısıtıcı fırın",
    "hr": "žuta smeđa ružičasta košulja hlače haljina čarapa čizme šal novčanik čaša žlica nož "
    "igračka naušnice pokrivač ručnik đak mlađi također više može već što proizvođač ženska muška "
    "dječja dođe rođendan uređaj sviđa",
    "sl": "rdeča črna žuta hlače škornji šal kozarec krožnik žlica nož igrača brisača več že "
    "ženska moška otroška",
    "lt": "žalia mėlyna suknelė marškiniai kelnės šalikas pirštinės kepurė rankinė lėkštė "
    "šaukštas žaislas žiedas pagalvė antklodė rankšluostis vyriška moteriška vaikiška ąžuolas "
    "įranga ūkis vaikų moterų vyrų prekė",
    "zh": "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自"
    "之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理"
    "心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间"
    "由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世"
    "位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活更别打女变四总何"
    "电数安少报才结反受目太量再感建务做接必场件计管期市直苹果手机壳透明衬衫裤裙鞋袜帽包袋杯碗盘刀"
    "叉勺锅箱盒装套单价订编号商品称户客姓址话态付款金额优惠券退货评红黄蓝绿黑白紫粉灰棕橙男童婴洗"
    "衣液纸巾牛奶茶咖啡糖巧克饼干米油盐酱醋肉鱼鸡蛋菜耳充线屏幕键鼠标脑笔记想华联庭双肩黑运动连长"
    "短袖毛外牌尺寸码色",
    "zh_Hant": "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著"
    "下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主"
    "樣理心她本前開但因只從想實日者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高"
    "間由問很最重並物手應向頭文體美相見被蘋果手機殼透明襯衫褲裙鞋襪帽包袋杯碗盤刀叉鍋箱盒裝套單價"
    "訂編號商品稱戶客姓址話態付款金額優惠券退貨評紅黃藍綠黑白紫粉灰棕橙男女童嬰洗衣液精紙巾牛奶茶"
    "咖啡糖巧克餅乾米油鹽醬醋肉魚雞蛋菜水耳充電線螢幕鍵盤鼠腦筆記型聯想庭藍牙運動連長短袖毛外套尺"
    "寸顏色",
    "ja": "日一国会人年大十二本中長出三同時事自行社見月分後前生連五発間対上部東者地合市業内相方四"
    "定今回新場金員入立開手米力学問高代明実円関決子動京全目表経通外最言現理調体化当約主題下首意法"
    "不来作性的要用制度務強気小成期公取都和以機平加山思家話世受区多県続進正安設保改数記院女初北指"
    "心界支第産結点教報書活原先共得解名交資向際面告文反元重近千考画海売利組知道信集在件別物側任引"
    "使求所次水半品計感特情変打男私各始直両朝価式確運終果西台広電住無再位置真流有口過少放料状工建"
    "語空送供可役木割身付切由説転食比車優夫何南石足番配着店洗濯剤冷蔵庫掃除靴帽服財布眼鏡枕団皿箸"
    "茶碗椅机棚照池充器冬夏春秋赤青白黒緑黄紫桃灰色毛羊綿絹革傘鞄時計注文番号顧客名商品数量単価日"
    "付合計税込送料のはをにがとでもしたなるれさいすこありまくらきりおそよけてうだつ",
    "ko": "이다의는에을가고로한하기지사리도은자시대인어서나정스일아라수부해보전과그주제동들장원구"
    "니상적여국오거성내마만면연공조소트세관교미무선폰노북컴퓨터책의방신발옷바지치모자양말컵접시칼"
    "숟락젓냄비릇수건누샴푸약화품크림우유커피차탕초콜릿빵고기생선계란야채일문번호객명량격날짜빨강"
    "파랑노랑검정흰색남여아동케이블충전기키보드마우스",
}  # fmt: skip
