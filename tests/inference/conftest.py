"""Tiny models on disk, built once for the tests of the engines and of the workers."""

import pytest


@pytest.fixture(scope="session")
def tiny_llava_next(tmp_path_factory):
    """The folder of a tiny LLaVA-NeXT."""
    from tests.inference import tiny_models

    return tiny_models.build_tiny_llava_next(tmp_path_factory.mktemp("tiny-llava-next"))


@pytest.fixture(scope="session")
def tiny_second(tmp_path_factory):
    """The folder of a tiny Idefics3."""
    from tests.inference import tiny_models

    return tiny_models.build_tiny_second(tmp_path_factory.mktemp("tiny-idefics3"))
