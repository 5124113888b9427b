"""Who is calling, and what they may do."""

from .guards import authenticate, check_roles, optional_auth, require_roles
from .models import Principal, Role
from .tokens import IsRevoked, TokenReader, issue_token, read_token

__all__ = [
    "IsRevoked",
    "Principal",
    "Role",
    "TokenReader",
    "authenticate",
    "check_roles",
    "issue_token",
    "optional_auth",
    "read_token",
    "require_roles",
]
