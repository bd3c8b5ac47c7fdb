"""Login users. What a person is in the organization stands in `organization`."""

from collections.abc import Iterator
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from lineofsight.base.ids import new_public_id
from lineofsight.base.models import Identified
from lineofsight.base.records import TECHNICAL, Declaration, RecordClass


class UserQuerySet(models.QuerySet["User"]):
    """Reads of accounts."""

    def visible_to(self, viewer: Any) -> Self:
        """Return the accounts in the viewer's scope."""
        from lineofsight.base import access  # inline: access registers scopes by model

        return self.filter(access.scope_of(self.model, viewer))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a new user; without a password the account cannot sign in by one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user of an e-mail address, however it is capitalized."""
        user: User = self.get(email__iexact=username)
        return user


class User(AbstractBaseUser):
    """An account that can sign in, or the named operator account of the command line."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    time_zone = models.CharField(max_length=40, blank=True, default="")
    theme = models.CharField(max_length=6, blank=True, default="")
    density = models.CharField(max_length=12, blank=True, default="")
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    demo_note = models.CharField(max_length=160, blank=True, default="")
    session_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def address(self) -> str:
        """Return `user:public_id`."""
        return f"user:{self.public_id}"

    def get_session_auth_hash(self) -> str:
        """Return what a session must match: it changes with the password and with `session_epoch`."""
        return f"{super().get_session_auth_hash()}-{self.session_epoch}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Return what a session made under an earlier secret key must match."""
        for earlier in super().get_session_auth_fallback_hash():
            yield f"{earlier}-{self.session_epoch}"


class ApiToken(Identified):
    """A token with which a program acts as a person, with all or a part of their rights, until a day."""

    declaration = Declaration("api_token", TECHNICAL, RecordClass.PRIVATE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)  # how the token begins, so that its owner finds it again
    reach = models.CharField(max_length=5)  # read write named
    commands = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "token"


class TokenUse(models.Model):
    """When a token was used last: no act of anybody, so no command writes it."""

    token = models.OneToOneField(ApiToken, on_delete=models.PROTECT, primary_key=True, related_name="use")
    last_used_at = models.DateTimeField()
