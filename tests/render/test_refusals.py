"""What is refused, and the words in which it is."""

import pytest

from tests.support.rendering import Answers, RefusedError, Renderer

SERVICES = {
    "items": "'items' needs a kind, as in items:resource (kinds: resource, jobs, training).",
    "items:": "'items' needs a kind",
    "items:table": "'items' needs a kind",
    ":resource": "'' is no service name",
    "Items:resource": "'Items' is no service name: lower-case ASCII letters, digits and single",
    "my-items:resource": "'my-items' is no service name",
    "my items:resource": "'my items' is no service name",
    "_items:resource": "'_items' is no service name",
    "items_:resource": "'items_' is no service name",
    "my__items:resource": "'my__items' is no service name",
    "3d:resource": "'3d' is no service name",
    "-items:resource": "'-items' is no service name",
    "ünï:resource": "'ünï' is no service name",
    "{{ 7*7 }}:resource": "'{{ 7*7 }}' is no service name",
    "$(id):resource": "'$(id)' is no service name",
    "../items:resource": "'../items' is no service name",
    "abcdefghijklmnopqrstu:resource": "is longer than 20 characters",
    "class:resource": "'class' is a Python keyword.",
    "match:jobs": "'match' is a Python keyword.",
    "email:resource": "'email' is a module of the standard library.",
    "queue:jobs": "'queue' is a module of the standard library.",
    "common:resource": "'common' is reserved",
    "worker:jobs": "'worker' is reserved",
    "config:resource": "'config' is reserved",
    "acme:resource": "'acme' is reserved",
    "items:resource, items:jobs": "'items' is there twice.",
    "first:training, second:training": (
        "'second' would be a second service of kind training beside 'first': "
        "add a trainer to it instead."
    ),
    "item:resource, items:resource": "'items' and another service would share the class Item.",
    "class:resource, email:jobs": "'class' is a Python keyword. 'email' is a module",
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

OTHERS: list[tuple[Answers, str, str]] = [
    ({"project_name": ""}, "project_name", "A project needs a name."),
    ({"project_name": "   "}, "project_name", "A project needs a name."),
    ({"project_name": "n" * 61}, "project_name", "The name is longer than 60 characters."),
    ({"description": ""}, "description", "A description is needed"),
    ({"description": "d" * 201}, "description", "The description is longer than 200 characters."),
    ({"user_name": " "}, "user_name", "An author is needed."),
    ({"user_name": "n" * 101}, "user_name", "The name is longer than 100 characters."),
    ({"user_email": ""}, "user_email", "That is no email address."),
    ({"user_email": "nobody"}, "user_email", "That is no email address."),
    ({"user_email": "a@b"}, "user_email", "That is no email address."),
    ({"user_email": "a b@example.com"}, "user_email", "That is no email address."),
    ({"user_email": 'a"b@example.com'}, "user_email", "That is no email address."),
    ({"user_email": "a@example.com\n"}, "user_email", "That is no email address."),
    ({"user_email": "a@example.com, b@example.com"}, "user_email", "That is no email address."),
    ({"github_user": "-acme"}, "github_user", "That is no GitHub name."),
    ({"github_user": "acme/x"}, "github_user", "That is no GitHub name."),
    ({"github_user": "acme\n"}, "github_user", "That is no GitHub name."),
    ({"github_user": "${{ github.token }}"}, "github_user", "That is no GitHub name."),
    ({"repository_url": "acme"}, "repository_url", "That is no web address."),
    ({"repository_url": "javascript:alert(1)"}, "repository_url", "That is no web address."),
    ({"repository_url": 'https://a.b/"c'}, "repository_url", "That is no web address."),
    ({"repository_url": "https://a.b/c d"}, "repository_url", "That is no web address."),
    ({"repository_url": "https://a.b/c\n"}, "repository_url", "That is no web address."),
    (
        {"components": ["jobs"]},
        "components",
        "jobs has nothing to run: add a service of kind jobs or training, such as exports:jobs.",
    ),
    (
        {"services": "", "components": ["auth"]},
        "components",
        "auth needs at least one service.",
    ),
    (
        {"services": "exports:jobs", "components": []},
        "components",
        "The jobs service exports needs the component jobs.",
    ),
    (
        {"services": "", "database": "postgresql"},
        "database",
        "PostgreSQL needs at least one service that stores something.",
    ),
]


def _refusal(render: Renderer, answers: Answers) -> RefusedError:
    with pytest.raises(RefusedError) as refusal:
        render(**answers)
    return refusal.value


@pytest.mark.parametrize("services", SERVICES)
def test_services_are_refused_in_words(render: Renderer, services: str) -> None:
    refusal = _refusal(render, {"services": services})
    assert refusal.question == "services"
    assert SERVICES[services] in refusal.words


@pytest.mark.parametrize("ports", PORTS)
def test_ports_are_refused_in_words(render: Renderer, ports: str) -> None:
    refusal = _refusal(render, {"services": "items:resource, others:resource", "ports": ports})
    assert refusal.question == "ports"
    assert PORTS[ports] in refusal.words


def test_port_of_a_dropped_service_is_not_given_away(render: Renderer) -> None:
    """The answer outlives the service, so that taking it up again finds its port free."""
    plan = render(services="items:resource", ports="gone=50000").plan
    assert [service["port"] for service in plan["services"]] == [50001]


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_are_refused_in_words(render: Renderer, package: str) -> None:
    refusal = _refusal(render, {"package": package})
    assert refusal.question == "package"
    assert PACKAGES[package] in refusal.words


@pytest.mark.parametrize(("answers", "question", "words"), OTHERS)
def test_others_are_refused_in_words(
    render: Renderer, answers: Answers, question: str, words: str
) -> None:
    refusal = _refusal(render, answers)
    assert refusal.question == question
    assert words in refusal.words


ACCEPTED = {
    "": [],
    " items : resource ": [("items", "resource", 45680)],
    "items:resource,": [("items", "resource", 45680)],
    "b:jobs,a:resource": [("b", "jobs", 45680), ("a", "resource", 45681)],
    "b:jobs\na:training\n": [("b", "jobs", 45680), ("a", "training", 45681)],
    "my_2nd_list:resource": [("my_2nd_list", "resource", 45680)],
}


@pytest.mark.parametrize("services", ACCEPTED)
def test_services_are_read_as_people_type_them(render: Renderer, services: str) -> None:
    plan = render(services=services).plan
    read = [(service["name"], service["kind"], service["port"]) for service in plan["services"]]
    assert read == ACCEPTED[services]


def test_ports_left_out_come_after_those_given(render: Renderer) -> None:
    plan = render(services="a:resource, b:resource, c:resource", ports="b = 50000").plan
    assert [service["port"] for service in plan["services"]] == [50001, 50000, 50002]
