"""What was cheap to lay in the first migration and would be dear later: each has its test here (DESIGN §13)."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.apps import apps
from django.db import models

from lineofsight.base import evidence, guards, ids, inventory, runner, texts
from lineofsight.base.access import SYSTEM
from lineofsight.base.errors import Invalid, NotFound
from lineofsight.base.model import Identified
from lineofsight.base.models import Change
from lineofsight.organization.models import Calendar, Period, Unit
from tests.foundation.conftest import NOON, context, rename

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = (models.CASCADE, models.SET_NULL, models.SET_DEFAULT, models.DO_NOTHING)


def test_public_ids_are_opaque_and_in_order_of_time_where_they_may_be() -> None:
    first, second = ids.new_public_id(), ids.new_public_id()

    assert (first.version, first.variant) == (7, "specified in RFC 4122")
    assert first.int >> 80 <= second.int >> 80
    assert ids.new_sealed_id().version == 4


@pytest.mark.parametrize("model", [model for model in apps.get_models() if issubclass(model, Identified)])
def test_every_object_has_a_public_id_an_external_key_and_a_version(model: type[Identified]) -> None:
    names = {field.name for field in model._meta.concrete_fields}

    assert {"public_id", "source", "key", "version"} <= names
    assert model._meta.get_field("public_id").unique


@pytest.mark.parametrize("model", guards.guarded_models(), ids=lambda model: model._meta.label)
def test_no_domain_model_can_be_written_past_the_guards_by_the_database(model: type[models.Model]) -> None:
    links = [field for field in model._meta.concrete_fields if field.remote_field]

    assert [field.name for field in links if field.remote_field.on_delete in FORBIDDEN] == []
    assert list(model._meta.many_to_many) == []


def test_every_field_has_a_data_class_a_purpose_and_a_retention() -> None:
    for line in inventory.lines():
        assert all([line.use.data_class, line.use.purpose, line.use.retention]), line
    kept = (ROOT / "docs/security/data-inventory.md").read_text(encoding="utf-8")
    assert kept == inventory.page(), "Run: python -m lineofsight.base.inventory > docs/security/data-inventory.md"


def test_a_declared_field_that_does_not_exist_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    use = Unit.declaration.use
    monkeypatch.setattr(Unit, "declaration", replace(Unit.declaration, fields={"color": use, "slug": use}))
    with pytest.raises(ValueError, match="does not have: color"):
        inventory.lines()

    monkeypatch.setattr(Unit, "declaration", replace(Unit.declaration, fields={"slug": use}))
    assert [line.field for line in inventory.lines() if line.model == "organization.Unit"] == ["slug", "all others"]


def test_evidence_shows_a_row_as_it_was_known_then(unit: Unit) -> None:
    created = Change.objects.latest("pk").at
    rename(replace(context("tester"), now=created + timedelta(hours=2)), unit, {"slug": "quay"})
    rename(replace(context("tester"), now=created + timedelta(hours=4)), unit, {"slug": "pier"})

    shown = {}
    for hours in (-1, 1, 3, 5):
        reference = evidence.reference_to(unit, created + timedelta(hours=hours))
        found = evidence.resolve(reference, context("tester").viewer)
        assert found.reference == reference
        shown[hours] = found.values["slug"] if found.values else None

    assert shown == {-1: None, 1: "dock", 3: "quay", 5: "pier"}


def test_evidence_resolves_for_rows_without_a_public_id(db: None) -> None:
    with runner.system_change("scene"):
        calendar = Calendar(key="c", name="C")
        calendar.save()
        period = Period(
            calendar=calendar,
            frequency="annual",
            key="2026",
            start_on=NOON.date(),
            until_on=NOON.date(),
            fiscal_year=2026,
        )
        period.save()

    found = evidence.resolve(f"period:{period.pk}@2999-01-01T00:00:00", SYSTEM)

    assert (found.existed, found.values["key"] if found.values else None) == (True, "2026")


@pytest.mark.parametrize(
    "text", ["", "unit", "unit:1", "unit:1@yesterday", "dragon:1@2026-01-01T00:00:00", "unit:1@2026-99-01T00:00"]
)
def test_a_text_that_is_no_reference_is_refused(db: None, text: str) -> None:
    with pytest.raises(Invalid, match="kind:id@time"):
        evidence.resolve(text, SYSTEM)


@pytest.mark.parametrize("key", ["nothing", str(UUID(int=5)), "7"])
def test_evidence_out_of_scope_and_missing_evidence_look_the_same(unit: Unit, key: str) -> None:
    with runner.system_change("hide"):
        hidden = Unit(slug="hidden-vault", key="v")
        hidden.save()

    sentences = []
    for reference in (f"unit:{key}@2026-11-17T12:00:00", evidence.reference_to(hidden, NOON)):
        with pytest.raises(NotFound) as caught:
            evidence.resolve(reference, context("tester").viewer)
        sentences.append(str(caught.value))

    assert sentences[0] == sentences[1]
    with pytest.raises(NotFound):
        evidence.resolve("period:x@2026-11-17T12:00:00", SYSTEM)


def test_shared_texts_have_a_version_per_language(unit: Unit) -> None:
    texts.translate(unit.address, "name", "de", " Rampe ")
    texts.translate(unit.address, "name", "pl", "Rampa")
    texts.translate(unit.address, "name", "de", "Laderampe")

    assert texts.translations([unit.address], "de") == {unit.address: "Laderampe"}
    texts.translate(unit.address, "name", "de", "")
    assert texts.translations([unit.address], "de") == {}
    assert texts.translations([unit.address], "pl") == {unit.address: "Rampa"}


def test_a_change_names_on_whose_behalf_it_was_made(unit: Unit) -> None:
    from lineofsight.accounts.models import User

    boss = User.objects.create_user("boss@example.org")
    rename(replace(context("tester"), on_behalf_of=boss.pk), unit, {"slug": "quay"})

    assert Change.objects.get(command="test.rename").on_behalf_of == boss
