"""Currencies and rates are data."""

from django.db import models

from lineofsight.base.models import Known, Record
from lineofsight.base.records import BUSINESS, Declaration


class Currency(Record):
    """An ISO 4217 currency and the digits of its minor unit."""

    declaration = Declaration("currency", BUSINESS)
    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField(max_length=80)
    minor_unit = models.PositiveSmallIntegerField(default=2)

    class Meta:
        verbose_name = "currency"


class ExchangeRate(Known):
    """Base units per one foreign unit, for a period: its average (flows) and its closing rate (stocks)."""

    declaration = Declaration("exchange_rate", BUSINESS)
    base = models.ForeignKey(Currency, on_delete=models.PROTECT, related_name="+", db_index=False)
    currency = models.ForeignKey(Currency, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey("organization.Period", on_delete=models.PROTECT, related_name="+")
    average = models.DecimalField(max_digits=20, decimal_places=10, null=True)
    closing = models.DecimalField(max_digits=20, decimal_places=10, null=True)

    class Meta:
        verbose_name = "exchange rate"
        constraints = [
            models.UniqueConstraint(
                fields=["base", "currency", "period"], condition=models.Q(known_to__isnull=True), name="rate_now"
            )
        ]
