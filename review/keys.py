"""The keys of the review screens: what each action's key is as it comes, and as a person has changed it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

# Keys with names, as browsers tell them, and how they are written here.
NAMED = {
    "Enter": pgettext_lazy("key", "Enter"),
    " ": pgettext_lazy("key", "Space"),
    "Backspace": "Backspace",
    "Delete": "Delete",
    "ArrowDown": "↓",
    "ArrowUp": "↑",
}
OFF_THE_MATRIX = {"submit", "rounds", "next", "previous"}  # it has arrows for rows and columns
FIXED = {*"123456789", "ArrowDown", "ArrowUp"}  # go to a row, whatever else is changed


@dataclass(frozen=True)
class Action:
    """Something one does on the review screen; keys of `also` do it too while nothing else has them."""

    name: str
    label: str
    key: str
    also: tuple[str, ...] = ()


ACTIONS = [
    Action("submit", gettext_lazy("accept the rest and submit"), "Enter"),
    Action("accept", gettext_lazy("accept"), "a"),
    Action("edit", gettext_lazy("edit in place; Enter keeps, Escape cancels"), "e"),
    Action("reject", gettext_lazy("reject, with the reason"), "r"),
    Action("add", gettext_lazy("add what is missing"), "n"),
    Action("point", gettext_lazy("point at it in the picture"), "p"),
    Action("unseen", gettext_lazy("it is not visible"), "v"),
    Action("contradict", gettext_lazy("it contradicts the question (whole pictures)"), "c"),
    Action("clear", gettext_lazy("clear the decision"), "Backspace", ("Delete",)),
    Action("rounds", gettext_lazy("the rounds behind a trigger"), "d", (" ",)),
    Action("next", gettext_lazy("next row"), "j", ("ArrowDown",)),
    Action("previous", gettext_lazy("previous row"), "k", ("ArrowUp",)),
    Action("skip", gettext_lazy("skip, with the reason"), "s"),
    Action("look-away", gettext_lazy("I would rather not look at this: skip it at once"), "x"),
    Action("flag", gettext_lazy("flag for adjudication"), "f"),
    Action("undo", gettext_lazy("undo the last submit"), "u"),
    Action("guidelines", gettext_lazy("guidelines"), "g"),
    Action("zoom-in", gettext_lazy("zoom in"), "+", ("=",)),
    Action("zoom-out", gettext_lazy("zoom out"), "-"),
    Action("turn-left", gettext_lazy("turn left"), "["),
    Action("turn-right", gettext_lazy("turn right"), "]"),
    Action("brighter", gettext_lazy("brighter"), "b"),
    Action("darker", gettext_lazy("darker"), "B"),
    Action("fit", gettext_lazy("reset the picture"), "0"),
    Action("unveil", gettext_lazy("show a sensitive picture"), "i"),
    Action("legend", gettext_lazy("this list"), "?"),
]


def keys_of(own: Mapping[str, str]) -> dict[str, str]:
    """The key of each action, with the changes of `own`."""
    return {action.name: own.get(action.name, action.key) for action in ACTIONS}


def bindings(own: Mapping[str, str]) -> dict[str, str]:
    """The action of each key; further keys of an action give way to what a person chose."""
    further = {key: action.name for action in ACTIONS for key in action.also}
    as_they_come = {action.key: action.name for action in ACTIONS if action.name not in own}
    return further | as_they_come | {key: name for name, key in keys_of(own).items() if name in own}


def matrix_bindings(own: Mapping[str, str]) -> dict[str, str]:
    """The same for the screen of a whole picture, where Enter chooses for a cell, and Ctrl with it submits."""
    acting = {key: name for key, name in bindings(own).items() if name not in OFF_THE_MATRIX}
    return {" ": "choose"} | acting | {"Enter": "choose"}


def hints(own: Mapping[str, str]) -> dict[str, str]:
    """The key of each action as pages write it, by the action's name with underscores."""
    return {name.replace("-", "_"): written(key) for name, key in keys_of(own).items()}


def shortcuts(own: Mapping[str, str]) -> dict[str, str]:
    """The key of each action as `aria-keyshortcuts` names it, by the action's name with underscores."""
    return {name.replace("-", "_"): "Space" if key == " " else key for name, key in keys_of(own).items()}


def written(key: str) -> str:
    """A key as people read it."""
    return str(NAMED.get(key, key))


def read_key(text: str) -> str:
    """The key that somebody typed the name of, as browsers tell it. Raises ValueError with the reason."""
    bare = text.strip() or text[:1]
    named = {name.lower(): key for key in NAMED for name in (key, written(key))} | {"space": " "}
    key = bare if len(bare) == 1 else named.get(bare.lower(), "")
    if not key or not (key in NAMED or key.isprintable()):
        raise ValueError(_("“%(key)s” is not a key that can be chosen: take one letter or sign.") % {"key": bare[:20]})
    if key in FIXED:
        raise ValueError(_("“%(key)s” goes to a row: choose another key.") % {"key": written(key)})
    return key


def clashes(keys: Mapping[str, str]) -> dict[str, str]:
    """For each action whose key another action has too: the sentence that says so."""
    labels = {action.name: action.label for action in ACTIONS}
    found = {}
    for name, key in keys.items():
        others = [labels[other] for other, same in keys.items() if same == key and other != name]
        if others:
            facts = {"key": written(key), "action": others[0]}
            found[name] = _("“%(key)s” is the key of “%(action)s” too: each needs its own.") % facts
    return found


def changes(keys: Mapping[str, str]) -> dict[str, str]:
    """Of the keys of all actions, those that are not as they come."""
    return {action.name: keys[action.name] for action in ACTIONS if keys[action.name] != action.key}
