"""What an import's rows say, whatever file they come from, checked value by value."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotation.formats.reading import ValueProblem, checked_text
from annotation.models import Split
from annotation.pictures.paths import PathError, check_path

MOST_QUESTION = 2000  # bytes: what Postgres can keep unique
MOST_LABEL = 50_000
MOST_FINE_EMOTION = 80

# Lazy, so that a translation is looked up for a row that is refused and for no other.
PATH, QUESTION, LABEL = gettext_lazy("picture's path"), gettext_lazy("question"), gettext_lazy("label")

# The folders of CAER-S and EmoSet-118K whose names are not the benchmark's emotions.
FOLDER_EMOTIONS = {"anger": "angry", "sadness": "sad", "excitement": "excited"}


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question about a picture; the label's text where the row brings it along."""

    line: int
    path: str
    question: str
    split: str
    emotion: str = ""
    fine_emotion: str = ""
    label: str | None = None
    sensitive: bool = False

    @property
    def what(self) -> str:
        """The sample's name in remarks."""
        return self.path if self.split == Split.BASIC else f"{self.path}: {self.question}"


@dataclass(frozen=True, slots=True)
class LabelRow:
    """The label's text of a picture's basic sample."""

    line: int
    path: str
    text: str

    @property
    def what(self) -> str:
        """The sample's name in remarks."""
        return self.path


class Emotions:
    """The benchmark's emotions, found whatever the case they are written in."""

    def __init__(self, names: list[str]) -> None:
        self._names = {name.casefold(): name for name in names}

    def named(self, emotion: str) -> str:
        """The benchmark's spelling of an emotion. Raises ValueProblem."""
        found = self._names.get(emotion.strip().casefold())
        if found is None:
            known = ", ".join(self._names.values())
            raise ValueProblem(
                _("Unknown emotion “%(emotion)s”: the benchmark has %(known)s.")
                % {"emotion": emotion[:60], "known": known}
            )
        return found

    def of_folder(self, path: str) -> str:
        """The emotion that the picture's folder names. Raises ValueProblem."""
        if "/" not in path:
            raise ValueProblem(_("The path has no folder that would name the emotion."))
        folder = path.split("/")[-2]
        return self.named(FOLDER_EMOTIONS.get(folder.casefold(), folder))


def checked_path(value) -> str:
    """The value where it is a path that can name a picture. Raises ValueProblem."""
    text = checked_text(value, PATH, most=4 * MOST_QUESTION)
    try:
        return check_path(text)
    except PathError as error:
        raise ValueProblem(str(error))


def checked_question(value) -> str:
    """The value where it is a question. Raises ValueProblem."""
    return checked_text(value, QUESTION, most=MOST_QUESTION)


def checked_label(value) -> str:
    """The value where it is a label's text. Raises ValueProblem."""
    return checked_text(value, LABEL, most=MOST_LABEL)


def with_folder_emotion(row: QuestionRow, emotions: Emotions) -> QuestionRow:
    """The row with the emotion that its picture's folder names. Raises ValueProblem."""
    return replace(row, emotion=emotions.of_folder(row.path))
