"""The table of search, and its index of parts of words in each database's own way."""

from typing import Any

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

from lineofsight.base.search import text


def create(apps: Any, editor: Any) -> None:
    """Make the text index."""
    editor.execute(text.CREATE_POSTGRES if editor.connection.vendor == "postgresql" else text.CREATE)


def drop(apps: Any, editor: Any) -> None:
    """Take the text index away."""
    editor.execute(text.DROP_POSTGRES if editor.connection.vendor == "postgresql" else text.DROP)


class Migration(migrations.Migration):
    dependencies = [("base", "0002_repeatable_calls")]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=60, unique=True)),
                ("backwards", models.CharField(db_index=True, max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("object_id", models.BigIntegerField()),
                ("handle", models.CharField(max_length=200)),
                ("title", models.CharField(max_length=400)),
                ("note", models.CharField(blank=True, default="", max_length=200)),
                ("url", models.CharField(max_length=300)),
                ("folded", models.CharField(max_length=800)),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "handle"], name="search_entry_handle")],
                "constraints": [models.UniqueConstraint(fields=("kind", "object_id"), name="search_entry_thing")],
            },
        ),
        migrations.RunPython(create, drop),
    ]
