"""Names in the API: as on the pages, adjudicators know the reviewers of what they settle by a letter alone."""

from review.naming import letters_of


class WithLetters:
    """Mixed into a view of rows that a person wrote about a `sample`; its serializers find the names by `name_of`."""

    letters: dict[int, dict[int, str]] = {}

    def paginate_queryset(self, queryset):
        """The page's rows, and the letters of the people in them."""
        page = super().paginate_queryset(queryset)
        self._read_letters(page)
        return page

    def get_object(self):
        """The row, and the letters of the people at its sample."""
        found = super().get_object()
        self._read_letters([found])
        return found

    def get_serializer_context(self) -> dict:
        """What serializers are told, with the letters."""
        return super().get_serializer_context() | {"letters": self.letters}

    def _read_letters(self, rows) -> None:
        samples = {row.sample_id: row.sample for row in rows}
        self.letters = letters_of(self.request.user, self.benchmark, list(samples.values()))


def name_of(context: dict, sample: int, person) -> str:
    """What the reader calls the person who wrote about the sample of that id."""
    return context["letters"].get(sample, {}).get(person.pk, person.username)
