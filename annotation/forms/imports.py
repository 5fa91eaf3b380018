"""What the imports page asks for: files, with their sizes limited, and where pictures belong."""

from pathlib import Path

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from annotation.models import ImportKind
from annotation.pictures.paths import PathError, as_prefix, check_path

MOST_TEXT = 512 * 1024**2  # bytes of a text file
MOST_PICTURES = 8 * 1024**3  # bytes of all pictures of one upload
PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp")


class FilesInput(forms.FileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files of known suffixes, together no larger than `most` bytes; cleaned to a list."""

    def __init__(self, *, suffixes: tuple[str, ...], most: int, several: bool = False, **options):
        attributes = {"accept": ",".join(suffixes)}
        widget = FilesInput(attrs=attributes | {"multiple": True}) if several else forms.FileInput(attrs=attributes)
        super().__init__(widget=widget, **options)
        self.suffixes, self.most = suffixes, most

    def clean(self, data, initial=None) -> list:
        """The files. Raises ValidationError naming the one that cannot be taken."""
        files = data if isinstance(data, list) else [data]
        files = [super(FilesField, self).clean(file, None) for file in files or [None]]
        files = [file for file in files if file]
        for file in files:
            if Path(file.name).suffix.lower() not in self.suffixes:
                known = ", ".join(self.suffixes)
                raise ValidationError(_("%(name)s is none of %(known)s.") % {"name": file.name[:100], "known": known})
        if sum(file.size for file in files) > self.most:
            raise ValidationError(_("More than %(most)s: split it.") % {"most": filesizeformat(self.most)})
        return files


def pictures_field(**options) -> FilesField:
    """ZIPs or pictures."""
    return FilesField(suffixes=(".zip", *PICTURE_SUFFIXES), most=MOST_PICTURES, several=True, **options)


class ImportForm(forms.Form):
    """Files of one kind of import."""

    kind = ""

    @classmethod
    def empty(cls) -> "ImportForm":
        """The form as it is shown first."""
        return cls(auto_id=f"{cls.kind}_%s")

    @classmethod
    def posted(cls, data, files) -> "ImportForm":
        """The form as it was sent."""
        return cls(data, files, auto_id=f"{cls.kind}_%s")

    def uploads(self) -> dict[str, list]:
        """The files by field."""
        return {name: files for name, files in self.cleaned_data.items() if isinstance(files, list)}

    def clean(self) -> dict:
        """Raise ValidationError where nothing was chosen."""
        cleaned = super().clean()
        if not self.errors and not any(self.uploads().values()):
            raise ValidationError(_("Choose at least one file."))
        return cleaned


class EibenchForm(ImportForm):
    """The official files, each of which may be left out."""

    kind = ImportKind.EIBENCH
    questions = FilesField(
        label=_("Questions"), suffixes=(".jsonl",), most=MOST_TEXT, required=False, help_text=_("user.jsonl")
    )
    labels = FilesField(
        label=_("Labels"), suffixes=(".json",), most=MOST_TEXT, required=False, help_text=_("basic_ground_truth.json")
    )
    complex = FilesField(
        label=_("Complex split"), suffixes=(".jsonl",), most=MOST_TEXT, required=False, help_text=_("ec_complex.jsonl")
    )


class RowsForm(ImportForm):
    """A table of questions."""

    kind = ImportKind.ROWS
    rows = FilesField(
        label=_("Table"),
        suffixes=(".csv", ".tsv", ".jsonl", ".ndjson"),
        most=MOST_TEXT,
        help_text=_("CSV with a header line, or JSON Lines."),
    )


class ImagesForm(ImportForm):
    """Pictures, and the folder that they belong in."""

    kind = ImportKind.IMAGES
    images = pictures_field(label=_("ZIP or pictures"), help_text=_("The paths within the ZIP are kept."))
    prefix = forms.CharField(
        label=_("Folder in front"),
        max_length=300,
        required=False,
        help_text=_("For single pictures: the folder that their questions name, as EmoSet-118k/image/sadness."),
    )

    def clean_prefix(self) -> str:
        """The folder with a slash behind it. Raises ValidationError where it is no relative path."""
        prefix = as_prefix(self.cleaned_data["prefix"])
        try:
            return prefix and check_path(prefix.removesuffix("/")) + "/"
        except PathError as error:
            raise ValidationError(str(error))


FORMS = {form.kind: form for form in (EibenchForm, RowsForm, ImagesForm)}
