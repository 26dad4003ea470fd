"""The benchmark reads its recipes from notebook 10 and counts their arithmetic."""

import inspect

import numpy as np
import pandas as pd
import pytest

from tests import bench_cifar10


@pytest.fixture(scope="module")
def recipes():
    return bench_cifar10.recipes()


@pytest.fixture(scope="module")
def few():
    rng = np.random.default_rng(0)
    return rng.integers(0, 256, (256, 32, 32, 3), dtype=np.uint8), np.arange(256) % 10


def test_every_recipe_is_in_the_notebook_and_short(recipes):
    for name in bench_cifar10.RECIPES:
        assert len(inspect.signature(recipes[name]).parameters) >= 2
    assert recipes["classic"].__defaults__ == (10,), "the classic trains for ten epochs"


def test_the_classic_recipe_is_the_classic(recipes, few):
    model = recipes["classic"](*few, epochs=1)
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds == ["Rescaling", *["Conv2D", "MaxPooling2D"] * 2, "Conv2D", "Flatten", "Dense", "Dense"]
    assert model.count_params() == 122_570
    # forward, 2 per multiplication: conv 30²·27·32, 13²·288·64, 4²·576·64, dense 1024·64, 64·10
    forward = [2 * n for n in (30**2 * 27 * 32, 13**2 * 288 * 64, 4**2 * 576 * 64, 1024 * 64, 64 * 10)]
    assert bench_cifar10.training_flops(model) == 3 * sum(forward) - forward[0]  # the image needs no gradient


@pytest.mark.parametrize("name", ["fast", "longer"])
def test_whitening_is_frozen_and_scores_are_probabilities(recipes, few, name):
    model = recipes[name](*few, **({"epochs": 1} if name == "longer" else {}))
    whiten = model.layers[1]
    assert not whiten.trainable_weights and whiten.kernel.shape == (2, 2, 3, 16)
    assert np.array_equal(whiten.kernel[..., :8], -whiten.kernel[..., 8:])
    scores = model.predict(few[0][:8], verbose=0)
    assert scores.dtype == np.float32 and np.allclose(scores.sum(axis=1), 1, atol=1e-5)


def test_summary():
    runs = pd.DataFrame(
        {"recipe": name, "source": "real", "epochs": 1, "parameters": 5, "test accuracy": a, "wall s": s}
        | {"CPU s": s, "images/s": 1.0, "GiB": 1.0, "GFLOP/s": 50.0}
        for name, a, s in [("classic", 0.6, 100), ("fast", 0.7, 5), ("classic", 0.8, 120), ("fast", 0.7, 6)]
    )
    table = bench_cifar10.summarize(runs, rate=200.0)
    assert table.loc["classic", "test accuracy"] == "0.700 ± 0.141"
    assert table.loc["fast", "classic / this"] == "20.0"
    assert table.loc["fast", "of matmul rate"] == "25%"
