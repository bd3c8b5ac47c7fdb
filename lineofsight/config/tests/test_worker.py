"""What the worker keeps in order."""

from datetime import date, datetime, timezone
from typing import Any

import pytest

from lineofsight.base import clock, history
from lineofsight.base.access import SYSTEM
from lineofsight.base.commands import Context
from lineofsight.base.models import Installation
from lineofsight.config.worker import HousekeepingThread
from lineofsight.organization import commands
from lineofsight.organization.models import UnitClosure


@pytest.mark.django_db
def test_planned_move_takes_effect_when_its_day_comes(monkeypatch: Any) -> None:
    ctx = Context(viewer=SYSTEM, now=clock.now(), via="system", reason="test")
    start = date(2026, 1, 1)
    top = commands.create_unit(ctx, None, {"name": "Top", "from_": start})
    other = commands.create_unit(ctx, None, {"name": "Other", "from_": start})
    commands.revise_unit(ctx, other, {"from_": date(2199, 1, 1), "parent": top.public_id})
    Installation.objects.update_or_create(id=1, defaults={"is_demo": True, "created_at": clock.now()})
    history.forget_installation()
    keeper = HousekeepingThread()
    keeper.keep()
    assert not UnitClosure.objects.filter(ancestor=top, descendant=other).exists()

    with clock.seeded(datetime(2199, 1, 1, 12, tzinfo=timezone.utc)):
        keeper.keep()

    assert UnitClosure.objects.filter(ancestor=top, descendant=other).exists()
