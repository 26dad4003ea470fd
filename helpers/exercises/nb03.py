"""Exercises of notebook 03, How does a network learn which weight to blame? Data arrays hold one example a row."""

import math
from collections.abc import Callable

import numpy as np

from helpers.exercises.engine import Exercise, Misconception

_rng = np.random.default_rng(3)


def _sigmoid(z: float) -> float:
    return 1 / (1 + np.exp(-z))


# 3.1 --------------------------------------------------------------------------------------------------------


def neuron_gradient(w: np.ndarray, b: float, x: np.ndarray, y: float) -> tuple[np.ndarray, float]:
    """Gradient of the binary cross-entropy of one sigmoid neuron, w.r.t. w (d,) and b, for one example x (d,)."""
    error = _sigmoid(w @ x + b) - y
    return error * x, error


def _with_error(error: Callable) -> Callable:
    """The gradient when `error(y_hat, y)` takes the place of y_hat - y."""

    def wrong(w, b, x, y):
        e = error(_sigmoid(w @ x + b), y)
        return e * x, e

    return wrong


NEURON_GRADIENT = Exercise(
    id="3.1",
    prompt="Write the gradient of the cross-entropy of one sigmoid neuron with respect to its weights and its bias.",
    reference=neuron_gradient,
    cases=(
        (np.array([0.5, -1.0]), 0.2, np.array([1.5, 0.4]), 1.0),
        (np.array([0.5, -1.0]), 0.2, np.array([1.5, 0.4]), 0.0),
        (np.array([-0.3, 0.8, 1.1]), -0.6, np.array([0.7, -1.2, 0.5]), 1.0),
        (np.array([2.0]), 0.5, np.array([-0.8]), 0.0),
    ),
    why="Sigmoid and cross-entropy together leave only the error y_hat − y; each weight shares it times its own input.",
    misconceptions=(
        Misconception(
            "sign",
            _with_error(lambda y_hat, y: y - y_hat),
            "Your sign is turned round: y − y_hat points downhill already. The gradient points uphill, y_hat − y, and "
            "the update subtracts it.",
        ),
        Misconception(
            "squared error's factor",
            _with_error(lambda y_hat, y: (y_hat - y) * y_hat * (1 - y_hat)),
            "There is a factor y_hat (1 − y_hat) too many: the slope of the cross-entropy divides by just that, so the "
            "two cancel. It stays only with the squared error.",
        ),
        Misconception(
            "sigmoid's slope forgotten",
            _with_error(lambda y_hat, y: (y_hat - y) / (y_hat * (1 - y_hat))),
            "You stop at the gradient with respect to y_hat: one more factor, the sigmoid's slope y_hat (1 − y_hat), "
            "leads back to z.",
        ),
        Misconception(
            "slope for y = 1",
            _with_error(lambda y_hat, y: y_hat - 1),
            "−1 / y_hat is the slope of the loss for y = 1 only. For y = 0 it is 1 / (1 − y_hat); times the sigmoid's "
            "slope, both become y_hat − y.",
        ),
        Misconception(
            "sigmoid forgotten",
            lambda w, b, x, y: ((w @ x + b - y) * x, w @ x + b - y),
            "You compare z with y: the prediction is the sigmoid of z.",
        ),
        Misconception(
            "input forgotten",
            lambda w, b, x, y: (_sigmoid(w @ x + b) - y, _sigmoid(w @ x + b) - y),
            "Your weights get the bias's gradient: a weight is multiplied by its input, so its gradient is too.",
        ),
        Misconception(
            "with respect to the input",
            lambda w, b, x, y: ((_sigmoid(w @ x + b) - y) * w, _sigmoid(w @ x + b) - y),
            "You multiply by the weights: that is the gradient with respect to the input x. A weight's slope is the "
            "*other* factor of the product, its input.",
        ),
        Misconception(
            "bias times itself",
            lambda w, b, x, y: ((_sigmoid(w @ x + b) - y) * x, (_sigmoid(w @ x + b) - y) * b),
            "You multiply the bias's gradient by b: the bias is added, so its slope is 1.",
        ),
        Misconception(
            "slope of the bias alone",
            lambda w, b, x, y: ((_sigmoid(w @ x + b) - y) * x, 1.0),
            "Your db is only the last local slope, 1: multiply it by the gradient that arrives, the error.",
        ),
        Misconception(
            "factor 2",
            _with_error(lambda y_hat, y: 2 * (y_hat - y)),
            "There is a factor 2 too many: that belongs to the squared error, not to the cross-entropy.",
        ),
        Misconception(
            "swapped",
            lambda w, b, x, y: (_sigmoid(w @ x + b) - y, (_sigmoid(w @ x + b) - y) * x),
            "The two are in the wrong order: return `(dw, db)`, the weights' gradient first.",
        ),
        Misconception(
            "bias left out",
            lambda w, b, x, y: ((_sigmoid(w @ x) - y) * x, _sigmoid(w @ x) - y),
            "Your z lacks the bias: z = w · x + b.",
        ),
    ),
)

