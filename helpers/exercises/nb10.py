"""Exercises of notebook 10, How does a CNN see? Array shapes are (height, width, channels)."""

import math
from typing import Any

import numpy as np

from helpers.exercises.engine import Exercise, Misconception

_rng = np.random.default_rng(10)

# 10.1 -------------------------------------------------------------------------------------------------------


def output_size(n: int, k: int, p: int, s: int) -> int:
    """Positions along one axis: floor((n + 2p - k) / s) + 1 (Dumoulin & Visin 2016, arXiv:1603.07285)."""
    return (n + 2 * p - k) // s + 1


OUTPUT_SIZE = Exercise(
    id="10.1",
    prompt="Write the spatial output size of a convolution from input size, kernel size, padding and stride.",
    reference=output_size,
    cases=((32, 3, 0, 1), (30, 2, 0, 2), (32, 3, 1, 1), (32, 3, 1, 2), (7, 3, 0, 3), (11, 5, 2, 3), (9, 4, 0, 3)),
    why="The kernel's first position counts as one; the floor drops a last step that would leave the image.",
    misconceptions=(
        Misconception(
            "first position forgotten",
            lambda n, k, p, s: (n + 2 * p - k) // s,
            "You count the steps of the kernel, not its positions: the first position, before any step, adds 1.",
        ),
        Misconception(
            "padding on one side",
            lambda n, k, p, s: (n + p - k) // s + 1,
            "You add the padding once, but it is put on both sides of the image.",
        ),
        Misconception(
            "no padding at all",
            lambda n, k, p, s: (n - k) // s + 1,
            "You leave the padding out: it makes the image larger on both sides before the kernel slides.",
        ),
        Misconception(
            "rounded up",
            lambda n, k, p, s: math.ceil((n + 2 * p - k) / s) + 1,
            "You round up: a last step that would push the kernel over the edge is not taken, so round down.",
        ),
        Misconception(
            "rounded to nearest",
            lambda n, k, p, s: round((n + 2 * p - k) / s + 1),
            "You round to the nearest whole number: a step that does not fit is never taken, so round down (`//`).",
        ),
        Misconception(
            "not rounded",
            lambda n, k, p, s: (n + 2 * p - k) / s + 1,
            "You get fractions of a pixel: the number of steps is a whole number, rounded down (`//`, not `/`).",
        ),
        Misconception(
            "stride multiplies",
            lambda n, k, p, s: (n + 2 * p - k) * s + 1,
            "You multiply by the stride: longer steps give fewer positions, so divide by it.",
        ),
        Misconception(
            "one added before dividing",
            lambda n, k, p, s: (n + 2 * p - k + 1) // s,
            "You add the 1 before you divide by the stride: the first position is free, so add 1 after dividing.",
        ),
        Misconception(
            "same padding",
            lambda n, k, p, s: math.ceil(n / s),
            'You give the size for padding="same": here the padding is a given number of pixels.',
        ),
    ),
)

# 10.2 -------------------------------------------------------------------------------------------------------


