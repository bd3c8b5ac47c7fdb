from django.db import migrations, models

from lineofsight.base.folding import fold

CHUNK = 2_000


def fill(apps, schema_editor):
    """Write how each name is looked for; a derived column, so history says that it happened and not what."""
    details = apps.get_model("organization", "PersonDetails").objects
    if not details.exists():
        return
    from lineofsight.base.runner import system_change  # inline: an empty installation has no history yet

    with system_change("Names can be found without accents.", command="organization.fold_names") as recorder:
        rows = []
        for row in details.only("pk", "name").iterator(chunk_size=CHUNK):
            row.folded = fold(row.name)[:400]
            rows.append(row)
        details.bulk_update(rows, ["folded"], batch_size=CHUNK)
        recorder.add_bulk(len(rows), b"fold organization_persondetails")


class Migration(migrations.Migration):
    dependencies = [("organization", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="persondetails",
            name="folded",
            field=models.CharField(blank=True, default="", editable=False, max_length=400),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
