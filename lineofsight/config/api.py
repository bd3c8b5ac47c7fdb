"""The API: every command and every query of the registries under /api/v1, by the same doors as the pages.

Nothing is written by hand per endpoint: what exists is callable, documented and judged by its own rule.
"""

import dataclasses
import inspect
from collections.abc import Callable
from typing import Annotated, Any, get_origin

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError
from ninja.security import HttpBearer, django_auth
from pydantic import BaseModel, Field, create_model

from lineofsight.base import canonical, clock
from lineofsight.base.commands import Command, Context
from lineofsight.base.commands import registry as commands
from lineofsight.base.errors import CommandError, Held
from lineofsight.base.once import HappenedBefore, once
from lineofsight.base.queries import Query
from lineofsight.base.queries import registry as queries
from lineofsight.base.runner import sentence_of
from lineofsight.base.web.errors import problem
from lineofsight.base.web.requests import context_of

MOST_ON_A_PAGE = 200
#: A query that answers with a list is answered in pages: at most `limit` entries from `offset` on.
PAGING: dict[str, tuple[Any, int]] = {
    "limit": (
        Annotated[int, Field(ge=1, le=1000, description="The most entries of a list on one page.")],
        MOST_ON_A_PAGE,
    ),
    "offset": (Annotated[int, Field(ge=0, le=10_000_000, description="How many entries of a list to leave out.")], 0),
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "A call sent again with the same key within seven days is answered and not done again.",
}


class Problem(Schema):
    """Problem Details (RFC 9457): what is wrong and what to do next."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = Field(default_factory=list)


class Done(Schema):
    """A command ran; `result` is the address of what it made or changed, where there is one."""

    result: str | None = None


REFUSALS: dict[int, Any] = {202: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


class BearerToken(HttpBearer):
    """A token; the middleware looked it up already and refused unknown ones."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the token of this call, if it came with one."""
        return getattr(request, "token", None)


api = NinjaAPI(
    title="Lineofsight",
    version="1",
    description="Every act and every read of Lineofsight, with the same refusals as its pages.",
    urls_namespace="api",
    auth=[BearerToken(), django_auth],
    docs_url=None,
)


@api.exception_handler(CommandError)
def on_command_error(request: HttpRequest, error: CommandError) -> HttpResponse:
    """Answer an expected error as a problem document."""
    return problem(error)


@api.exception_handler(ValidationError)
def on_bad_request(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer a request that cannot be read, naming each place."""
    errors = [{"field": ".".join(map(str, item["loc"][1:])), "detail": sentence_of(item)} for item in error.errors]
    body = {
        "type": "about:blank",
        "title": "Invalid",
        "status": 422,
        "detail": "The request cannot be read as it is.",
        "errors": errors,
    }
    return JsonResponse(body, status=422, content_type="application/problem+json")


@api.exception_handler(HappenedBefore)
def on_repeated_call(request: HttpRequest, repeated: HappenedBefore) -> HttpResponse:
    """Answer a call that was sent again as it was answered the first time."""
    if repeated.result.startswith("held_call:"):
        return problem(Held(repeated.result, gettext("This waits for a second person.")))
    answer = JsonResponse({"result": repeated.result or None})
    answer["Idempotency-Replayed"] = "true"
    return answer


def _context(request: HttpRequest, reason: str = "", version: int | None = None) -> Context:
    """Return the context of an API call; a past day is asked for as on a page."""
    return dataclasses.replace(context_of(request), now=clock.now(), via="api", reason=reason, expected_version=version)


def _context_of_call(request: HttpRequest, name: str, body: Any) -> Context:
    """Return the context of a command call; with an `Idempotency-Key` it happens once."""
    ctx = _context(request, body.reason, body.version)
    key = request.headers.get("Idempotency-Key")
    if key is None or ctx.viewer.user_id is None:
        return ctx
    return dataclasses.replace(ctx, once=once(ctx.viewer.user_id, key, name, body.model_dump(mode="json")))


def _add_command(command: Command[Any]) -> None:
    fields: dict[str, Any] = {"input": (command.input, ...), "reason": (str, ""), "version": (int | None, None)}
    if command.on is not None:
        fields["target"] = (str, Field(description=f"Public id of the {command.on._meta.verbose_name}."))
    body_type = create_model(f"{_camel(command.name)}Call", __base__=BaseModel, **fields)

    def operation(request: HttpRequest, body: Any) -> dict[str, str | None]:
        ctx = _context_of_call(request, command.name, body)
        result = command(ctx, getattr(body, "target", None), body.input)
        return {"result": getattr(result, "address", None)}

    operation.__annotations__ = {"request": HttpRequest, "body": body_type}
    operation.__doc__ = command.title
    path = f"/commands/{command.name}"
    responses = {200: Done, **REFUSALS}
    api.post(
        path,
        response=responses,
        operation_id=command.name,
        summary=command.title,
        tags=["commands"],
        openapi_extra={"parameters": [IDEMPOTENCY_KEY]},
    )(operation)


def _add_query(query: Query) -> None:
    parameters = {name: kind for name, kind in query.function.__annotations__.items() if name not in ("ctx", "return")}
    operation = _query_operation(query, parameters)
    api.get(
        query.path, response={200: Any, **REFUSALS}, operation_id=query.name, summary=query.title, tags=["queries"]
    )(operation)


def _query_operation(query: Query, parameters: dict[str, Any]) -> Callable[..., HttpResponse]:
    def operation(request: HttpRequest, **values: Any) -> HttpResponse:
        limit, offset = values.pop("limit", MOST_ON_A_PAGE), values.pop("offset", 0)
        found = query.function(_context(request), **values)
        if not isinstance(found, list | tuple):
            return JsonResponse(canonical.plain(_as_plain(found)), safe=False)
        answer = JsonResponse(canonical.plain(_as_plain(found[offset : offset + limit])), safe=False)
        answer["X-Total-Count"] = str(len(found))
        if offset + limit < len(found):
            further = request.GET.copy()
            further["limit"], further["offset"] = str(limit), str(offset + limit)
            answer["Link"] = f'<{request.path}?{further.urlencode()}>; rel="next"'
        return answer

    original = inspect.signature(query.function)
    chosen = [original.parameters[name].replace(kind=inspect.Parameter.KEYWORD_ONLY) for name in parameters]
    paging = PAGING if get_origin(original.return_annotation) in (list, tuple) else {}
    more = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=default)
        for name, (kind, default) in paging.items()
    ]
    first = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=HttpRequest)
    operation.__signature__ = inspect.Signature([first, *chosen, *more])  # type: ignore[attr-defined]
    kinds = {name: kind for name, (kind, _) in paging.items()}
    operation.__annotations__ = {"request": HttpRequest, **parameters, **kinds}
    operation.__doc__ = query.title
    return operation


def _as_plain(value: Any) -> Any:
    """Return dataclasses as dictionaries, all the way down."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _as_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: _as_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_as_plain(item) for item in value]
    return value


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.replace(".", "_").split("_"))


for _command in commands().values():
    _add_command(_command)
for _query in queries().values():
    _add_query(_query)
