"""The twelve headline KPIs, one for each objective of the company's scorecard."""

from dataclasses import replace
from typing import Final

from lineofsight.demo.norrvik.measures import Card

HUBS: Final = ("rotterdam", "gdansk", "gothenburg", "porto")
COMPANY: Final = ("norrvik",)

_BASE: Final = Card(
    key="", name="", label="", question="", formula="", expression="", unit="percent", decimals=1, polarity="maximize",
    frequency="monthly", time_aggregation="ratio", org_aggregation="ratio", scoring_type="goal_red_flag", source="trailer-log",
    owner="linnea-sandberg", steward="divya-raman", updater="lars-holmqvist", units=HUBS, owning_unit="norrvik",
)  # fmt: skip

CARDS: Final[tuple[Card, ...]] = (
    replace(_BASE, key="pharma-revenue-share", name="Pharma share of revenue", label="Share",
            question="Do we become a pharma company?", formula="Revenue from pharma contracts divided by all revenue of the month",
            expression="pharma_revenue / revenue", source="ledger", scoring_type="linear_points", owner="karin-ekstrom",
            updater="mercy-chebet", units=COMPANY, org_aggregation="ratio",
            gaming_risk="Food contracts with one pharma lane booked as pharma"),
    replace(_BASE, key="cost-per-pallet", name="Direct handling cost per pallet", label="Per pallet",
            question="Does each pallet cost less to handle?",
            formula="Energy, consumables, repairs and hired hands of the docks divided by pallets handled",
            expression="direct_cost / pallets", unit="euro-per-pallet", decimals=2, polarity="minimize", currency="EUR",
            source="ledger", scoring_type="baseline_target", updater="mercy-chebet",
            gaming_risk="Repairs moved into the next month"),
    replace(_BASE, key="cash-cycle-days", name="Cash conversion cycle", label="Cash cycle", question="How long is our money out?",
            formula="Days of receivables plus days of stock minus days of payables, at month end", expression="value",
            unit="days", polarity="minimize", time_aggregation="last", org_aggregation="mean", source="ledger",
            scoring_type="min_max", owner="wanjiru-kamau", updater="mercy-chebet", units=COMPANY, min_coverage="1",
            gaming_risk="Paying suppliers late over month end"),
    replace(_BASE, key="pharma-pallets-in-range", name="Pharma pallets delivered in range", label="In range",
            question="Does medicine arrive at the right temperature?",
            formula="One minus pharma pallets with any reading outside 2–8 °C at the customer, divided by pharma pallets delivered",
            expression="1 - out_of_range / delivered", complement=True, source="delivery-system", owner="bram-de-groot",
            mandatory=True, gaming_risk="Loggers switched on only after the doors are closed"),
    replace(_BASE, key="complaint-answer-hours", name="Hours to answer a complaint", label="Hours to answer",
            question="Do customers hear from us in a day?", formula="Hours from complaint to first full answer, per complaint",
            expression="hours / complaints", unit="hours", polarity="minimize", source="crm", owner="sofia-lindgren",
            gaming_risk="Answers that only say that an answer will come"),
    replace(_BASE, key="contract-customers-kept", name="Contract customers kept", label="Kept",
            question="Do customers stay?", formula="Contract customers of twelve months ago that still ship, divided by all of them",
            expression="kept / customers", source="crm", owner="karin-ekstrom", units=COMPANY, org_aggregation="ratio",
            gaming_risk="Dormant customers counted as kept"),
    replace(_BASE, key="temperature-excursions", name="Temperature excursions per 1,000 pallets", label="Excursions / 1,000",
            question="Does the cold chain hold from dock to door?",
            formula="Readings outside the range of the goods for more than ten minutes, per 1,000 pallets handled",
            expression="1000 * excursions / pallets", unit="per-thousand-pallets", decimals=2, factor="1000", polarity="minimize",
            source="trailer-log", mandatory=True, gaming_risk="Alarms acknowledged before ten minutes are over"),
    replace(_BASE, key="right-first-time", name="Loads right first time", label="Right first time",
            question="Do we load right, once?", formula="Loads that needed no correction divided by all loads",
            expression="right / loads", source="warehouse-system", owner="ines-carvalho",
            gaming_risk="Corrections booked as new loads"),
    replace(_BASE, key="energy-per-pallet", name="Energy per pallet", label="kWh per pallet",
            question="Do we use less energy for the same cold?", formula="Metered electricity of the hubs divided by pallets handled",
            expression="kwh / pallets", unit="kwh-per-pallet", polarity="minimize", source="meters", owner="mikko-laine",
            lag_kind="lead", gaming_risk="Pallets cooled at a partner's site"),
    replace(_BASE, key="pharma-trained-staff", name="Staff trained in pharma handling", label="Staff trained",
            question="Can every hub handle medicine?",
            formula="People in handling jobs with a valid certificate divided by people in handling jobs",
            expression="trained / staff", decimals=0, time_aggregation="last", source="training-system",
            owner="magdalena-zielinska", lag_kind="lead", gaming_risk="Certificates given for attendance"),
    replace(_BASE, key="leads-from-within", name="Shift leads from within", label="Leads from within",
            question="Do our own people become shift leads?",
            formula="Shift leads appointed from our own people divided by all appointed, twelve months back",
            expression="from_within / appointed", decimals=0, source="hr-system", owner="magdalena-zielinska", lag_kind="lead",
            updater="lars-holmqvist", units=COMPANY, org_aggregation="ratio"),
    replace(_BASE, key="data-in-by-ten", name="Data in by 10:00", label="In by 10:00",
            question="Does every hub have yesterday's figures in the morning?",
            formula="Data feeds of the hubs complete by 10:00 local time divided by feeds expected, on working days",
            expression="in_time / expected", decimals=0, source="feed-monitor", owner="peter-njoroge", lag_kind="lead",
            gaming_risk="Empty feeds sent in time"),
)  # fmt: skip
