"""The persona ablation: what each persona reaches in each setting, for models that were asked under more than one."""

from dataclasses import dataclass

from inference.judges.intervals import Estimate
from inference.models import Persona, Setting
from review.results.reports import ALL, Line, Results


@dataclass(frozen=True, slots=True)
class PersonaRow:
    """One persona: a cell for each setting of the table."""

    persona: str
    cells: list[Estimate | None]

    @property
    def title(self) -> str:
        """The persona in words."""
        return str(Persona(self.persona).label)


@dataclass(frozen=True, slots=True)
class PersonaTable:
    """One model on one split, personas by settings; of several runs alike the latest counts."""

    model: str
    split: str
    settings: list[str]
    rows: list[PersonaRow]

    @property
    def titles(self) -> list[str]:
        """The settings in words."""
        return [str(Setting(setting).label) for setting in self.settings]


def persona_tables(found: Results) -> list[PersonaTable]:
    """A table for each model that has figures under several personas, and each split of which there are any."""
    models = sorted({line.run.name for line in found.lines}, key=str.casefold)
    places = [(place, column.split) for place, column in enumerate(found.columns) if column.emotion == ALL]
    tables = [_table(found, model, split, place) for model in models for place, split in places]
    return [table for table in tables if len(table.rows) > 1]


def _table(found: Results, model: str, split: str, place: int) -> PersonaTable:
    lines: list[Line] = sorted((one for one in found.lines if one.run.name == model), key=lambda one: one.run.pk)
    cells = {(one.run.persona, one.run.setting): one.cells[place] for one in lines if one.cells[place] is not None}
    settings = [setting for setting in Setting.values if any(asked == setting for _persona, asked in cells)]
    personas = [persona for persona in Persona.values if any(told == persona for told, _setting in cells)]
    rows = [PersonaRow(each, [cells.get((each, setting)) for setting in settings]) for each in personas]
    return PersonaTable(model, split, settings, rows)
