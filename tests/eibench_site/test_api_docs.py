"""The API's schema and its page."""

import io
import warnings

from django.core.management import call_command
from drf_spectacular.generators import SchemaGenerator

from eibench_site.api_docs import operations
from tests.factories import make_draft_run


def test_the_schema_is_valid_and_drawn_without_a_warning():
    with warnings.catch_warnings():
        # The validator's own use of its library, which nobody here can change.
        warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"(drf_spectacular|jsonschema)")
        out = io.StringIO()
        call_command("spectacular", fail_on_warn=True, validate=True, stdout=out)
    assert out.getvalue().startswith("openapi: 3.0.3")


def test_the_page_shows_every_operation_of_the_schema(client_of, annotator):
    schema = SchemaGenerator().get_schema(request=None, public=True)
    named = {
        (method.upper(), path)
        for path, methods in schema["paths"].items()
        for method in methods
        if "schema" not in path
    }
    page = client_of(annotator).get("/api/docs/")
    assert {(operation.method, operation.path) for operation in page.context["operations"]} == named
    assert page.content.decode().count('class="operation"') == len(named)


def test_every_operation_says_what_it_is_about():
    found = operations(SchemaGenerator().get_schema(request=None, public=True))
    assert [operation.path for operation in found if not operation.about] == []
    cut = next(one for one in found if (one.method, one.path) == ("POST", "/api/benchmarks/{slug}/releases/"))
    assert [(field.name, field.kind, field.required) for field in cut.body] == [
        ("name", "string", True),
        ("split", "basic | complex | all", True),
        ("include_imported", "boolean", False),
    ]


def test_an_operation_tells_its_refusals():
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    in_benchmark = "/api/benchmarks/{slug}"
    assert {
        (method, path): sorted(paths[path][method]["responses"])
        for method, path in [
            ("get", "/api/benchmarks/"),
            ("get", f"{in_benchmark}/images/"),
            ("get", f"{in_benchmark}/samples/"),
            ("get", f"{in_benchmark}/reviews/{{id}}/"),
            ("post", f"{in_benchmark}/drafts/import/"),
        ]
    } == {
        ("get", "/api/benchmarks/"): ["200", "401", "404"],
        ("get", f"{in_benchmark}/images/"): ["200", "401", "403", "404"],
        ("get", f"{in_benchmark}/samples/"): ["200", "400", "401", "403", "404"],
        ("get", f"{in_benchmark}/reviews/{{id}}/"): ["200", "401", "403", "404"],
        ("post", f"{in_benchmark}/drafts/import/"): ["201", "400", "401", "403", "404", "413", "415"],
    }


def test_the_shapes_are_those_of_the_answers(client_of, researcher, benchmark):
    run = make_draft_run(benchmark, engine="imported", model="made elsewhere", prompt_set=None)
    shape = SchemaGenerator().get_schema(request=None, public=True)["components"]["schemas"]["DraftRun"]
    answer = client_of(researcher).get(f"/api/benchmarks/streets/draft-runs/{run.pk}/").json()
    assert sorted(shape["required"]) == sorted(shape["properties"]) == sorted(answer)
    assert (answer["prompt_set"], shape["properties"]["prompt_set"]["nullable"]) == (None, True)
