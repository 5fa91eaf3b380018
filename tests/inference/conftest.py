"""Tiny models on disk, built once for the tests of the engines and of the workers."""

import pytest


@pytest.fixture(scope="session")
def tiny_models():
    """The builders, on one thread: more threads than free cores wait for each other, many times over."""
    import torch

    from tests.inference import tiny_models

    torch.set_num_threads(1)
    return tiny_models


@pytest.fixture(scope="session")
def tiny_llava_next(tiny_models, tmp_path_factory):
    """The folder of a tiny LLaVA-NeXT."""
    return tiny_models.build_tiny_llava_next(tmp_path_factory.mktemp("tiny-llava-next"))


@pytest.fixture(scope="session")
def tiny_second(tiny_models, tmp_path_factory):
    """The folder of a tiny Idefics3."""
    return tiny_models.build_tiny_second(tmp_path_factory.mktemp("tiny-idefics3"))
