"""The keys of the adjudication screen: those of the review screen, as the person has changed them, and four more."""

from collections.abc import Mapping

from review.keys import bindings, keys_of, written

# What a key of the review screen does here; keys of other actions do nothing.
SAME = {
    "accept": "keep",
    "reject": "drop",
    "skip": "pass",
    **{name: name for name in ("submit", "edit", "add", "clear", "next", "previous", "undo", "guidelines", "legend")},
    **{
        name: name for name in ("zoom-in", "zoom-out", "turn-left", "turn-right", "brighter", "darker", "fit", "unveil")
    },
}
# What only this screen does, with the keys to take in turn: the first that the person has not given to something else.
OWN = {"merge": "mMtT", "split": "xXyY", "wording": "wWqQ"}


def settling_bindings(own: Mapping[str, str]) -> dict[str, str]:
    """What each key does on the adjudication screen, from the person's changes of the review screen's keys."""
    same = {key: SAME[action] for key, action in bindings(own).items() if action in SAME}
    return same | {key: deed for deed, key in _own_keys(own).items()}


def settling_hints(own: Mapping[str, str]) -> dict[str, str]:
    """The key of each deed as pages write it, by the deed's name with underscores."""
    same = {SAME[action]: key for action, key in keys_of(own).items() if action in SAME}
    return {deed.replace("-", "_"): written(key) for deed, key in (same | _own_keys(own)).items()}


def _own_keys(own: Mapping[str, str]) -> dict[str, str]:
    taken = {key for key, action in bindings(own).items() if action in SAME}
    return {deed: next(key for key in keys if key not in taken) for deed, keys in OWN.items()}
