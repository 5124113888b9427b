"""Why a command ends without having done what it was asked."""


class ProblemError(Exception):
    """Something is the matter; the message says what, and what to do about it."""


class UnknownError(ProblemError):
    """Something cannot be found out."""


class RefusedError(ProblemError):
    """Something was not done."""
