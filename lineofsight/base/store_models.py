"""Tables of the machinery: the installation, keys of persons, stored files, translations."""

from django.db import models

from lineofsight.base.ids import new_public_id


class Installation(models.Model):
    """The one row that says what this database is; `is_demo` is set at creation and never changes."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    public_id = models.UUIDField(default=new_public_id, editable=False)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()


class PersonKey(models.Model):
    """The key under which a person's values stand in history; destroying it is the erasure of those values."""

    person_id = models.BigIntegerField(unique=True)
    key = models.BinaryField(null=True)
    destroyed_at = models.DateTimeField(null=True)


class StoredFile(models.Model):
    """A file kept under the digest of its content, so that a number can show the line it came from."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    digest = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    encoding = models.CharField(max_length=20, blank=True, default="")
    stored_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)


class Translation(models.Model):
    """A name or text of a shared object in another language than the installation's own."""

    target = models.CharField(max_length=120)
    field = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["target", "field", "language"], name="one_translation")]


class RepeatableCall(models.Model):
    """A call of the API that happened under a key of its caller's: sent again, it is answered and not done again."""

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    result = models.CharField(max_length=120, blank=True, default="")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "key"], name="one_call_per_key")]
