"""What the preferences page asks for."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from eibench_site.time_zones import known_zones
from review.keys import ACTIONS, changes, clashes, keys_of, read_key, written
from review.models import Preferences
from review.models.preferences import LONGEST_SPELL

PREFIX = "key-"


class PreferencesForm(forms.ModelForm):
    """Keys, rest, time zone and looks."""

    rest_minutes = forms.IntegerField(
        label=_("Propose a rest after"),
        min_value=0,
        max_value=LONGEST_SPELL,
        help_text=_("Minutes of active work; 0: never."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False, help_text=_("When your day begins."))
    language = forms.ChoiceField(
        label=_("Language"), required=False, help_text=_("The one to begin with when you sign in.")
    )

    class Meta:
        model = Preferences
        fields = ["single_keys", "rest_minutes", "time_zone", "theme", "language"]
        help_texts = {
            "single_keys": _("Switch them off if speech input or a screen reader presses them by mistake."),
        }

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        zones = [(name, name.replace("_", " ")) for name in sorted(known_zones())]
        self.fields["time_zone"].choices = [("", _("as this browser says")), *zones]
        languages = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
        self.fields["language"].choices = [("", _("as this browser asks")), *languages]
        for action in ACTIONS:
            self.fields[PREFIX + action.name] = self._key_field(action)

    def _key_field(self, action) -> forms.CharField:
        attributes = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false", "data-key": action.key}
        return forms.CharField(
            label=action.label,
            required=False,
            strip=False,
            max_length=20,
            initial=written(keys_of(self.instance.keys)[action.name]),
            widget=forms.TextInput(attrs=attributes),
        )

    @property
    def key_fields(self) -> list[forms.BoundField]:
        """A field for each action."""
        return [self[PREFIX + action.name] for action in ACTIONS]

    def clean(self):
        """Take the keys together. Raises ValidationError on each field whose key cannot be taken."""
        cleaned = super().clean()
        chosen = {action.name: self._key(action, cleaned) for action in ACTIONS}
        for name, sentence in clashes({name: key for name, key in chosen.items() if key}).items():
            self.add_error(PREFIX + name, sentence)
        if not self.errors:
            cleaned["keys"] = changes(chosen)
        return cleaned

    def _key(self, action, cleaned: dict) -> str:
        """The key of an action; an empty field means the one that it comes with."""
        text = cleaned.get(PREFIX + action.name, "")
        try:
            return read_key(text) if text else action.key
        except ValueError as error:
            self.add_error(PREFIX + action.name, ValidationError(str(error)))
            return ""

    def values(self) -> dict:
        """What is to be kept."""
        return {name: self.cleaned_data[name] for name in [*self._meta.fields, "keys"]}