# 3.2 --------------------------------------------------------------------------------------------------------


def quotient_gate(a: float, b: float) -> tuple[float, float, float]:
    """Value of a / b and its local slopes with respect to a and to b."""
    return a / b, 1 / b, -a / b**2


QUOTIENT_GATE = Exercise(
    id="3.2",
    prompt="Write the value of a / b and its two local slopes, as a gate of the engine needs them.",
    reference=quotient_gate,
    cases=((3.0, 2.0), (-1.5, 0.4), (0.7, -2.5)),
    why="A gate needs no more than this: its value, and how fast that follows each of its inputs.",
    misconceptions=(
        Misconception(
            "sign",
            lambda a, b: (a / b, 1 / b, a / b**2),
            "Your slope_b has the wrong sign: of two positive numbers, a larger b makes a / b smaller.",
        ),
        Misconception(
            "product's slopes",
            lambda a, b: (a / b, b, a),
            "These are the slopes of the product: for it, each input's slope is the other one.",
        ),
        Misconception(
            "a forgotten",
            lambda a, b: (a / b, 1 / b, -1 / b**2),
            "Your slope_b is that of 1 / b: a multiplies it.",
        ),
        Misconception(
            "not squared",
            lambda a, b: (a / b, 1 / b, -a / b),
            "Your slope_b divides by b once: the derivative of 1 / b is −1 / b².",
        ),
        Misconception(
            "derivative of the denominator",
            lambda a, b: (a / b, 1 / b, a),
            "Your slope_b is a: that would be the slope of a · b. The derivative of 1 / b is −1 / b².",
        ),
        Misconception(
            "swapped",
            lambda a, b: (a / b, -a / b**2, 1 / b),
            "The slopes are in the wrong order: first that with respect to a.",
        ),
        Misconception(
            "slope of the numerator",
            lambda a, b: (a / b, 1.0, -a / b**2),
            "Your slope_a is 1: a is divided by b, so a nudge of it is, too.",
        ),
        Misconception(
            "times the inputs",
            lambda a, b: (a / b, a / b, -a / b),
            "You multiply each slope by its own input: a slope says how much the value moves for a nudge of 1.",
        ),
        Misconception(
            "slopes only",
            lambda a, b: (1 / b, -a / b**2),
            "Your slopes are right, but the value a / b is missing: it comes first.",
        ),
    ),
)

# 3.3 --------------------------------------------------------------------------------------------------------


def skip_gradient(x: float, w: float) -> float:
    """d/dx of (x + tanh(w x))², where x is used twice."""
    t = math.tanh(w * x)
    return 2 * (x + t) * (1 + w * (1 - t**2))


