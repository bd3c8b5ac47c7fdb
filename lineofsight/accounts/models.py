"""Login users. What a person is in the organization stands in `organization`."""

from collections.abc import Iterator
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from lineofsight.base.ids import new_public_id


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
