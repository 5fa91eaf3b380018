"""Checks of `manage.py check --deploy` that Django does not bring: every template of ours compiles."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.base import FilterExpression
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode, IncludeNode


@register(Tags.templates, deploy=True)
def templates_compile(app_configs, **options) -> list[Error]:
    """An error for each template of the project that cannot be read, or builds on one that is not there."""
    errors = []
    for folder in map(Path, settings.TEMPLATES[0]["DIRS"]):
        for path in sorted(folder.rglob("*.html")):
            name = path.relative_to(folder).as_posix()
            try:
                for part in _parts(get_template(name).template):
                    get_template(part)
            except TemplateSyntaxError as error:
                errors.append(Error(f"{name}: {error}", id="eibench.E001"))
            except TemplateDoesNotExist as error:
                errors.append(Error(f"{name}: there is no template {error}", id="eibench.E002"))
    return errors


def _parts(template) -> Iterator[str]:
    """The names of the templates that one extends or includes, where they are written out."""
    for node in template.nodelist.get_nodes_by_type((ExtendsNode, IncludeNode)):
        name: FilterExpression = node.parent_name if isinstance(node, ExtendsNode) else node.template
        if isinstance(name.var, str):
            yield name.var
