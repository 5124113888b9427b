"""What is refused, and the words in which it is."""

from tests.support.answers import KINDS, features_of, usual
from tests.support.rendering import Answers, RefusedError, Renderer

PARTS = {
    "items": f"'items' needs a kind, as in items:{KINDS[0]} (kinds: {', '.join(KINDS)}).",
    "items:": "'items' needs a kind",
    "items:table": "'items' needs a kind",
    ":resource": "'' is no name for a part",
    "Items:resource": "'Items' is no name for a part: lower-case ASCII letters, digits and single",
    "my-items:resource": "'my-items' is no name for a part",
    "my items:resource": "'my items' is no name for a part",
    "_items:resource": "'_items' is no name for a part",
    "items_:resource": "'items_' is no name for a part",
    "my__items:resource": "'my__items' is no name for a part",
    "3d:resource": "'3d' is no name for a part",
    "-items:resource": "'-items' is no name for a part",
    "ünï:resource": "'ünï' is no name for a part",
    "{{ 7*7 }}:resource": "'{{ 7*7 }}' is no name for a part",
    "$(id):resource": "'$(id)' is no name for a part",
    "../items:resource": "'../items' is no name for a part",
    "abcdefghijklmnopqrstu:resource": "is longer than 20 characters",
    "class:resource": "'class' is a Python keyword.",
    "match:job": "'match' is a Python keyword.",
    "email:module": "'email' is a module of the standard library.",
    "queue:job": "'queue' is a module of the standard library.",
    "common:resource": "'common' is reserved: the project has a folder, command or module of that",
    "worker:job": "'worker' is reserved",
    "config:module": "'config' is reserved",
    "acme:resource": "'acme' is reserved",
    "items:resource, items:job": "'items' is there twice.",
    "first:training, second:training": (
        "'second' would be a second part of kind training beside 'first': "
        "add a trainer to it instead."
    ),
    "item:resource, items:module": "'items' and another part would share the class Item.",
    "class:resource, email:job": "'class' is a Python keyword. 'email' is a module",
}

PORTS = {
    "items=80": "The port of items is no number from 1024 to 65535: 80.",
    "items=70000": "The port of items is no number from 1024 to 65535: 70000.",
    "items=http": "The port of items is no number from 1024 to 65535: http.",
    "items=-1": "The port of items is no number",
    "items=": "The port of items is no number",
    "items": "The port of items is no number",
    "items=9000, others=9000": "Port 9000 clashes: items and others both want it.",
}

PACKAGES = {
    "": "The package name needs lower-case ASCII letters",
    "My-Pkg": "The package name needs lower-case ASCII letters",
    "my-pkg": "The package name needs lower-case ASCII letters",
    "3d": "The package name needs lower-case ASCII letters",
    "_acme": "The package name needs lower-case ASCII letters",
    "acme.core": "The package name needs lower-case ASCII letters",
    "ünï": "The package name needs lower-case ASCII letters",
    "acme\n": "The package name needs lower-case ASCII letters",
    "a" * 35: "The package name is longer than 34 characters.",
    "class": "class is a Python keyword.",
    "type": "type is a Python keyword.",
    "json": "json is a module of the standard library.",
    "tests": "tests is reserved for a folder of the project.",
    "fastapi": "fastapi would shadow a library that the project installs.",
    "sqlalchemy": "sqlalchemy would shadow a library that the project installs.",
}

LINES: dict[str, dict[str, str]] = {
    "project_name": {
        "": "A project needs a name.",
        "   ": "A project needs a name.",
        "n" * 61: "The name is longer than 60 characters.",
        "two\nlines": "The name goes on one line",
    },
    "description": {
        "": "A description is needed",
        "d" * 201: "The description is longer than 200 characters.",
        "two\nlines": "The description goes on one line",
    },
    "user_name": {
        " ": "An author is needed.",
        "n" * 101: "The name is longer than 100 characters.",
    },
    "user_email": dict.fromkeys(
        [
            "",
            "nobody",
            "a@b",
            "a b@example.com",
            'a"b@example.com',
            "a@example.com\n",
            "a@example.com, b@example.com",
        ],
        "That is no email address.",
    ),
    "github_user": dict.fromkeys(
        ["-acme", "acme/x", "acme\n", "${{ github.token }}"], "That is no GitHub name."
    ),
    "repository_url": dict.fromkeys(
        ["acme", "javascript:alert(1)", 'https://a.b/"c', "https://a.b/c d", "https://a.b/c\n"],
        "That is no web address.",
    ),
    "code_host": {"gitlab": "There are no workflows for GitLab yet: take github"},
}


