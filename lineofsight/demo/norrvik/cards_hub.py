"""The KPIs of the hubs, the finance center and the company's watch list."""

from dataclasses import replace
from typing import Final

from lineofsight.demo.norrvik.cards_company import CARDS as _HEADLINE
from lineofsight.demo.norrvik.cards_company import COMPANY
from lineofsight.demo.norrvik.measures import Card

NAIROBI: Final = ("nairobi",)
_HUB: Final = replace(
    _HEADLINE[-1], lag_kind="lead", gaming_risk="", source="warehouse-system", owner="linnea-sandberg", decimals=1
)
_MEAN: Final = replace(_HUB, time_aggregation="avg", org_aggregation="mean", expression="value")
_COUNT: Final = replace(_MEAN, unit="count", decimals=0, time_aggregation="sum", org_aggregation="sum")
_DESK: Final = replace(_MEAN, source="ledger", owner="faith-otieno", updater="mercy-chebet", units=NAIROBI, owning_unit="nairobi",
                       min_coverage="1")  # fmt: skip

DOCK_CARDS: Final = (
    replace(_MEAN, key="dwell-time", name="Median dwell time at the docks", label="Dwell", unit="minutes", decimals=0,
            question="How long does a pallet stand at the dock?", formula="Median minutes from unloading to the cold room",
            polarity="minimize", scoring_type="min_max"),
    replace(_HUB, key="pallets-scanned", name="Pallets scanned before loading", label="Scanned",
            question="Do we know what is on the trailer?", formula="Pallets scanned before loading divided by pallets loaded",
            expression="scanned / loaded", scoring_type="two_color"),
    replace(_HUB, key="on-time-departure", name="Trailers leaving on time", label="On time",
            question="Do trailers leave when they should?", formula="Departures within ten minutes of plan divided by departures",
            expression="on_time / departures"),
    replace(_MEAN, key="lost-time-injuries", name="Lost-time injuries per 200,000 hours", label="Injuries", unit="rate", decimals=2,
            question="Does everyone go home well?", formula="Injuries with a lost day, twelve months back, per 200,000 hours worked",
            polarity="minimize", time_aggregation="last", source="hr-system", mandatory=True, lag_kind="lag",
            gaming_risk="Light duty instead of a lost day"),
    replace(_MEAN, key="sick-leave", name="Sick leave", label="Sick leave", question="Are people well?",
            formula="Hours of sick leave divided by planned hours", polarity="minimize", scoring_type="attainment",
            source="hr-system", sensitivity="restricted", seasonal=True, lag_kind="lag"),
    replace(_MEAN, key="overtime-share", name="Overtime", label="Overtime", question="Is the work spread well?",
            formula="Overtime hours divided by all hours; too little is idle, too much is tired", polarity="range",
            scoring_type="range", source="hr-system"),
    replace(_HUB, key="cold-room-uptime", name="Cold room uptime", label="Uptime", decimals=2, question="Are the rooms cold?",
            formula="Minutes at set temperature divided by minutes of the month", expression="cold_minutes / minutes",
            scoring_type="two_color", source="meters"),
    replace(_HUB, key="trailer-sensors", name="Trailers with a working sensor", label="Sensors",
            question="Would we see an excursion?", formula="Trailers with a reading in the last hour of each trip divided by trips",
            expression="with_reading / trips", source="sensor-report"),
    replace(_HUB, key="seal-checks", name="Dock seal checks done", label="Seal checks", decimals=0,
            question="Do we look before it leaks?", formula="Seal checks done divided by seal checks planned",
            expression="done / planned", scoring_type="attainment"),
    replace(_MEAN, key="operating-cost", name="Operating cost of the hub", label="Cost", unit="money", decimals=0, currency="local",
            question="Does the hub stay inside its budget?", formula="All cost of the hub in the month, in its own currency",
            polarity="minimize", time_aggregation="sum", org_aggregation="sum", scoring_type="goal_red_flag", source="ledger",
            owner="wanjiru-kamau", updater="mercy-chebet", sensitivity="restricted", lag_kind="lag", min_coverage="1"),
    replace(_HUB, key="dock-doors-closed", name="Dock doors closed within 3 minutes", label="Doors closed", decimals=0,
            question="Does warm air stay out?", formula="Doors closed within three minutes divided by doors opened",
            expression="closed_in_time / opened", units=("rotterdam",), owning_unit="rotterdam", owner="joost-van-der-meer",
            source="door-sensors", min_coverage="1"),
    replace(_COUNT, key="warm-pallets-nights", name="Warm pallets on night shift", label="Warm pallets",
            question="Does a pallet wait in the warm?", formula="Pallets above range at the dock, night shift", polarity="minimize",
            units=("rotterdam",), owning_unit="rotterdam", owner="joost-van-der-meer", source="door-sensors", min_coverage="1"),
)  # fmt: skip