def _blocks(x: np.ndarray) -> np.ndarray:
    """Array (h, w, c), h and w even, as its 2×2 blocks (h/2, 2, w/2, 2, c)."""
    h, w, c = x.shape
    return x.reshape(h // 2, 2, w // 2, 2, c)


def max_pool(x: np.ndarray) -> np.ndarray:
    """2×2 max pooling with stride 2: (h, w, c), h and w even, to (h/2, w/2, c)."""
    return _blocks(x).max(axis=(1, 3))


def _mixed_pixels(x: np.ndarray) -> np.ndarray:
    h, w, c = x.shape
    return x.reshape(h // 2, w // 2, 2, 2, c).max(axis=(2, 3))


MAX_POOL = Exercise(
    id="10.2",
    prompt=("Write 2×2 max pooling with stride 2 for an array of shape (h, w, c), with one reshape and one max."),
    reference=max_pool,
    cases=(
        (np.array([[1, 9, 2, 3], [4, 5, 8, 0], [7, 0, 1, 1], [2, 3, 6, 4]])[..., None],),
        *((_rng.normal(size=shape).round(2),) for shape in ((4, 6, 3), (6, 2, 2))),
    ),
    why=("The reshape gives row and column inside a block their own axes, and the maximum runs over just these two."),
    misconceptions=(
        Misconception(
            "mean for max",
            lambda x: _blocks(x).mean(axis=(1, 3)),
            "You take the mean: that is average pooling; max pooling keeps the largest value of each block.",
        ),
        Misconception(
            "min for max",
            lambda x: _blocks(x).min(axis=(1, 3)),
            "You keep the smallest value of each block; max pooling keeps the largest.",
        ),
        Misconception(
            "channels pooled too",
            lambda x: _blocks(x).max(axis=(1, 3, 4)),
            "You pool over the channels too: each channel is pooled on its own and the last axis stays.",
        ),
        Misconception(
            "channels pooled only",
            lambda x: x.max(axis=-1),
            "You take the maximum over the channels: pooling looks at 2×2 blocks of pixels, in each channel alone.",
        ),
        Misconception(
            "subsampling",
            lambda x: x[::2, ::2],
            "You keep every second pixel: that is subsampling, it never looks at the three other pixels of a block.",
        ),
        Misconception(
            "last pixel of each block",
            lambda x: x[1::2, 1::2],
            "You keep the last pixel of each block, whatever the three others hold: take the largest of the four.",
        ),
        Misconception(
            "stride 1",
            lambda x: np.lib.stride_tricks.sliding_window_view(x, (2, 2), axis=(0, 1)).max(axis=(3, 4)),
            "Your blocks overlap: you move one pixel at a time, but the stride is 2, so each pixel is in one block.",
        ),
        Misconception(
            "pixels mixed by the reshape",
            _mixed_pixels,
            "Your reshape mixes pixels of different blocks: it must split each axis in place, "
            "h into (h/2, 2) and w into (w/2, 2).",
        ),
        Misconception(
            "maximum over blocks",
            lambda x: _blocks(x).max(axis=(0, 2)),
            "You take the maximum over the blocks instead of inside them: reduce the second and the fourth axis, the "
            "positions inside a block.",
        ),
        Misconception(
            "global pooling",
            lambda x: x.max(axis=(0, 1)),
            "You take one maximum for the whole image: that is global max pooling, here each 2×2 block gives one.",
        ),
        Misconception(
            "rows pooled only",
            lambda x: x.reshape(x.shape[0] // 2, 2, *x.shape[1:]).max(axis=1),
            "You pool pairs of rows only: pool pairs of columns as well.",
        ),
    ),
)

# 10.3 -------------------------------------------------------------------------------------------------------


def receptive_field(pairs: list[tuple[int, int]]) -> int:
    """Side of the input square one output pixel sees; pairs are (kernel, stride) of each layer, first to last.

    r = 1 + sum_l (k_l - 1) prod_{i<l} s_i (Araujo et al. 2019, doi:10.23915/distill.00021).
    """
    field, jump = 1, 1
    for kernel, stride in pairs:
        field += (kernel - 1) * jump
        jump *= stride
    return field


def _own_stride_included(pairs: list[tuple[int, int]]) -> int:
    field, jump = 1, 1
    for kernel, stride in pairs:
        jump *= stride
        field += (kernel - 1) * jump
    return field


def _whole_kernel_added(pairs: list[tuple[int, int]]) -> int:
    field, jump = 1, 1
    for kernel, stride in pairs:
        field += kernel * jump
        jump *= stride
    return field


def _last_stride_only(pairs: list[tuple[int, int]]) -> int:
    field, jump = 1, 1
    for kernel, stride in pairs:
        field += (kernel - 1) * jump
        jump = stride
    return field


RECEPTIVE_FIELD = Exercise(
    id="10.3",
    prompt="Compute the receptive field of a stack of layers, given as a list of (kernel, stride) pairs.",
    reference=receptive_field,
    cases=(
        ([(3, 1)],),
        ([(3, 1), (3, 1)],),
        ([(3, 1), (2, 2), (3, 1)],),
        ([(3, 1), (2, 2), (3, 1), (2, 2), (3, 1)],),
        ([(7, 2), (3, 2), (3, 1)],),
    ),
    why="A layer adds k − 1 steps, and each of its steps is as long as all the strides before it multiplied.",
    misconceptions=(
        Misconception(
            "first layer only",
            lambda pairs: pairs[0][0],
            "You stop after the first layer: is `return` inside the loop?",
        ),
        Misconception(
            "strides added",
            lambda pairs: 1 + sum((k - 1) * (1 + sum(s for _, s in pairs[:i])) for i, (k, _) in enumerate(pairs)),
            "You add the earlier strides: they multiply, because each stride stretches the steps of all that follow.",
        ),
        Misconception(
            "stride ignored",
            lambda pairs: 1 + sum(k - 1 for k, _ in pairs),
            "You ignore the strides: after a stride of 2, one step of the next kernel spans two input pixels.",
        ),
        Misconception(
            "kernels multiplied",
            lambda pairs: math.prod(k for k, _ in pairs),
            "You multiply the kernel sizes: neighboring windows overlap, so each layer adds to the field instead.",
        ),
        Misconception(
            "kernels added",
            lambda pairs: sum(k for k, _ in pairs),
            "You add whole kernel sizes: one of the k positions is already counted, so a layer adds k − 1 steps, "
            "times the earlier strides.",
        ),
        Misconception(
            "own stride included",
            _own_stride_included,
            "You multiply by the layer's own stride: it only spreads the layers that come after it.",
        ),
        Misconception(
            "starts at 0",
            lambda pairs: receptive_field(pairs) - 1,
            "You start at 0: before any layer, a pixel already sees itself, which is 1.",
        ),
        Misconception(
            "whole kernel times strides",
            _whole_kernel_added,
            "You add k for each layer: the kernel's first weight sits on a pixel already seen, so only k − 1 are new.",
        ),
        Misconception(
            "only the previous stride",
            _last_stride_only,
            "You use only the stride of the layer just before: the strides of all earlier layers multiply.",
        ),
        Misconception(
            "layers in reverse",
            lambda pairs: receptive_field(pairs[::-1]),
            "You use the strides of the wrong layers: a layer is spread by those before it, not by those after it.",
        ),
    ),
)

# 10.4 -------------------------------------------------------------------------------------------------------


def recall_per_class(confusion: np.ndarray) -> np.ndarray:
    """Recall of each class, shape (n,), from counts (n, n) with true classes in rows; no row may be empty."""
    return np.diag(confusion) / confusion.sum(axis=1)


def _specificity(confusion: np.ndarray) -> np.ndarray:
    negatives = confusion.sum() - confusion.sum(axis=1)
    false_positives = confusion.sum(axis=0) - np.diag(confusion)
    return 1 - false_positives / negatives


RECALL_PER_CLASS = Exercise(
    id="10.4",
    prompt="Compute the recall of every class from a confusion matrix whose rows are the true classes.",
    reference=recall_per_class,
    cases=(
        (np.array([[8, 2, 0], [1, 6, 3], [1, 0, 19]]),),
        (np.array([[90, 10], [2, 3]]),),
        (np.array([[5, 1, 1, 0], [0, 2, 2, 4], [3, 0, 9, 0], [1, 1, 0, 4]]),),
    ),
    why=("A row holds all images of one true class, so the diagonal over the row's sum is the share that was found."),
    misconceptions=(
        Misconception(
            "precision for recall",
            lambda m: np.diag(m) / m.sum(axis=0),
            "You divide by the column sums: that is precision, the share of right ones among those predicted "
            "as the class. Recall divides by all images of the class, a row.",
        ),
        Misconception(
            "accuracy repeated",
            lambda m: np.full(len(m), np.trace(m) / m.sum()),
            "You repeat the overall accuracy for each class: recall looks at one true class at a time.",
        ),
        Misconception(
            "divided by all images",
            lambda m: np.diag(m) / m.sum(),
            "You divide by the number of all images: recall divides by the images of the class alone.",
        ),
        Misconception(
            "counts, not rates",
            lambda m: np.diag(m),
            "You return the counts of right predictions: divide each by the number of images of its class.",
        ),
        Misconception(
            "miss rate",
            lambda m: 1 - recall_per_class(m),
            "You return the share that was missed, the false negative rate: recall is 1 minus that.",
        ),
        Misconception(
            "specificity for recall",
            _specificity,
            "You return the specificity, the share of other classes' images rightly kept out: "
            "recall (sensitivity) looks at the images of the class itself.",
        ),
        Misconception(
            "rounded",
            lambda m: recall_per_class(m).round(2),
            "You round: return the recalls as they are, and round only what you print.",
        ),
        Misconception(
            "averaged over classes",
            lambda m: recall_per_class(m).mean(),
            "You average over the classes: that is the macro recall; here each class keeps its own number.",
        ),
        Misconception(
            "whole matrix",
            lambda m: m / m.sum(axis=1, keepdims=True),
            "You return the whole normalized matrix: recall is only its diagonal.",
        ),
    ),
)

# 10.5 -------------------------------------------------------------------------------------------------------


def _classic(
    *after_conv: str,
    conv_activation: str | None = None,
    use_bias: bool = False,
    known_input: bool = True,
    padding: str = "valid",
    last: str | None = "softmax",
) -> Any:
    """The walkthrough's Keras model; each of `after_conv` says what follows one convolution.

    "b" is batch normalization, "a" the ReLU, "p" the pooling, in the order of the letters.
    """
    import keras  # heavy, and needed only when this exercise is checked
    from keras import layers

    kinds = {
        "b": layers.BatchNormalization,
        "a": lambda: layers.Activation("relu"),
        "p": lambda: layers.MaxPooling2D(2),
    }
    stack = [keras.Input((32, 32, 3))] if known_input else []
    for filters, following in zip((32, 64, 64), after_conv, strict=True):
        stack.append(layers.Conv2D(filters, 3, padding=padding, activation=conv_activation, use_bias=use_bias))
        stack += [kinds[letter]() for letter in following]
    head = [layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dense(10, activation=last)]
    return keras.Sequential(stack + head)


def build_normalized() -> Any:
    """The classic CNN, batch normalization before each activation (Ioffe & Szegedy 2015, arXiv:1502.03167)."""
    return _classic("bap", "bap", "ba")


def layer_steps(model: Any) -> dict[str, str]:
    """A Keras model as text, step by step; an activation inside a Dense layer is a step of its own."""
    if not hasattr(model, "layers"):
        raise TypeError("a Keras model is expected")
    steps = []
    for layer in model.layers:
        kind, config = type(layer).__name__, layer.get_config()
        bias = "with bias" if config.get("use_bias") else "no bias"
        if kind == "Conv2D":
            shape = f"{config['filters']} filters, kernel {config['kernel_size']}, stride {config['strides']}"
            steps.append(f"Conv2D: {shape}, padding {config['padding']}, {bias}, {config['activation']}")
        elif kind == "MaxPooling2D":
            steps.append(f"MaxPooling2D: {config['pool_size']}, stride {config['strides']}, {config['padding']}")
        elif kind == "Dense":
            steps += [f"Dense: {config['units']} units, {bias}"]
            steps += [config["activation"]] if config["activation"] != "linear" else []
        elif kind in ("Activation", "ReLU", "Softmax"):
            slope = " with a slope below 0" if config.get("negative_slope") else ""
            steps.append((config["activation"] if kind == "Activation" else kind.lower()) + slope)
        elif kind == "BatchNormalization" and not (config["scale"] and config["center"]):
            steps.append("BatchNormalization without its learned scale and shift")
        elif kind == "BatchNormalization" and config["axis"] not in (-1, 3, [-1], [3]):
            steps.append("BatchNormalization over the wrong axis")
        elif kind != "InputLayer":
            steps.append(kind)
        steps[-1:] = [f"{step}, frozen" for step in steps[-1:] if not layer.trainable] or steps[-1:]
    shape = str(getattr(model, "input_shape", None))
    return {"input shape": shape} | {f"step {i}": str(step) for i, step in enumerate(steps, 1)}


BUILD_NORMALIZED = Exercise(
    id="10.5",
    prompt="Rebuild the classic CNN with batch normalization between each convolution and its activation.",
    reference=build_normalized,
    cases=((),),
    view=layer_steps,
    why=("Each convolution's output is normalized before the ReLU, and the normalization's own shift serves as bias."),
    misconceptions=(
        Misconception(
            "nothing changed",
            lambda: _classic("p", "p", "", conv_activation="relu", use_bias=True),
            "This is still the classic model: put a BatchNormalization between each Conv2D and its activation.",
        ),
        Misconception(
            "layers added after a finished convolution",
            lambda: _classic("bp", "bp", "b", conv_activation="relu", use_bias=True),
            "The activation is still inside the Conv2D, so it runs before the normalization, and the bias is still "
            "on: take both out and add the activation as its own layer.",
        ),
        Misconception(
            "activation inside the convolution",
            lambda: _classic("bp", "bp", "b", conv_activation="relu"),
            "The activation is still inside the Conv2D, so it runs before the normalization: "
            "take it out and add it as its own layer after the BatchNormalization.",
        ),
        Misconception(
            "activation twice",
            lambda: _classic("bap", "bap", "ba", conv_activation="relu"),
            "The ReLU runs twice, inside the Conv2D and after the normalization: take it out of the Conv2D.",
        ),
        Misconception(
            "activation lost",
            lambda: _classic("bp", "bp", "b"),
            "There is no ReLU after the convolutions: only the poolings would be left to make them more than linear.",
        ),
        Misconception(
            "normalized after the activation",
            lambda: _classic("abp", "abp", "ab"),
            "You normalize after the activation: here BatchNormalization comes first, the activation second.",
        ),
        Misconception(
            "bias left on",
            lambda: _classic("bap", "bap", "ba", use_bias=True),
            "The Conv2D bias is still on: subtracting the batch mean cancels it, so set `use_bias=False`.",
        ),
        Misconception(
            "normalized after the pooling",
            lambda: _classic("apb", "apb", "ab"),
            "You normalize after the pooling: put BatchNormalization right after the Conv2D, before the activation.",
        ),
        Misconception(
            "pooled before normalizing",
            lambda: _classic("pba", "pba", "ba"),
            "You pool before you normalize, which the ladder does to save time: here BatchNormalization follows the "
            "Conv2D directly.",
        ),
        Misconception(
            "three poolings",
            lambda: _classic("bap", "bap", "bap"),
            "You pool three times: after the third convolution there is no pooling.",
        ),
        Misconception(
            "zero padding",
            lambda: _classic("bap", "bap", "ba", padding="same"),
            'Your convolutions pad the image with zeros: the classic uses padding="valid", Keras\' default.',
        ),
        Misconception(
            "softmax forgotten",
            lambda: _classic("bap", "bap", "ba", last=None),
            "The last layer has no softmax: its ten numbers are not yet scores that add up to one.",
        ),
        Misconception(
            "last convolution forgotten",
            lambda: _classic("bap", "bap", "a"),
            "The last Conv2D has no BatchNormalization: all three convolutions need one.",
        ),
        Misconception(
            "input shape missing",
            lambda: _classic("bap", "bap", "ba", known_input=False),
            "The layers are right, but the model does not know its input: begin with `keras.Input((32, 32, 3))`.",
        ),
    ),
)

EXERCISES = (OUTPUT_SIZE, MAX_POOL, RECEPTIVE_FIELD, RECALL_PER_CLASS, BUILD_NORMALIZED)
