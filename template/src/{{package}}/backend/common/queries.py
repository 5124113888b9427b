"""Names in the query of a URL: misspelt ones are refused, as in a body."""

from collections.abc import Iterator

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute


class KnownQuery:
    """A dependency of an application that lets a request pass if its route takes its query."""

    def __init__(self) -> None:
        """Begin to learn what the routes of an application take."""
        self._taken: dict[int, frozenset[str]] = {}

    async def __call__(self, request: Request) -> None:
        """Let a request pass whose query has nothing but what its route takes.

        Raises:
            RequestValidationError: It has.
        """
        if not request.scope["query_string"]:
            return
        route: APIRoute = request.scope["route"]
        taken = self._taken.get(id(route))
        if taken is None:
            # Routes stay as they are for as long as their application is there.
            taken = self._taken[id(route)] = frozenset(_names_in(route.dependant))
        if unknown := sorted(request.query_params.keys() - taken):
            raise RequestValidationError(
                [
                    {"type": "extra_forbidden", "loc": ("query", name), "msg": "Nothing takes it."}
                    for name in unknown
                ]
            )


def _names_in(dependant: Dependant) -> Iterator[str]:
    for parameter in dependant.query_params:
        fields = getattr(parameter.field_info.annotation, "model_fields", None)
        if fields is None:
            yield parameter.alias
        else:
            yield from (field.alias or name for name, field in fields.items())
    for each in dependant.dependencies:
        yield from _names_in(each)