SKIP_GRADIENT = Exercise(
    id="3.3",
    prompt="Write the derivative of (x + tanh(w x))² with respect to x, which feeds two nodes.",
    reference=skip_gradient,
    cases=((0.5, 1.2), (-0.8, 0.7), (1.5, -0.4), (0.3, 2.0)),
    why="x reaches the sum by two roads, with slopes 1 and w (1 − tanh²); what comes back along them is added.",
    misconceptions=(
        Misconception(
            "direct road lost",
            lambda x, w: 2 * (x + math.tanh(w * x)) * w * (1 - math.tanh(w * x) ** 2),
            "You count only the road through tanh: x also enters the sum directly, with slope 1. Add it.",
        ),
        Misconception(
            "tanh road lost",
            lambda x, w: 2 * (x + math.tanh(w * x)),
            "You count only the direct road: a nudge of x also moves tanh(w x). Add its slope, w (1 − tanh²).",
        ),
        Misconception(
            "inner factor forgotten",
            lambda x, w: 2 * (x + math.tanh(w * x)) * (2 - math.tanh(w * x) ** 2),
            "The road through tanh lacks its first gate: w x moves w times as far as x.",
        ),
        Misconception(
            "value for slope",
            lambda x, w: 2 * (x + math.tanh(w * x)) * (1 + w * math.tanh(w * x)),
            "You multiply by tanh itself: on the way back a gate multiplies by its slope, here 1 − tanh².",
        ),
        Misconception(
            "tanh's slope not squared",
            lambda x, w: 2 * (x + math.tanh(w * x)) * (1 + w * (1 - math.tanh(w * x))),
            "Your slope of tanh is 1 − t: it is 1 − t², with the square.",
        ),
        Misconception(
            "square forgotten",
            lambda x, w: 1 + w * (1 - math.tanh(w * x) ** 2),
            "You stop at the sum: squaring it multiplies the gradient by 2 (x + tanh(w x)).",
        ),
        Misconception(
            "with respect to w",
            lambda x, w: 2 * (x + math.tanh(w * x)) * x * (1 - math.tanh(w * x) ** 2),
            "That is the derivative with respect to w: here x is nudged, and w stays.",
        ),
        Misconception(
            "tanh's slope at x",
            lambda x, w: 2 * (x + math.tanh(w * x)) * (1 + w * (1 - math.tanh(x) ** 2)),
            "You take tanh's slope at x: its input is w x, so its slope is 1 − tanh²(w x).",
        ),
        Misconception(
            "inner factor x for w",
            lambda x, w: 2 * (x + math.tanh(w * x)) * (1 + x * (1 - math.tanh(w * x) ** 2)),
            "The gate w x hands on the *other* factor: for x that is w, not x.",
        ),
        Misconception(
            "2 of the square forgotten",
            lambda x, w: skip_gradient(x, w) / 2,
            "The 2 of the square is missing: squaring multiplies the gradient by 2 (x + tanh(w x)).",
        ),
    ),
)

# 3.4 --------------------------------------------------------------------------------------------------------


def hidden_delta(dZ2: np.ndarray, W2: np.ndarray, Z1: np.ndarray) -> np.ndarray:
    """dJ/dZ1 (n, m1) of a ReLU layer, from dJ/dZ2 (n, m2), the weights W2 (m1, m2) and Z1 (n, m1)."""
    return (dZ2 @ W2.T) * (Z1 > 0)


