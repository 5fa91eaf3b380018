"""The demo pictures: one small draw function a scene, found by the picture's path."""

from collections.abc import Callable

from annotation.demo.drawing.canvas import Pen
from annotation.demo.pictures import (
    angry_indoors,
    angry_outdoors,
    complex_scenes,
    excited_indoors,
    excited_outdoors,
    happy_indoors,
    happy_outdoors,
    sad_indoors,
    sad_outdoors,
)

PICTURES: dict[str, Callable[[Pen], None]] = {
    **angry_indoors.PICTURES,
    **angry_outdoors.PICTURES,
    **sad_indoors.PICTURES,
    **sad_outdoors.PICTURES,
    **excited_indoors.PICTURES,
    **excited_outdoors.PICTURES,
    **happy_indoors.PICTURES,
    **happy_outdoors.PICTURES,
    **complex_scenes.PICTURES,
}
