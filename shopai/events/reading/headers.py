"""The column headers shops use, in English and Chinese, and what each means.

From the published export formats of Shopify, WooCommerce, Amazon and Taobao, and the UCI Online
Retail, REES46 and MovieLens tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from shopai.columns import Customer, Event, Item


class Field:
    """Fields of a source beyond the columns of the event table."""

    AMOUNT: Final = "amount"  # money of the whole line; price = amount / quantity
    STATUS: Final = "status"  # of the order: paid, refunded, cancelled, ...
    NAME: Final = "name"  # first and last name of the customer in one
    AMOUNT_BEFORE: Final = "amount_before"  # money of the line before its discount
    ORDER_TOTAL: Final = "order_total"  # money of the order, once or on each of its lines
    ORDER_DISCOUNT: Final = "order_discount"  # off the whole order, once or on each of its lines
    DISCOUNT_RATE: Final = "discount_rate"  # share off the line, as 0.45 or 45 %
    REFUNDED: Final = "refunded"  # money given back, of the line or the order
    REFUNDED_UNITS: Final = "refunded_units"  # units of the line that came back or were refunded
    SHIPPING: Final = "shipping"  # within the amount, and to be taken off it
    CANCELLED: Final = "cancelled"  # when the order was cancelled, or whether
    PAID_AT: Final = "paid_at"  # when the order was paid; blank where it was not
    CLOCK: Final = "clock"  # the time of day, where the date stands in a column of its own
    ZONE: Final = "zone"  # the time zone of the day and time: PDT, Europe/Berlin
    ATTRIBUTE: Final = "attribute"  # a fact about the customer, kept under its own name


#: Field -> names; of several in a file the earlier wins.
NAMES: Final[dict[str, tuple[str, ...]]] = {
    Event.USER: (
        "user_id", "userid", "customer_id", "customerid", "client_id", "visitorid", "visitor_id",
        "buyer_id", "member_id", "memberid", "shopper_id", "reviewer_id", "reviewerid", "user",
        "customer", "customer_user", "customer_email", "buyer_email", "billing_email", "email",
        "customer_number", "customer_no", "cust_id", "uid", "account_id", "household_key",
        "buyer", "member", "client", "visitor", "username", "customer_name", "card_id", "distinct_id", "user_pseudo_id", "anonymous_id",
        "用户id", "用户编号", "用户", "客户id", "客户编号", "客户", "顾客id", "顾客编号", "会员id",
        "会员编号", "会员号", "会员名", "买家会员名", "买家id", "买家", "买家昵称", "使用者id", "使用者",
        "會員編號", "會員id", "顧客id", "顧客編號", "顧客番号", "会員id", "お客様番号",
    ),
    Event.ITEM: (
        "item_id", "itemid", "product_id", "productid", "stock_code", "stockcode", "sku",
        "lineitem_sku", "line_item_sku", "asin", "article_id", "articleid", "movie_id", "movieid",
        "product_code", "item_code", "item_sku", "variant_id", "variant_sku", "goods_id", "isbn",
        "parent_asin", "item", "product", "article", "iid", "pid", "movie", "book_id",
        "商品id", "商品编号", "商品编码", "商品", "宝贝id", "货号", "商家编码", "产品id", "产品编号", "产品",
        "物品id", "外部系统编号", "商品編號", "商品番号", "商品コード",
    ),
    Event.KIND: (
        "event", "event_type", "eventtype", "event_name", "behavior_type", "behaviour_type",
        "behavior", "behaviour", "action", "action_type", "interaction", "interaction_type",
        "activity", "行为类型", "行为", "操作", "动作", "事件", "事件类型", "行為類型", "行為",
    ),
    Event.TIME: (
        "timestamp", "event_time", "eventtime", "event_timestamp", "datetime", "date_time",
        "time", "date", "created_at", "order_date", "invoice_date", "invoicedate", "purchase_date",
        "order_time", "transaction_date", "order_created_at", "event_date", "ts", "unix_time",
        "unixreviewtime", "time_stamp", "paid_at", "payment_date", "paid_date", "t_dat",
        "order_purchase_timestamp", "purchased_at",
        "时间戳", "时间", "订单创建时间", "创建时间", "下单时间", "订单付款时间", "付款时间", "支付时间",
        "日期", "行为时间", "购买时间", "交易时间", "時間", "日期時間", "訂單日期", "注文日", "注文日時", "日付",
    ),
    Event.QUANTITY: (
        "quantity", "qty", "lineitem_quantity", "item_quantity", "line_item_quantity", "units",
        "quantity_purchased", "count", "amount_units", "no_of_items", "num_items",
        "数量", "购买数量", "商品数量", "宝贝总数量", "件数", "數量", "個数",
    ),
    Event.PRICE: (
        "price", "unit_price", "unitprice", "lineitem_price", "item_unit_price", "sale_price",
        "selling_price", "price_per_unit", "unit_cost_price",
        "单价", "售价", "价格", "商品价格", "成交单价", "單價", "售價", "価格", "単価",
    ),
    Field.AMOUNT: (
        "amount", "line_total", "lineitem_total", "item_price", "item_total", "revenue", "sales",
        "total_price", "subtotal", "order_total", "total", "total_amount", "order_amount",
        "total_spent", "sales_amount", "gmv", "transaction_amount", "value",
        "买家实际支付金额", "实付金额", "实际支付金额", "支付金额", "付款金额", "订单金额", "金额", "总金额", "销售额",
        "成交金额", "金額", "合計",
    ),
    Event.DISCOUNT: (
        "discount", "lineitem_discount", "item_promotion_discount", "discount_amount",
        "line_discount", "promotion_discount", "优惠金额", "折扣", "优惠", "折扣金额", "值引",
    ),
    Event.RATING: (
        "rating", "score", "stars", "star_rating", "overall", "review_score", "rating_value",
        "user_rating", "rate", "评分", "打分", "星级", "評分", "評価",
    ),
    Event.SESSION: (
        "session_id", "sessionid", "user_session", "session", "visit_id", "visitid", "ga_session_id",
        "会话id", "会话", "会话编号", "工作階段",
    ),
    Event.ORDER: (
        "order_id", "orderid", "invoice_no", "invoiceno", "invoice", "order_number", "order_no",
        "amazon_order_id", "invoice_number", "invoice_id", "transaction_id", "transactionid",
        "basket_id", "order", "receipt_id", "receipt_no",
        "订单编号", "订单号", "订单id", "订单", "交易号", "主订单编号", "訂單編號", "注文番号", "注文id",
    ),
    Event.QUERY: (
        "query", "search_query", "search_term", "search_terms", "keyword", "keywords",
        "search_keyword", "searchterm", "搜索词", "搜索关键词", "关键词", "查询", "關鍵字",
    ),
    Event.CURRENCY: (
        "currency", "order_currency", "currency_code", "presentment_currency",
        "币种", "货币", "貨幣", "通貨",
    ),
    # What brought the visit, then where it was sold: a marketplace, a shop, "web".
    Event.CHANNEL: (
        "channel", "traffic_source", "utm_source", "source_medium", "marketing_channel",
        "traffic_channel", "channel_grouping", "default_channel_group",
        "session_default_channel_group", "session_source_medium", "referral_source", "referrer",
        "referer", "referring_site", "utm_medium", "sales_channel", "source_name", "order_source",
        "source",
        "渠道", "渠道来源", "流量来源", "来源渠道", "来源", "推广渠道", "营销渠道", "销售渠道", "訂單來源",
        "渠道來源", "流量來源", "來源", "チャネル", "流入元", "参照元",
    ),
    Event.DEVICE: (
        "device", "device_type", "device_category", "device_class", "device_name", "platform",
        "user_device", "client_type", "terminal", "terminal_type",
        "设备", "设备类型", "终端", "终端类型", "平台", "客户端", "裝置", "裝置類型", "設備", "デバイス", "端末",
    ),
    Field.STATUS: (
        "status", "financial_status", "order_status", "item_status", "payment_status",
        "订单状态", "交易状态", "状态", "訂單狀態", "注文状況",
    ),
    Item.TITLE: (
        "title", "product_name", "productname", "item_name", "lineitem_name", "line_item_name",
        "product_title", "item_title", "description", "name_of_product", "movie_title", "prod_name",
        "商品名称", "商品名", "商品标题", "宝贝标题", "宝贝名称", "产品名称", "标题", "商品名稱", "品名",
    ),
    Item.CATEGORY: (
        "category", "category_code", "category_name", "product_category", "product_type",
        "item_category", "category_id", "categoryid", "department", "product_type_name", "genre",
        "类目", "商品类别", "类别", "商品类目", "品类", "分类", "商品分类", "商品类目id", "類別", "カテゴリ",
    ),
    Item.BRAND: ("brand", "vendor", "brand_name", "manufacturer", "品牌", "品牌名称", "ブランド"),
    Item.DESCRIPTION: (
        "description", "product_description", "item_description", "detail_desc", "商品描述", "描述",
    ),
    Item.COST: (
        "cost", "unit_cost", "cost_per_item", "cost_price", "product_cost",
        "成本", "成本价", "原価",
    ),
    # "quantity" alone is what was ordered.
    Item.STOCK: (
        "stock", "inventory", "stock_quantity", "inventory_quantity", "quantity_available",
        "available_quantity", "quantity_in_stock", "stock_qty", "inventory_qty", "stock_level",
        "stock_on_hand", "units_in_stock", "in_stock_quantity", "variant_inventory_qty",
        "库存", "库存数量", "库存量", "可用库存", "商品库存", "庫存", "庫存數量", "在庫", "在庫数", "在庫数量",
    ),
    Customer.EMAIL: (
        "email", "customer_email", "billing_email", "buyer_email", "e_mail", "email_address",
        "邮箱", "电子邮件", "電子郵件", "メールアドレス",
    ),
    Customer.PHONE: (
        "phone", "billing_phone", "phone_number", "mobile", "telephone", "customer_phone",
        "shipping_phone", "mobile_phone", "default_address_phone", "cell_phone", "联系手机", "手机号", "手机", "联系电话", "电话", "電話", "電話番号",
    ),
    Customer.CONSENT: (
        "consent", "accepts_marketing", "marketing_consent", "email_marketing_consent",
        "newsletter", "opt_in", "accepts_email_marketing", "buyer_accepts_marketing",
        "email_opt_in", "marketing_opt_in", "email_consent", "opted_in", "subscribed",
        "newsletter_subscribed", "gdpr_consent", "营销同意", "接受营销",
    ),
    Customer.FIRST_NAME: (
        "billing_first_name", "first_name", "firstname", "customer_first_name", "given_name",
        "forename", "buyer_first_name", "shipping_first_name", "vorname",
    ),
    Customer.LAST_NAME: (
        "billing_last_name", "last_name", "lastname", "customer_last_name", "family_name",
        "surname", "buyer_last_name", "shipping_last_name", "nachname",
    ),
    Field.NAME: (
        "billing_name", "customer_name", "full_name", "fullname", "buyer_name", "shipping_name",
        "recipient_name", "姓名", "收货人姓名", "氏名",
    ),
    Customer.CITY: (
        "billing_city", "city", "town", "customer_city", "shipping_city", "ship_city",
        "default_address_city", "城市",
    ),
    Customer.STATE: (
        "billing_province", "billing_state", "state", "province", "region", "customer_state",
        "shipping_province", "shipping_state", "ship_state", "default_address_province_code", "省份",
    ),
    Customer.ZIP: (
        "billing_zip", "billing_postcode", "billing_postal_code", "zip", "zip_code", "zipcode",
        "postcode", "postal_code", "post_code", "plz", "customer_zip", "shipping_zip",
        "shipping_postcode", "ship_postal_code", "default_address_zip", "邮编", "郵便番号",
    ),
}  # fmt: skip

#: What reaches a customer or says where one lives: never a number, whatever its digits.
CONTACT: Final = (
    Customer.EMAIL, Customer.PHONE, Customer.CONSENT, Customer.FIRST_NAME, Customer.LAST_NAME,
    Customer.CITY, Customer.STATE, Customer.ZIP, Customer.COUNTRY,
)  # fmt: skip

#: Fields that take only columns no other field has use for.
LAST: Final = frozenset(
    {
        Customer.FIRST_NAME, Customer.LAST_NAME, Field.NAME,
        Customer.CITY, Customer.STATE, Customer.ZIP,
        Event.CHANNEL, Event.DEVICE,
    }
)  # fmt: skip

#: What a visit has and its events share. Where no row is an event, facts about the customer.
VISIT: Final = (Event.CHANNEL, Event.DEVICE)

#: Attributes that tell a customer's country, the better first. They keep their own names.
COUNTRIES: Final = (
    Customer.COUNTRY, "billing_country", "country_code", "billing_country_code",
    "customer_country", "shipping_country", "ship_country", "default_address_country_code", "国家",
)  # fmt: skip

#: Facts about a customer rather than about an event, kept where a file has them.
ATTRIBUTES: Final = frozenset(
    {
        "country", "shipping_country", "billing_country", "ship_country", "city", "shipping_city",
        "billing_city", "ship_city", "region", "state", "province", "gender", "sex", "age",
        "birth_date", "birthday", "age_group", "income", "occupation", "loyalty_tier", "tier",
        "channel", "acquisition_channel", "signup_date", "club_member_status", "marital_status",
        "国家", "城市", "省份", "地区", "性别", "年龄", "职业", "会员等级", "收入",
    }
)  # fmt: skip

#: Exports whose headers mean something of their own: signature columns -> field -> header.
EXPORTS: Final[dict[str, tuple[frozenset[str], dict[str, str]]]] = {
    "Shopify orders": (
        frozenset({"lineitem_name", "lineitem_quantity"}),
        {
            Event.ORDER: "name", Event.USER: "email", Event.TIME: "created_at",
            Event.ITEM: "lineitem_sku", Item.TITLE: "lineitem_name",
            Event.QUANTITY: "lineitem_quantity", Event.PRICE: "lineitem_price",
            Event.DISCOUNT: "lineitem_discount", Event.CURRENCY: "currency",
            Field.STATUS: "financial_status", Item.BRAND: "vendor", Customer.EMAIL: "email",
            Customer.PHONE: "billing_phone", Customer.CONSENT: "accepts_marketing",
        },
    ),
    "Amazon orders": (
        frozenset({"amazon_order_id", "asin"}),
        {
            Event.ORDER: "amazon_order_id", Event.USER: "buyer_email",
            Event.TIME: "purchase_date", Event.ITEM: "sku", Item.TITLE: "product_name",
            Event.QUANTITY: "quantity", Field.AMOUNT: "item_price", Event.CURRENCY: "currency",
            Event.DISCOUNT: "item_promotion_discount", Field.STATUS: "order_status",
        },
    ),
    "WooCommerce orders": (
        frozenset({"order_id", "order_currency", "billing_email", "customer_user"}),
        {
            Event.ORDER: "order_id", Event.USER: "billing_email", Event.TIME: "order_date",
            Event.CURRENCY: "order_currency", Field.STATUS: "status",
            Customer.EMAIL: "billing_email", Customer.PHONE: "billing_phone",
            Event.ITEM: "product_item_id", Item.TITLE: "product_item_name",
            Event.QUANTITY: "product_item_quantity", Field.AMOUNT: "product_item_total",
        },
    ),
    "Taobao orders": (
        frozenset({"订单编号", "买家会员名"}),
        {
            Event.ORDER: "订单编号", Event.USER: "买家会员名", Event.TIME: "订单创建时间",
            Item.TITLE: "宝贝标题", Event.QUANTITY: "宝贝总数量",
            Field.AMOUNT: "买家实际支付金额", Field.STATUS: "订单状态",
            Customer.PHONE: "联系手机",
        },
    ),
    "UCI Online Retail": (
        frozenset({"invoiceno", "stockcode", "description"}),
        {
            Event.ORDER: "invoiceno", Event.USER: "customerid", Event.TIME: "invoicedate",
            Event.ITEM: "stockcode", Item.TITLE: "description", Event.QUANTITY: "quantity",
            Event.PRICE: "unitprice",
        },
    ),
    "UCI Online Retail II": (
        frozenset({"invoice", "stockcode", "description"}),
        {
            Event.ORDER: "invoice", Event.USER: "customer_id", Event.TIME: "invoicedate",
            Event.ITEM: "stockcode", Item.TITLE: "description", Event.QUANTITY: "quantity",
            Event.PRICE: "price",
        },
    ),
}  # fmt: skip

#: A WooCommerce row holds a whole order: these column groups become one row an item.
NUMBERED_ITEM: Final = re.compile(r"^Product Item (\d+) (.+)$", re.IGNORECASE)


def key(header: str) -> str:
    """A header without case, spacing and punctuation: "Invoice No." -> "invoice_no"."""
    return re.sub(r"[^\w]+", "_", header.strip().casefold()).strip("_")


_KNOWN: Final = frozenset(name for names in NAMES.values() for name in names) | ATTRIBUTES


def is_known(header: str) -> bool:
    """True for a header this module knows."""
    return key(header) in _KNOWN


def keyed(columns: Iterable[str]) -> dict[str, str]:
    """Normalised name -> column, the first of equals; "item.price" is also a "price"."""
    columns = list(columns)
    result: dict[str, str] = {}
    for column in columns:
        result.setdefault(key(column), column)
    for column in columns:
        result.setdefault(key(column.rpartition(".")[2]), column)
    return result
