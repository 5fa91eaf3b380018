"""Colours as "#rrggbb" or "#rrggbbaa" texts, and how to mix them."""


def channels(colour: str) -> tuple[int, ...]:
    """Return the red, green, blue and, where given, alpha bytes of a colour."""
    return tuple(int(colour[index : index + 2], 16) for index in range(1, len(colour), 2))


def mix(first: str, second: str, share: float) -> str:
    """Return `first` moved towards `second` by a share from 0 to 1."""
    pairs = zip(channels(first)[:3], channels(second)[:3], strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def darker(colour: str, share: float = 0.2) -> str:
    """Return the colour moved towards a deep blue, which keeps shade lively where black would dull it."""
    return mix(colour, "#14122e", share)


def lighter(colour: str, share: float = 0.2) -> str:
    """Return the colour moved towards a warm white."""
    return mix(colour, "#fffaf0", share)


def see_through(colour: str, opacity: float) -> str:
    """Return the colour with an opacity from 0 to 1."""
    return f"{colour[:7]}{round(opacity * 255):02x}"
