"""All scenes of the demo, in the order of their paths."""

from annotation.demo import scenes_angry, scenes_complex, scenes_excited, scenes_happy, scenes_sad
from annotation.demo.description import Scene

SCENES: tuple[Scene, ...] = (
    *scenes_angry.SCENES,
    *scenes_sad.SCENES,
    *scenes_excited.SCENES,
    *scenes_happy.SCENES,
    *scenes_complex.SCENES,
)
