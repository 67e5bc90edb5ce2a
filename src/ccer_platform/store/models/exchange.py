"""The exchange: what is traded, who trades, orders, trades and money. Projections of the journal (`store/sql/08_follow_market.sql`).

Prices are fen a tonne, money is fen, quantities are whole tonnes. An instrument is a project and a year of production; rows name it by
the two, as the journal does.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class MarketDay(models.Model):
    """A trading day: its terms, and how far its clearing and delivery are."""

    date = models.DateField(primary_key=True)
    number = models.BigIntegerField()
    terms = models.JSONField(default=dict)
    state = models.TextField(default="open")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    digest = models.TextField(default="")
    trades = models.BigIntegerField(default=0)
    turnover = models.BigIntegerField(default=0)
    fees = models.BigIntegerField(default=0)
    confirmed = models.JSONField(default=dict)
    delivered = models.BigIntegerField(default=0)
    failed = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["open", "closed", "cleared", "settled"]), name="market_day_state"
            ),
            models.CheckConstraint(
                condition=Q(trades__gte=F("delivered") + F("failed")),
                name="market_day_delivers_what_was_traded",
            ),
        )


class Instrument(models.Model):
    """What is traded. ``version`` is the last event that changed its board."""

    project = models.TextField()
    vintage = models.SmallIntegerField()
    state = models.TextField()
    proposer = models.TextField()
    first_price = models.BigIntegerField()
    wanted = models.DateField(null=True)
    listed_on = models.DateField(null=True)
    base = models.BigIntegerField(default=0)
    suspended = models.TextField(default="", blank=True)
    version = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "vintage"], name="instrument_once"),
            models.CheckConstraint(condition=Q(state__in=["proposed", "listed"]), name="instrument_state"),
        )


class TradingAccount(models.Model):
    """The one trading account of a registry account."""

    trader = models.TextField(primary_key=True)
    subject = models.TextField()
    open = models.BooleanField(default=True)
    restricted = models.JSONField(default=list)
    bank_account = models.TextField(default="", blank=True)
    since = models.DateTimeField()


class Operator(models.Model):
    """Who may order for a trading account; at most as many as the law's parameter says."""

    trader = models.TextField()
    operator = models.TextField()
    active = models.BooleanField(default=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["trader", "operator"], name="operator_once"),)


class Position(models.Model):
    """What a trader has of an instrument on the platform: nobody sells what is not there. [t]"""

    trader = models.TextField()
    project = models.TextField()
    vintage = models.SmallIntegerField()
    platform = models.BigIntegerField(default=0)
    selling = models.BigIntegerField(default=0)
    sold = models.BigIntegerField(default=0)
    bought = models.BigIntegerField(default=0)
    sold_on = models.DateField(null=True)
    bought_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["trader", "project", "vintage"], name="position_once"),
            models.CheckConstraint(
                condition=Q(selling__gte=0)
                & Q(sold__gte=0)
                & Q(bought__gte=0)
                & Q(platform__gte=F("selling") + F("sold")),
                name="position_covers_what_is_sold",
            ),
        )


class Order(models.Model):
    """A posting, or a taking that dealt at once. `store/sql` adds which states follow which."""

    id = models.TextField(primary_key=True)
    seq = models.BigIntegerField()
    place = models.BigIntegerField()
    trader = models.TextField()
    operator = models.TextField()
    project = models.TextField()
    vintage = models.SmallIntegerField()
    side = models.TextField()
    price = models.BigIntegerField()
    quantity = models.BigIntegerField()
    remaining = models.BigIntegerField()
    turnover = models.BigIntegerField(default=0)
    fee = models.BigIntegerField(default=0)
    state = models.TextField()
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["trader", "place"]),
            models.Index(
                fields=["project", "vintage", "side", "price"],
                condition=Q(state="open"),
                name="order_in_the_book",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(remaining__gte=0) & Q(remaining__lte=F("quantity")) & Q(quantity__gt=0),
                name="order_filled_within_quantity",
            ),
            models.CheckConstraint(condition=Q(side__in=["buy", "sell"]), name="order_side"),
            models.CheckConstraint(
                condition=Q(state="filled", remaining=0)
                | Q(state__in=["open", "withdrawn", "closed"], remaining__gt=0),
                name="order_state",
            ),
        )