HIDDEN_DELTA = Exercise(
    id="3.4",
    prompt="Send an error signal back through a dense layer and the ReLU before it.",
    reference=hidden_delta,
    # As many units in both layers, so that a forgotten transpose runs and can be named.
    cases=tuple(tuple(_rng.normal(size=s).round(2) for s in ((n, m), (m, m), (n, m))) for n, m in ((2, 3), (4, 2))),
    why="Back through the weights that came forward, then only through the units that were switched on.",
    misconceptions=(
        Misconception(
            "mask forgotten",
            lambda dZ2, W2, Z1: dZ2 @ W2.T,
            "You stop at dA1: a unit whose Z1 was negative put out 0 whatever its Z1 was, so no blame passes. Multiply "
            "by the ReLU's slope.",
        ),
        Misconception(
            "mask alone",
            lambda dZ2, W2, Z1: Z1 > 0,
            "That is the mask alone: multiply it by what comes back through the weights, dZ2 @ W2.T.",
        ),
        Misconception(
            "not transposed",
            lambda dZ2, W2, Z1: (dZ2 @ W2) * (Z1 > 0),
            "W2 is not transposed: forward it leads from layer 1 to 2 (m1, m2), so going back needs W2.T (m2, m1).",
        ),
        Misconception(
            "mask on the gradient",
            lambda dZ2, W2, Z1: np.maximum(dZ2 @ W2.T, 0),
            "You apply a ReLU to the gradient: the mask asks whether Z1 was positive, not whether the gradient is.",
        ),
        Misconception(
            "value for slope",
            lambda dZ2, W2, Z1: (dZ2 @ W2.T) * np.maximum(Z1, 0),
            "You multiply by A1, the ReLU's value: going back, multiply by its slope, which is 1 or 0.",
        ),
        Misconception(
            "multiplied by Z1",
            lambda dZ2, W2, Z1: (dZ2 @ W2.T) * Z1,
            "You multiply by Z1 itself: going back, multiply by the ReLU's slope at Z1, which is 1 or 0.",
        ),
        Misconception(
            "mask inverted",
            lambda dZ2, W2, Z1: (dZ2 @ W2.T) * (Z1 <= 0),
            "Your mask is inverted: the units with Z1 > 0 let the gradient through.",
        ),
        Misconception(
            "slope of tanh",
            lambda dZ2, W2, Z1: (dZ2 @ W2.T) * (1 - np.tanh(Z1) ** 2),
            "You use the slope of tanh: these units are ReLUs, with slope 1 where Z1 > 0 and 0 elsewhere.",
        ),
        Misconception(
            "mask on the wrong layer",
            lambda dZ2, W2, Z1: (dZ2 * (Z1 > 0)) @ W2.T,
            "You mask before you go through the weights: the ReLU came *before* W2 in the forward pass, so it comes "
            "after it on the way back.",
        ),
    ),
)

# 3.5 --------------------------------------------------------------------------------------------------------


def gradient_error(f: Callable, slope: Callable, x: float, h: float) -> float:
    """Relative error |a − c| / (|a| + |c|) between a = slope(x) and c, the central difference of f at x."""
    return _relative(slope(x), (f(x + h) - f(x - h)) / (2 * h))


def _relative(a: float, c: float) -> float:
    return abs(a - c) / (abs(a) + abs(c))