def _such_as(name: str) -> str:
    """The kinds that bring a name of the tables."""
    kinds = [kind for kind in KINDS if name in features_of([usual(kind)])]
    return f"such as examples:{kinds[0]} (kinds: {', '.join(kinds)})."


SHAPES: dict[str, tuple[Answers, str, str]] = {
    "nothing to submit to": (
        {"components": ["jobs"]},
        "components",
        f"jobs needs a part that runs jobs, {_such_as('queue')}",
    ),
    "nothing to ask for a token": (
        {"parts": "", "components": ["auth"]},
        "components",
        f"auth needs a service, {_such_as('http')}",
    ),
    "nothing to command": (
        {"parts": "", "components": ["cli"]},
        "components",
        f"cli needs a part, {_such_as('part')}",
    ),
    "nobody to do the work": (
        {"parts": "exports:job", "components": []},
        "components",
        "The job exports needs the component jobs.",
    ),
    "nothing to store": (
        {"parts": "sums:module", "components": [], "database": "postgresql"},
        "database",
        f"postgresql needs a part that stores or queues, {_such_as('database')}",
    ),
    "nowhere to run": (
        {"components": [], "updates": "workflow"},
        "updates",
        "The workflow that brings new versions needs the component ci:"
        " take it too, or let updates be renovate or none.",
    ),
}


def _refusal(render: Renderer, answers: Answers) -> tuple[str, str]:
    """The question that refuses some answers, and its words; twice nothing if none does."""
    try:
        render(**answers)
    except RefusedError as refusal:
        return refusal.question, refusal.words
    return "", ""


def _misheard(
    render: Renderer, question: str, refused: dict[str, str], **others: str
) -> dict[str, tuple[str, str]]:
    """The answers to a question that are not refused as they should be, each with what happened."""
    heard = {answer: _refusal(render, {**others, question: answer}) for answer in refused}
    return {
        answer: (speaker, words)
        for answer, (speaker, words) in heard.items()
        if speaker != question or refused[answer] not in words
    }


def test_parts_are_refused_in_words(render: Renderer) -> None:
    assert _misheard(render, "parts", PARTS) == {}


def test_ports_are_refused_in_words(render: Renderer) -> None:
    assert _misheard(render, "ports", PORTS, parts="items:resource, others:resource") == {}


def test_port_of_a_dropped_service_is_not_given_away(render: Renderer) -> None:
    """The answer outlives the service, so that taking it up again finds its port free."""
    plan = render(parts="items:resource", ports="gone=50000").plan
    assert [service["port"] for service in plan["each"]["service"]] == [50001]


def test_packages_are_refused_in_words(render: Renderer) -> None:
    assert _misheard(render, "package", PACKAGES) == {}


def test_lines_are_refused_in_words(render: Renderer) -> None:
    misheard = {question: _misheard(render, question, LINES[question]) for question in LINES}
    assert {question: answers for question, answers in misheard.items() if answers} == {}


def test_shapes_are_refused_in_words(render: Renderer) -> None:
    heard = {shape: _refusal(render, answers) for shape, (answers, _, _) in SHAPES.items()}
    assert heard == {shape: (question, words) for shape, (_, question, words) in SHAPES.items()}


ACCEPTED = {
    "": [],
    " items : resource ": [("items", "resource", 28680)],
    "items:resource,": [("items", "resource", 28680)],
    "b:job,a:resource": [("b", "job", 28680), ("a", "resource", 28681)],
    "b:job\na:training\n": [("b", "job", 28680), ("a", "training", 28681)],
    "sums:module, items:resource": [("sums", "module", 0), ("items", "resource", 28680)],
    "my_2nd_list:resource": [("my_2nd_list", "resource", 28680)],
}
"""What people type, and the parts that are read from it with their ports; a library has none."""


def test_parts_are_read_as_people_type_them(render: Renderer) -> None:
    plans = {typed: render(parts=typed).plan for typed in ACCEPTED}
    read = {
        typed: [(part["name"], part["kind"], part["port"]) for part in plan["each"]["part"]]
        for typed, plan in plans.items()
    }
    assert read == ACCEPTED


def test_ports_left_out_come_after_those_given(render: Renderer) -> None:
    plan = render(parts="a:resource, b:resource, c:resource", ports="b = 50000").plan
    assert [part["port"] for part in plan["each"]["service"]] == [50001, 50000, 50002]