DESK_CARDS: Final = (
    replace(_DESK, key="days-to-close", name="Working days to close the books", label="Days to close", unit="days", decimals=1,
            question="How soon do we know the month?", formula="Working days from month end to closed ledger", polarity="minimize",
            scoring_type="linear_points"),
    replace(_DESK, key="invoice-accuracy", name="Invoices right first time", label="Invoices", time_aggregation="ratio",
            org_aggregation="ratio", question="Are our invoices right?", formula="Invoices without credit note divided by invoices",
            expression="right / invoices", scoring_type="min_max"),
    replace(_DESK, key="overdue-receivables", name="Receivables overdue by 30 days", label="Overdue", polarity="minimize",
            question="Who owes us too long?", formula="Receivables more than 30 days late divided by all receivables",
            time_aggregation="last"),
    replace(_DESK, key="suppliers-paid-on-time", name="Suppliers paid on time", label="Paid on time",
            question="Do we keep our word to suppliers?", formula="Invoices paid by the due date divided by invoices paid",
            scoring_type="binary"),
    replace(_DESK, key="service-desk-rating", name="Service desk rating by the hubs", label="Rating", unit="label", decimals=0,
            question="Do the hubs get an answer?", formula="Verdict of the hub managers in the monthly call",
            time_aggregation="last", scoring_type="text", qualitative=True, collection="manual", source="hub-call"),
)  # fmt: skip

WATCH_CARDS: Final = (
    replace(_COUNT, key="pallets-handled", name="Pallets handled", label="Pallets", question="How much goes through?",
            formula="Pallets unloaded or loaded", scoring_type="unscored", source="trailer-log", seasonal=True),
    replace(_MEAN, key="gdp-licence-valid", name="Pharma distribution licence valid", label="Licence", unit="label", decimals=0,
            question="May we move medicine?", formula="Yes if the good-distribution-practice certificate is valid on the last day",
            time_aggregation="last", scoring_type="yes_no", qualitative=True, collection="manual", source="licence-file",
            owner="bram-de-groot", mandatory=True),
    replace(_COUNT, key="pharma-licence-findings", name="Major findings at the yearly licence audit", label="Findings",
            question="What did the inspector find?", formula="Major findings in the report of the year", polarity="minimize",
            frequency="annual", scoring_type="binary", source="licence-file", collection="manual", owner="bram-de-groot",
            mandatory=True, grace_days=60, stale_after_days=60),
    replace(_MEAN, key="customer-score", name="Customer recommendation score", label="Recommend", unit="points", decimals=0,
            question="Would customers recommend us?", formula="Share of promoters minus share of detractors, survey of the quarter",
            frequency="quarterly", units=COMPANY, source="survey", owner="karin-ekstrom", scoring_type="min_max", lag_kind="lag",
            lower_bound="-100", grace_days=30, stale_after_days=30, min_coverage="1"),
    replace(_MEAN, key="supplier-cold-audit", name="Cold audit of hauliers", label="Hauliers", unit="label", decimals=0,
            question="Do our hauliers keep it cold?", formula="Verdict of the quarterly audit of the ten largest hauliers",
            frequency="quarterly", units=COMPANY, scoring_type="text", qualitative=True, collection="manual",
            source="licence-file", owner="hanna-virtanen", grace_days=30, stale_after_days=30, min_coverage="1"),
    replace(_MEAN, key="staff-turnover", name="People leaving, twelve months", label="Leaving", question="Do people stay?",
            formula="Leavers of twelve months divided by average heads", polarity="minimize", time_aggregation="last",
            scoring_type="attainment", source="hr-system", owner="magdalena-zielinska", sensitivity="restricted", lag_kind="lag"),
    replace(_HUB, key="shift-fill", name="Shifts filled three days ahead", label="Filled", question="Is the shift staffed in time?",
            formula="Shifts fully staffed three days before divided by shifts", expression="filled / shifts",
            scoring_type="two_color", source="hr-system"),
    replace(_HUB, key="renewable-share", name="Electricity from renewable sources", label="Renewable",
            question="Is our cold clean?", formula="Renewable kWh divided by all kWh", expression="renewable / kwh",
            scoring_type="baseline_target", source="meters", owner="mikko-laine"),
    replace(_COUNT, unit="kilograms", decimals=1, key="refrigerant-leak", name="Refrigerant lost", label="Refrigerant",
            question="Do our plants leak?", formula="Kilograms refilled", polarity="minimize", source="meters", owner="mikko-laine"),
    replace(_COUNT, time_aggregation="ytd_sum", key="new-pharma-contracts", name="New pharma contracts, year to date",
            label="New contracts", question="Do we win pharma customers?", formula="Contracts signed since January",
            units=COMPANY, source="crm", owner="karin-ekstrom", scoring_type="attainment", min_coverage="1"),
    replace(_MEAN, key="engagement", name="Engagement index", label="Engagement", unit="points", decimals=1,
            question="Do people like to work here?", formula="Mean of eight questions, survey every half year, 0 to 100",
            frequency="semiannual", source="survey", owner="magdalena-zielinska", grace_days=30, stale_after_days=45),
)  # fmt: skip

DERIVED_CARDS: Final = (
    replace(_MEAN, unit="kilograms", decimals=1, key="refrigerant-per-pallets", name="Refrigerant lost per 10,000 pallets",
            label="Lost per 10,000", question="Do our plants leak more than our volume explains?",
            formula="Kilograms refilled for 10,000 pallets handled", polarity="minimize", org_aggregation="none", source="meters",
            owner="mikko-laine", collection="computed", derived="[refrigerant-leak] / [pallets-handled] * 10000"),
)  # fmt: skip

CARDS: Final[tuple[Card, ...]] = DOCK_CARDS + DESK_CARDS + WATCH_CARDS + DERIVED_CARDS