GRADIENT_ERROR = Exercise(
    id="3.5",
    prompt="Compare a claimed derivative with the central difference, as a relative error.",
    reference=gradient_error,
    cases=(
        (np.sin, np.cos, 1.0, 0.1),
        (np.exp, np.exp, -0.5, 0.2),
        (np.log, np.reciprocal, 2.0, 0.3),
        (np.sin, np.tan, 0.5, 0.1),  # not its derivative
        (np.cos, np.sin, 0.5, 0.1),  # wrong sign
    ),
    why="Two-sided, over the whole distance 2h, and relative, so that it means the same for large and small gradients.",
    misconceptions=(
        Misconception(
            "one-sided",
            lambda f, slope, x, h: _relative(slope(x), (f(x + h) - f(x)) / h),
            "You look to one side only: the error of (f(x + h) − f(x)) / h shrinks with h, that of the central "
            "difference with h². Go h up and h down.",
        ),
        Misconception(
            "one-sided, downward",
            lambda f, slope, x, h: _relative(slope(x), (f(x) - f(x - h)) / h),
            "You look downward only: a central difference goes h up and h down.",
        ),
        Misconception(
            "h for 2h",
            lambda f, slope, x, h: _relative(slope(x), (f(x + h) - f(x - h)) / h),
            "From x − h to x + h the distance is 2h: you divide by h.",
        ),
        Misconception(
            "missing parentheses",
            lambda f, slope, x, h: _relative(slope(x), (f(x + h) - f(x - h)) / 2 * h),
            "Python reads `/ 2 * h` as divide by 2, then multiply by h: write `/ (2 * h)`.",
        ),
        Misconception(
            "brackets of the difference",
            lambda f, slope, x, h: _relative(slope(x), f(x + h) - f(x - h) / (2 * h)),
            "Python divides before it subtracts: f(x + h) − f(x − h) needs parentheses.",
        ),
        Misconception(
            "brackets of the sizes",
            lambda f, slope, x, h: (
                abs(slope(x) - (f(x + h) - f(x - h)) / (2 * h)) / abs(slope(x)) + abs((f(x + h) - f(x - h)) / (2 * h))
            ),
            "Python divides by abs(a) and then adds abs(c): the sum abs(a) + abs(c) needs parentheses.",
        ),
        Misconception(
            "absolute error",
            lambda f, slope, x, h: abs(slope(x) - (f(x + h) - f(x - h)) / (2 * h)),
            "This is the absolute error: divide by the sum of both sizes, or a small gradient always looks right.",
        ),
        Misconception(
            "divided by one size",
            lambda f, slope, x, h: (
                abs(slope(x) - (f(x + h) - f(x - h)) / (2 * h)) / abs((f(x + h) - f(x - h)) / (2 * h))
            ),
            "You divide by the size of the central difference alone: here the sum of both sizes is asked for.",
        ),
        Misconception(
            "divided by the claim",
            lambda f, slope, x, h: abs(slope(x) - (f(x + h) - f(x - h)) / (2 * h)) / abs(slope(x)),
            "You divide by the size of the claimed slope alone: here the sum of both sizes is asked for.",
        ),
        Misconception(
            "divided by the larger size",
            lambda f, slope, x, h: (
                abs(slope(x) - (f(x + h) - f(x - h)) / (2 * h))
                / max(abs(slope(x)), abs((f(x + h) - f(x - h)) / (2 * h)))
            ),
            "You divide by the larger of the two sizes, another common form: here the sum of both sizes is asked for.",
        ),
        Misconception(
            "sizes without bars",
            lambda f, slope, x, h: (
                abs(slope(x) - (f(x + h) - f(x - h)) / (2 * h)) / abs(slope(x) + (f(x + h) - f(x - h)) / (2 * h))
            ),
            "You add the two gradients and then take the size: with opposite signs they cancel. Add their sizes.",
        ),
        Misconception(
            "signed",
            lambda f, slope, x, h: (
                (slope(x) - (f(x + h) - f(x - h)) / (2 * h)) / (abs(slope(x)) + abs((f(x + h) - f(x - h)) / (2 * h)))
            ),
            "Your error has a sign: take the absolute value of the difference as well.",
        ),
        Misconception(
            "the difference itself",
            lambda f, slope, x, h: (f(x + h) - f(x - h)) / (2 * h),
            "This is the central difference, and it is right: now compare it with slope(x).",
        ),
    ),
)

# 3.6 --------------------------------------------------------------------------------------------------------


def initial_std(fan_in: int, fan_out: int, activation: str) -> float:
    """He et al. (2015) for "relu", Glorot and Bengio (2010) for "tanh": standard deviation of a layer's weights."""
    return math.sqrt(2 / fan_in if activation == "relu" else 2 / (fan_in + fan_out))


def _std(relu: Callable, tanh: Callable) -> Callable:
    """A wrong answer, from its variance for each activation as a function of (fan_in, fan_out)."""
    return lambda fan_in, fan_out, activation: math.sqrt(
        (relu if activation == "relu" else tanh)(fan_in, fan_out),
    )


