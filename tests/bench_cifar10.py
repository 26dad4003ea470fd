"""`make bench`: train the recipes of notebook 10 in turn on this machine; compare accuracy, time and memory.

The recipes are the notebook's own cells tagged ``recipe``; nothing is written a second time here. Every run is a
process of its own, and the recipes take turns (a, b, c, a, b, c, ...), so that a machine that slows down slows all.
A run's seconds are those of the recipe as a whole, from uint8 images to a trained model: building, whitening and
tracing included, imports and data loading left out. All 50,000 training images are used, and the test images once
for each run, at its end. The table goes to the screen and, after a whole run on real data, beside the notebook.

    python -m tests.bench_cifar10 [--seeds 3] [--recipes classic fast]
"""

import argparse
import json
import resource
import subprocess
import sys
import time

import pandas as pd

from tests.notebooks import ROOT, code_cells, read, tags

NOTEBOOK = ROOT / "notebooks" / "10_cnn_cifar10.ipynb"
TABLE = NOTEBOOK.with_name("10_cnn_cifar10_benchmark.csv")
RECIPES = ("linear", "classic", "one_pass", "normalized", "scheduled", "whitened", "half_precision", "fast", "longer")


def recipes() -> dict:
    """The namespace that the notebook's imports and its cells tagged ``recipe`` define."""
    cells = code_cells(read(NOTEBOOK))
    namespace: dict = {}
    for cell in [cells[1], *(cell for cell in cells if "recipe" in tags(cell))]:
        exec(compile(cell.source, NOTEBOOK.name, "exec"), namespace)
    return namespace


def training_flops(model) -> int:
    """Operations to train on one image: two for each multiplication in convolutions and dense layers.

    A layer pays once for the forward pass, once more for the gradient of its weights unless it is frozen, and once
    more for the gradient of its input unless nothing below it learns.
    """
    total, below_learns = 0, False
    for layer in model.layers:
        if hasattr(layer, "kernel"):
            positions = layer.output.shape[1] * layer.output.shape[2] if layer.kernel.ndim == 4 else 1
            total += 2 * positions * int(layer.kernel.shape.num_elements()) * (1 + layer.trainable + below_learns)
        below_learns = below_learns or bool(layer.trainable_weights)
    return total


def run(name: str, seed: int) -> dict:
    """Train one recipe in this process: its test accuracy, seconds and peak memory."""
    from helpers import course, datasets

    course.start(seed)
    data = datasets.cifar10()
    recipe = recipes()[name]
    wall, cpu = time.perf_counter(), time.process_time()
    model = recipe(data.x_train, data.y_train)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    epochs = len(model.history.epoch)
    kibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    predicted = model.predict(data.x_test, batch_size=500, verbose=0).argmax(axis=1)
    return {
        "recipe": name,
        "source": data.source,
        "epochs": epochs,
        "parameters": model.count_params(),
        "test accuracy": float((predicted == data.y_test).mean()),
        "wall s": wall,
        "CPU s": cpu,
        "images/s": epochs * len(data.x_train) / wall,
        "GiB": kibibytes / 2**20,
        "GFLOP/s": training_flops(model) * epochs * len(data.x_train) / wall / 1e9,
    }


def matrix_rate(size: int = 2048, repeats: int = 20) -> float:
    """This machine's rate for a float32 matrix product in GFLOP/s: the best of several, 2 n³ operations each."""
    import tensorflow as tf

    a = tf.random.uniform((size, size))
    multiply = tf.function(lambda: tf.reduce_sum(a @ a))
    seconds = []
    for _ in range(repeats):
        began = time.perf_counter()
        multiply().numpy()
        seconds.append(time.perf_counter() - began)
    return 2 * size**3 / min(seconds) / 1e9


def summarize(runs: pd.DataFrame, rate: float) -> pd.DataFrame:
    """One row a recipe: mean ± sd of the accuracy, medians of the rest, and the two ratios."""
    rows = {}
    middles = runs.drop(columns="source").groupby("recipe", sort=False).median()
    accuracies = runs.groupby("recipe", sort=False)["test accuracy"]
    for name, middle in middles.iterrows():
        accuracy = accuracies.get_group(name)
        rows[name] = {
            "epochs": f"{middle['epochs']:.0f}",
            "parameters": f"{middle['parameters']:.0f}",
            "test accuracy": f"{accuracy.mean():.3f} ± {accuracy.std():.3f}",
            "wall s": f"{middle['wall s']:.1f}",
            "CPU s": f"{middle['CPU s']:.1f}",
            "classic / this": f"{middles['wall s'].get('classic', float('nan')) / middle['wall s']:.1f}",
            "images/s": f"{middle['images/s']:.0f}",
            "peak GiB": f"{middle['GiB']:.2f}",
            "of matmul rate": f"{middle['GFLOP/s'] / rate:.0%}",
        }
    return pd.DataFrame(rows).T.rename_axis("recipe")


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=3, help="runs of each recipe (default 3)")
    parser.add_argument("--recipes", nargs="+", default=list(RECIPES), choices=RECIPES)
    parser.add_argument("--one", nargs=2, metavar=("RECIPE", "SEED"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(run(options.one[0], int(options.one[1]))))
        return
    runs = []
    for seed in range(options.seeds):
        for name in options.recipes:
            command = [sys.executable, "-m", "tests.bench_cifar10", "--one", name, str(seed)]
            output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
            row = json.loads(output.splitlines()[-1])
            runs.append(row)
            print(f"seed {seed}  {name:15} {row['test accuracy']:.4f}  {row['wall s']:6.1f} s", flush=True)
    source, rate = runs[0]["source"], matrix_rate()
    table = summarize(pd.DataFrame(runs), rate)
    print(f"\n{source} data, {options.seeds} seeds; float32 matrix product: {rate:.0f} GFLOP/s\n\n{table.to_string()}")
    if source == "real" and options.seeds >= 3 and options.recipes == list(RECIPES):
        table.to_csv(TABLE)


if __name__ == "__main__":
    main()
