"""Who is calling, and what they may do."""

from .guards import authenticate, check_roles, require_roles
from .models import Principal, Role
from .tokens import issue_token, read_token

__all__ = [
    "Principal",
    "Role",
    "authenticate",
    "check_roles",
    "issue_token",
    "read_token",
    "require_roles",
]
