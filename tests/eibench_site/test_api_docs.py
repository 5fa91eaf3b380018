"""The API's schema and its page."""

import io
import warnings

from django.core.management import call_command
from drf_spectacular.generators import SchemaGenerator

from eibench_site.api_docs import operations


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