class Trade(models.Model):
    """An agreement: matched, then delivered or failed, never changed otherwise."""

    id = models.TextField(primary_key=True)
    seq = models.BigIntegerField()
    place = models.BigIntegerField(unique=True)
    mode = models.TextField()
    project = models.TextField()
    vintage = models.SmallIntegerField()
    buyer = models.TextField()
    seller = models.TextField()
    quantity = models.BigIntegerField()
    price = models.BigIntegerField()
    buyer_fee = models.BigIntegerField()
    seller_fee = models.BigIntegerField()
    at = models.DateTimeField()
    on = models.DateField()
    maker = models.TextField()
    buy_order = models.TextField()
    sell_order = models.TextField()
    state = models.TextField(default="matched")
    failure = models.JSONField(default=list)

    class Meta:
        indexes = (
            models.Index(fields=["project", "vintage", "on"]),
            models.Index(fields=["buyer", "on"]),
            models.Index(fields=["seller", "on"]),
            models.Index(fields=["on", "place"]),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & Q(price__gt=0) & Q(buyer_fee__gte=0) & Q(seller_fee__gte=0),
                name="trade_amounts",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["matched", "settled", "failed"]), name="trade_state"
            ),
        )


class DayBar(models.Model):
    """An instrument on a day; prices are null until it is traded."""

    project = models.TextField()
    vintage = models.SmallIntegerField()
    on = models.DateField()
    base = models.BigIntegerField()
    open = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    low = models.BigIntegerField(null=True)
    last = models.BigIntegerField(null=True)
    last_quantity = models.BigIntegerField(default=0)
    volume = models.BigIntegerField(default=0)
    turnover = models.BigIntegerField(default=0)
    trades = models.BigIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["project", "vintage", "on"], name="bar_once"),)


class CashAccount(models.Model):
    """What a place of the cash book holds: only the bank's mirror is negative. [fen]"""

    place = models.TextField(primary_key=True)
    fen = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(place="bank", fen__lte=0) | (~Q(place="bank") & Q(fen__gte=0)),
                name="cash_not_negative",
            ),
        )


class CashPosting(models.Model):
    """Money that moved. The id is the place of its event in the journal times 2**20, plus its place in the event. [fen]"""

    id = models.BigIntegerField(primary_key=True)
    source = models.TextField()
    target = models.TextField()
    fen = models.BigIntegerField()
    why = models.TextField()

    class Meta:
        indexes = (models.Index(fields=["source", "id"]), models.Index(fields=["target", "id"]))
        constraints = (
            models.CheckConstraint(condition=Q(fen__gt=0) & ~Q(source=F("target")), name="cash_moves"),
        )


class Withdrawal(models.Model):
    """Money on its way out. [fen]"""

    id = models.TextField(primary_key=True)
    trader = models.TextField(db_index=True)
    fen = models.BigIntegerField()
    account = models.TextField()
    asked_at = models.DateTimeField()
    state = models.TextField()
    paid = models.BigIntegerField(default=0)
    reference = models.TextField(default="", blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(paid__gte=0)
                & Q(paid__lte=F("fen"))
                & Q(state__in=["requested", "paid", "failed", "returned"]),
                name="withdrawal_paid_within_asked",
            ),
        )


class MarketRecord(models.Model):
    """What is rare at the exchange, as it now stands: alerts, objections, holding reports, block agreements, auctions, modes, closings."""

    kind = models.TextField()
    code = models.TextField()
    trader = models.TextField(default="", blank=True)
    state = models.TextField(default="", blank=True)
    seq = models.BigIntegerField()
    view = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=["kind", "trader", "seq"]),)
        constraints = (models.UniqueConstraint(fields=["kind", "code"], name="market_record_once"),)


class MarketSnapshot(models.Model):
    """The whole state of the market after an event, so that a program that starts need not read the journal from its beginning."""

    seq = models.BigIntegerField(primary_key=True)
    form = models.TextField()
    state = models.BinaryField()


class BankMessage(models.Model):
    """What the bank said, or was asked, under the hash of its content: the same message is taken once."""

    digest = models.CharField(max_length=64, primary_key=True)
    direction = models.TextField()
    kind = models.TextField()
    reference = models.TextField(db_index=True)
    trader = models.TextField(default="", blank=True)
    fen = models.BigIntegerField(null=True)
    body = models.JSONField(default=dict)
    at = models.DateTimeField()
    outcome = models.TextField(default="", blank=True)
    why = models.JSONField(default=dict)


class WatchRun(models.Model):
    """The watch over a trading day after its close: which tests had a threshold, how many alerts it raised, who holds much. [t]"""

    on = models.DateField(primary_key=True)
    at = models.DateTimeField()
    thresholds = models.JSONField(default=dict)
    raised = models.IntegerField(default=0)
    holders = models.JSONField(default=list)


class Reconciliation(models.Model):
    """The cash book against the bank's balance, and quantities on the platform against the register, at one moment."""

    on = models.DateField()
    at = models.DateTimeField()
    seq = models.BigIntegerField()
    kept = models.BigIntegerField()
    bank = models.BigIntegerField(null=True)
    differences = models.JSONField(default=list)
