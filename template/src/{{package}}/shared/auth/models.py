"""Callers and their roles."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a caller may do: each role is named by what it adds."""

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller whose token was good."""

    subject: str
    roles: frozenset[Role]
    token_id: str | None = field(default=None, compare=False)
    """The claim `jti` of the token."""

    @property
    def is_admin(self) -> bool:
        """Whether the caller may see and do everything."""
        return Role.ADMIN in self.roles

    def has_any(self, roles: frozenset[Role]) -> bool:
        """Return whether the caller has one of the roles; an admin has them all."""
        return self.is_admin or not roles.isdisjoint(self.roles)
