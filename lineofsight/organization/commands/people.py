"""People: who they are. Names and contacts stand in one undated row, which alone erasure has to empty."""

from uuid import UUID

from django.contrib.auth import get_user_model
from pydantic import Field

from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid
from lineofsight.organization.access import may_link_account, may_organize, may_organize_person
from lineofsight.organization.inputs import FromSource, earlier, free_slug, optional, require, touched
from lineofsight.organization.models import LegalEntity, Person, PersonDetails


class CreatePerson(FromSource):
    """A person by name; `sort_name` is what lists are sorted by, where it differs from the name."""

    name: str = Field(min_length=1, max_length=200)
    sort_name: str = Field(default="", max_length=200)
    email: str = Field(default="", max_length=254, pattern=r"^([^@\s]+@[^@\s]+)?$")
    legal_entity: UUID | None = None
    slug: str = Field(default="", max_length=120)


@command("organization.create_person", allow=may_organize, audited_input=False)
def create_person(ctx: Context, target: None, data: CreatePerson) -> Person:
    """Add a person; sent twice with one key, the person is added once."""
    made = earlier(Person, data)
    if made is not None:
        return made
    slug = free_slug(Person, data.slug or data.name, 120)
    entity = optional(LegalEntity, ctx.viewer, data.legal_entity, "legal_entity")
    person = Person(**data.identity(slug), slug=slug, legal_entity=entity)
    person.save()
    PersonDetails(person=person, name=data.name, sort_name=data.sort_name or data.name, email=data.email).save()
    return person


class CorrectPerson(Input):
    """What changes; fields that are left out stay as they are."""

    name: str = Field(default="", max_length=200)
    sort_name: str = Field(default="", max_length=200)
    email: str = Field(default="", max_length=254, pattern=r"^([^@\s]+@[^@\s]+)?$")


@command("organization.correct_person", on=Person, allow=may_organize_person, audited_input=False)
def correct_person(ctx: Context, person: Person, data: CorrectPerson) -> Person:
    """Correct a person's name or contact."""
    details = PersonDetails.objects.get(person=person)
    for field in data.model_fields_set:
        setattr(details, field, getattr(data, field))
    if not details.name:
        raise Invalid({"name": "A person has a name."})
    details.save(update_fields=sorted(data.model_fields_set))
    touched(person)
    return person


class LinkAccount(Input):
    """The account that this person signs in with; null takes the link away."""

    user: UUID | None


@command("organization.link_account", on=Person, allow=may_link_account)
def link_account(ctx: Context, person: Person, data: LinkAccount) -> Person:
    """Say which account a person signs in with: an account belongs to one person."""
    user = None if data.user is None else require(get_user_model(), ctx.viewer, data.user, "user")
    if user is not None and person.user_id not in (None, user.pk):
        raise Invalid({"user": "This person signs in with another account. Take that link away first."})
    taken = user and Person.objects.filter(user=user).exclude(pk=person.pk).exists()
    if taken:
        raise Invalid({"user": "This account belongs to another person."})
    person.user = user
    person.save(update_fields=["user"])
    touched(person)
    return person