INITIAL_STD = Exercise(
    id="3.6",
    prompt="Write the standard deviation of the initial weights: He's for ReLU, Glorot's for tanh.",
    reference=initial_std,
    cases=((30, 64, "relu"), (30, 64, "tanh"), (64, 10, "relu"), (64, 10, "tanh"), (100, 100, "relu")),
    why="ReLU halves the mean square, so He doubles 1/fan_in; Glorot's fan average balances the two directions.",
    misconceptions=(
        Misconception(
            "variance",
            lambda fan_in, fan_out, activation: initial_std(fan_in, fan_out, activation) ** 2,
            "This is the variance: the standard deviation is its square root.",
        ),
        Misconception(
            "half of the variance",
            lambda fan_in, fan_out, activation: initial_std(fan_in, fan_out, activation) ** 2 / 2,
            "Python reads `** 1 / 2` as to the power of 1, then halve: write `** 0.5` or `math.sqrt`.",
        ),
        Misconception(
            "brackets of the fans",
            lambda fan_in, fan_out, activation: math.sqrt(2 / fan_in + (0 if activation == "relu" else fan_out)),
            "Python divides before it adds: the sum fan_in + fan_out needs parentheses.",
        ),
        Misconception(
            "the other's rule",
            _std(lambda i, o: 2 / (i + o), lambda i, o: 2 / i),
            "You have swapped the two: He's rule belongs to ReLU, Glorot's to tanh.",
        ),
        Misconception(
            "fan_out",
            _std(lambda i, o: 2 / o, lambda i, o: 2 / (i + o)),
            "Your ReLU rule uses fan_out: a unit's sum runs over its inputs, so divide by fan_in.",
        ),
        Misconception(
            "ReLU's factor forgotten",
            _std(lambda i, o: 1 / i, lambda i, o: 2 / (i + o)),
            "Your ReLU rule lacks the 2: ReLU is off for half of its inputs, and halves the mean square it passes on.",
        ),
        Misconception(
            "Glorot's factor forgotten",
            _std(lambda i, o: 2 / i, lambda i, o: 1 / (i + o)),
            "Your tanh rule lacks the 2: the average of both fans is (fan_in + fan_out) / 2.",
        ),
        Misconception(
            "fan_in alone for tanh",
            _std(lambda i, o: 2 / i, lambda i, o: 1 / i),
            "Your tanh rule uses fan_in alone: that keeps the forward pass level; Glorot averages it with fan_out, for "
            "the way back.",
        ),
        Misconception(
            "Glorot everywhere",
            _std(lambda i, o: 2 / (i + o), lambda i, o: 2 / (i + o)),
            "You use Glorot's rule for ReLU too: it does not know that ReLU halves the mean square. (If your code asks "
            'for the name: it is `"relu"`, in small letters.)',
        ),
        Misconception(
            "He everywhere",
            _std(lambda i, o: 2 / i, lambda i, o: 2 / i),
            "You use He's rule for tanh too: near zero tanh passes nearly all of the variance, so nothing needs "
            'doubling. (If your code asks for the name: it is `"tanh"`, in small letters.)',
        ),
        Misconception(
            "root of the 2 only",
            lambda fan_in, fan_out, activation: math.sqrt(2) / (fan_in if activation == "relu" else fan_in + fan_out),
            "Your root covers the 2 only: the root of the whole fraction is needed.",
        ),
        Misconception(
            "uniform limit",
            _std(lambda i, o: 6 / i, lambda i, o: 6 / (i + o)),
            "These are the limits ±√(6/…) of the *uniform* distributions; their standard deviation is smaller by √3.",
        ),
    ),
)

EXERCISES = (NEURON_GRADIENT, QUOTIENT_GATE, SKIP_GRADIENT, HIDDEN_DELTA, GRADIENT_ERROR, INITIAL_STD)
