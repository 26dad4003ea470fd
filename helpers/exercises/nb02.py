"""Exercises of notebook 02, How do simple units add up to a curved decision? Data have one example a row."""

import itertools
from collections.abc import Sequence

import numpy as np

from helpers.exercises.engine import Exercise, Misconception

_rng = np.random.default_rng(7)


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


# 2.1 --------------------------------------------------------------------------------------------------------


def neuron(x: np.ndarray, w: np.ndarray, b: float) -> tuple[float, float]:
    """Sigmoid output and signed distance from the line w·x + b = 0; x and w have shape (d,)."""
    z = w @ x + b
    return _sigmoid(z), z / np.linalg.norm(w)


def _neuron_with(z, output=_sigmoid, distance=None):
    """A neuron whose weighted sum is `z`, its output `output(z)` and its distance `distance(z, x, w)`."""

    def wrong(x, w, b):
        s = z(x, w, b)
        return output(s), s / np.linalg.norm(w) if distance is None else distance(s, x, w, b)

    return wrong


def _weighted_sum(x, w, b):
    return w @ x + b


NEURON = Exercise(
    id="2.1",
    prompt="Return a neuron's sigmoid output and the signed distance of its input from its line.",
    reference=neuron,
    cases=(
        (np.array([2.0, 1.0]), np.array([3.0, 4.0]), -10.0),
        (np.array([2.0, 2.0]), np.array([3.0, 4.0]), -10.0),
        (np.array([-1.0, 0.5]), np.array([1.5, -2.0]), 0.7),
        (np.array([0.3, -1.2, 2.0]), np.array([2.0, 1.0, -0.5]), 1.1),
    ),
    why="The output says how sure the neuron sounds; the distance says where the input lies, whatever w's length.",
    misconceptions=(
        Misconception(
            "bias forgotten",
            _neuron_with(lambda x, w, b: w @ x),
            "You leave the bias out: without it every line would pass through the origin. z = w @ x + b.",
        ),
        Misconception(
            "products not added up",
            _neuron_with(lambda x, w, b: w * x + b),
            "You get one number for each feature: add up the products, `w @ x`, before you add the bias.",
        ),
        Misconception(
            "bias subtracted",
            _neuron_with(lambda x, w, b: w @ x - b),
            "You subtract the bias: it is added, z = w @ x + b.",
        ),
        Misconception(
            "bias times sum of weights",
            _neuron_with(lambda x, w, b: np.sum(w * (x + b))),
            "You add the bias to every input before weighing: it is added once, after the sum.",
        ),
        Misconception(
            "minus on the first term only",
            lambda x, w, b: (_sigmoid(w @ x - b), neuron(x, w, b)[1]),
            "Your distance is right, but in the sigmoid the minus reaches only w @ x: write `np.exp(-(w @ x + b))`.",
        ),
        Misconception(
            "parentheses of the sigmoid",
            _neuron_with(_weighted_sum, output=lambda z: 1 / 1 + np.exp(-z)),
            "Your distance is right, but `1 / 1 + np.exp(-z)` divides first: the sum below the bar needs parentheses.",
        ),
        Misconception(
            "first two features only",
            _neuron_with(
                lambda x, w, b: w[0] * x[0] + w[1] * x[1] + b, distance=lambda z, x, w, b: z / np.hypot(w[0], w[1])
            ),
            "Right in the plane, but you use two features only: x may have any number d of them; `w @ x` takes all.",
        ),
        Misconception(
            "not divided by the norm",
            _neuron_with(_weighted_sum, distance=lambda z, x, w, b: z),
            "Your output is right, but you return z as the distance: divide by the length of w, `np.linalg.norm(w)`.",
        ),
        Misconception(
            "divided by the squared norm",
            _neuron_with(_weighted_sum, distance=lambda z, x, w, b: z / (w @ w)),
            "Your output is right, but you divide by the squared length `w @ w`: the "
            "distance divides by the length, its square root.",
        ),
        Misconception(
            "divided by the sum of weights",
            _neuron_with(_weighted_sum, distance=lambda z, x, w, b: z / np.abs(w).sum()),
            "Your output is right, but you divide by the sum of the weights' sizes: the length of w is the square root "
            "of the sum of squares, `np.linalg.norm(w)`.",
        ),
        Misconception(
            "divided by the length of x",
            _neuron_with(_weighted_sum, distance=lambda z, x, w, b: z / np.linalg.norm(x)),
            "Your output is right, but you divide by the length of x: it is the length of w that scales z.",
        ),
        Misconception(
            "bias not in the distance",
            _neuron_with(_weighted_sum, distance=lambda z, x, w, b: w @ x / np.linalg.norm(w)),
            "Your output is right, but the distance leaves out the bias: you measure from a parallel line through the "
            "origin. Use the same z in both.",
        ),
        Misconception(
            "bias added after dividing",
            _neuron_with(_weighted_sum, distance=lambda z, x, w, b: w @ x / np.linalg.norm(w) + b),
            "Your output is right, but the distance adds the bias undivided: divide all of z by the length of w.",
        ),
        Misconception(
            "unsigned distance",
            _neuron_with(_weighted_sum, distance=lambda z, x, w, b: abs(z) / np.linalg.norm(w)),
            "Your output is right, but the distance has lost its sign: keep it, it says on which side x lies.",
        ),
        Misconception(
            "distance to the input's origin",
            _neuron_with(_weighted_sum, distance=lambda z, x, w, b: _sigmoid(z) / np.linalg.norm(w)),
            "Your output is right, but you divide the output a by the length of w: the distance comes from z, before "
            "the sigmoid.",
        ),
        Misconception(
            "no activation",
            _neuron_with(_weighted_sum, output=lambda z: z),
            "Your distance is right, but the first number is z itself: put it through the sigmoid.",
        ),
        Misconception(
            "sigmoid with the wrong sign",
            _neuron_with(_weighted_sum, output=lambda z: 1 / (1 + np.exp(z))),
            "Your distance is right, but the output falls as z rises: the sigmoid has e to the power of −z.",
        ),
        Misconception(
            "yes or no",
            _neuron_with(_weighted_sum, output=lambda z: float(z > 0)),
            "Your distance is right, but the output is a step, 0 or 1: the sigmoid gives every value between.",
        ),
        Misconception(
            "sigmoid of the distance",
            lambda x, w, b: (_sigmoid(neuron(x, w, b)[1]), neuron(x, w, b)[1]),
            "Your distance is right, but you put it into the sigmoid: the output is the sigmoid of z, undivided.",
        ),
        Misconception(
            "parts swapped",
            lambda x, w, b: neuron(x, w, b)[::-1],
            "Both numbers are right, but swapped: return the output first, then the distance.",
        ),
    ),
)

# 2.2 --------------------------------------------------------------------------------------------------------


def silu_slope(z: np.ndarray) -> np.ndarray:
    """Derivative of z σ(z), element by element (SiLU: Elfwing et al. 2018, doi:10.1016/j.neunet.2017.12.012)."""
    return _sigmoid(z) + z * _sigmoid(z) * (1 - _sigmoid(z))


SILU_SLOPE = Exercise(
    id="2.2",
    prompt="Derive the slope of the SiLU, φ(z) = z σ(z), and write it for an array z.",
    reference=silu_slope,
    cases=(
        (np.array([0.0, 1.0, -1.0, 2.5, -3.0]),),
        (np.linspace(-6, 6, 7),),
        (np.array([[0.5, -0.5], [4.0, -4.0]]),),
    ),
    why="The product rule gives two terms; far on the right the first is 1 and the second 0, so SiLU becomes z.",
    misconceptions=(
        Misconception(
            "the function itself",
            lambda z: z * _sigmoid(z),
            "This is φ(z) itself: the slope is its derivative, by the product rule.",
        ),
        Misconception(
            "sigmoid's slope only",
            lambda z: _sigmoid(z) * (1 - _sigmoid(z)),
            "This is the slope of σ alone: φ is z times σ, so the product rule adds a term and keeps the factor z.",
        ),
        Misconception(
            "first term lost",
            lambda z: z * _sigmoid(z) * (1 - _sigmoid(z)),
            "You have z·σ′(z), one half of the product rule: the slope of the factor z is 1 and leaves σ(z) as well.",
        ),
        Misconception(
            "second term lost",
            _sigmoid,
            "You treat σ(z) as a constant: it changes with z too, which adds z·σ′(z).",
        ),
        Misconception(
            "first term 1, factor z lost",
            lambda z: 1 + _sigmoid(z) * (1 - _sigmoid(z)),
            "You add the two slopes: in the product rule each slope is multiplied by the other factor, "
            "1·σ(z) + z·σ′(z).",
        ),
        Misconception(
            "sigmoid's slope taken for the sigmoid",
            lambda z: _sigmoid(z) + z * _sigmoid(z),
            "Your second term is z·σ(z): it needs the slope of σ, which has a further factor 1 − σ.",
        ),
        Misconception(
            "factor z lost",
            lambda z: _sigmoid(z) + _sigmoid(z) * (1 - _sigmoid(z)),
            "The second term lacks its factor z: the product rule says 1·σ(z) + z·σ′(z).",
        ),
        Misconception(
            "one factor of the sigmoid's slope lost",
            lambda z: _sigmoid(z) + z * (1 - _sigmoid(z)),
            "The slope of σ is σ(1 − σ): your second term has only the factor 1 − σ.",
        ),
        Misconception(
            "sigmoid's slope squared wrongly",
            lambda z: _sigmoid(z) + z * (1 - _sigmoid(z) ** 2),
            "You use 1 − σ², which has the form of tanh's slope: the slope of σ is σ(1 − σ).",
        ),
        Misconception(
            "sign of the second term",
            lambda z: _sigmoid(z) - z * _sigmoid(z) * (1 - _sigmoid(z)),
            "The sign of the second term is wrong: σ rises with z, so its slope σ(1 − σ) is positive.",
        ),
        Misconception(
            "evaluated on z",
            lambda z: _sigmoid(z) + z * z * (1 - z),
            "You put z instead of σ(z) into σ(1 − σ): the rule speaks of the sigmoid's value, not of its input.",
        ),
        Misconception(
            "evaluated twice",
            lambda z: _sigmoid(z) + z * _sigmoid(_sigmoid(z)) * (1 - _sigmoid(_sigmoid(z))),
            "You apply the sigmoid twice: σ(z) is already its value; multiply σ(z) by 1 − σ(z).",
        ),
    ),
)

# 2.3 --------------------------------------------------------------------------------------------------------


def softmax(Z: np.ndarray) -> np.ndarray:
    """Softmax of each row of Z (n, K), safe for any finite scores."""
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _naive(Z):
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def _per_column(Z):
    e = np.exp(Z - Z.max(axis=0))
    return e / e.sum(axis=0)


def _whole_matrix(Z):
    e = np.exp(Z - Z.max())
    return e / e.sum()


def _shifted_by(shift, keepdims=True):
    """A softmax that subtracts `shift(Z)` from the scores; `keepdims` of the sum as told."""

    def wrong(Z):
        e = np.exp(Z - shift(Z))
        return e / e.sum(axis=1, keepdims=keepdims)

    return wrong


def _row_maximum(Z):
    return Z.max(axis=1, keepdims=True)


def _shares_of(Z):
    return Z / Z.sum(axis=1, keepdims=True)


def _hard(Z):
    return (_row_maximum(Z) == Z) * 1.0


SOFTMAX = Exercise(
    id="2.3",
    prompt="Write the softmax of a batch of scores, row by row, so that large scores do not overflow.",
    reference=softmax,
    cases=(  # square, or one row: without keepdims others would raise before the hint could name the slip
        (np.array([[2.0, 1.0, 0.2], [0.5, -1.0, 3.0], [1.0, 1.5, -0.5]]),),
        (np.array([[0.0, 0.7, -0.4, 2.0]]),),
        (np.array([[1000.0, 1000.0], [1.0, 3.0]]),),
        (np.array([[-2000.0, -2001.0, -2002.0], [5.0, 4.0, 4.5], [0.0, 0.7, -1.0]]),),
        (np.array([[1000.0, 0.0, -1000.0], [-1000.0, 0.0, 1000.0], [1000.0, 900.0, -1900.0]]),),
    ),
    why="Only differences of scores count, so taking off each row's maximum changes nothing but the overflow.",
    misconceptions=(
        Misconception(
            "overflow",
            _naive,
            "Right for small scores, but a score of 1000 overflows, and one of −2000 leaves 0 over 0: subtract each "
            "row's maximum before `np.exp`.",
        ),
        Misconception(
            "one maximum for the whole batch",
            _shifted_by(np.max),
            "You subtract the maximum of the whole batch: a row whose scores all lie far below it becomes 0 over 0. "
            "Take each row's own: `axis=1, keepdims=True`.",
        ),
        *(
            Misconception(
                f"{what} subtracted",
                _shifted_by(shift),
                f"You subtract each row's {what}: a score far above it still overflows. Only the row's maximum "
                "leaves no exponent above 0.",
            )
            for what, shift in (
                ("mean", lambda Z: Z.mean(axis=1, keepdims=True)),
                ("median", lambda Z: np.median(Z, axis=1, keepdims=True)),
                ("minimum", lambda Z: Z.min(axis=1, keepdims=True)),
                ("first score", lambda Z: Z[:, :1]),
                ("last score", lambda Z: Z[:, -1:]),
            )
        ),
        Misconception(
            "largest in size subtracted",
            _shifted_by(lambda Z: np.abs(Z).max(axis=1, keepdims=True)),
            "You subtract the largest score in size, sign dropped: a row of very negative scores then becomes 0 over "
            "0. Take the maximum of the scores themselves.",
        ),
        Misconception(
            "keepdims forgotten twice",
            _shifted_by(lambda Z: Z.max(axis=1), keepdims=False),
            "Maximum and sum have shape (n,): NumPy lines them up with the columns, so each row meets the other rows' "
            "numbers. Add `keepdims=True` to both: shape (n, 1) stays with its row.",
        ),
        Misconception(
            "keepdims forgotten in the maximum",
            _shifted_by(lambda Z: Z.max(axis=1)),
            "The maximum has shape (n,): NumPy lines it up with the columns, so a row loses a different number in each "
            "column. Add `keepdims=True` to the maximum too.",
        ),
        Misconception(
            "keepdims forgotten in the sum",
            _shifted_by(_row_maximum, keepdims=False),
            "The sum has shape (n,): NumPy lines it up with the columns, so rows are divided by other rows' sums. "
            "Add `keepdims=True` to the sum too.",
        ),
        Misconception(
            "keepdims forgotten, and overflow",
            lambda Z: np.exp(Z) / np.exp(Z).sum(axis=1),
            "Two things: the sum has shape (n,), which NumPy lines up with the columns, so add `keepdims=True`; and "
            "a score of 1000 overflows, so subtract each row's maximum first.",
        ),
        Misconception(
            "over columns",
            _per_column,
            "Your columns add up to 1: each row is one patient, so take maximum and sum along `axis=1`.",
        ),
        Misconception(
            "over the whole matrix",
            _whole_matrix,
            "All your numbers together add up to 1: each row must, so sum along `axis=1`.",
        ),
        Misconception(
            "over columns, and overflow",
            lambda Z: np.exp(Z) / np.exp(Z).sum(axis=0),
            "Two things: your columns add up to 1, but each row must (sum along `axis=1, keepdims=True`); and "
            "a score of 1000 overflows, so subtract each row's maximum first.",
        ),
        Misconception(
            "over the whole matrix, and overflow",
            lambda Z: np.exp(Z) / np.exp(Z).sum(),
            "Two things: all your numbers together add up to 1, but each row must (sum along `axis=1, keepdims=True`); "
            "and a score of 1000 overflows, so subtract each row's maximum first.",
        ),
        Misconception(
            "not normalized",
            lambda Z: np.exp(Z - _row_maximum(Z)),
            "Your rows do not add up to 1: divide each by its own sum.",
        ),
        Misconception(
            "no exponential",
            _shares_of,
            "You divide the scores by their sum: without `np.exp` negative scores give negative probabilities.",
        ),
        Misconception(
            "maximum not subtracted in the sum",
            lambda Z: np.exp(Z - _row_maximum(Z)) / np.exp(Z).sum(axis=1, keepdims=True),
            "You subtract the maximum above the fraction bar only: subtract it above and below, or it does not cancel.",
        ),
        Misconception(
            "divided by the maximum",
            lambda Z: _naive(Z / np.abs(Z).max(axis=1, keepdims=True)),
            "You divide the scores by their largest: that changes their differences. Subtract it instead.",
        ),
        Misconception(
            "sigmoid of each score",
            _sigmoid,
            "You apply the sigmoid to each score on its own: rows then miss 1. Divide exponentials by their sum.",
        ),
        Misconception(
            "hard maximum",
            _hard,
            "You return 1 for the largest score and 0 else: the softmax shares out probability among all classes.",
        ),
        Misconception(
            "logarithm",
            lambda Z: np.log(softmax(Z)),
            "You return the logarithm of the probabilities: leave them as they are.",
        ),
    ),
)

# 2.4 --------------------------------------------------------------------------------------------------------


def _relu(z):
    return np.maximum(z, 0)


_READERS = np.array([[0, 0], [1, 1], [0, 1], [1, 0]])
_HIDDEN = _relu(_READERS @ np.array([[1.0, -1.0], [-1.0, 1.0]]) - 0.25)  # the notebook's two units, (4, 2)


def _decisions(weights):
    """Whether z > 0 for readers who agree (0, 0), (1, 1) and who do not (0, 1), (1, 0)."""
    weights = np.asarray(weights, float)
    if weights.shape != (3,) or not np.isfinite(weights).all():
        raise ValueError("three numbers are expected, w_1, w_2 and b")
    return _HIDDEN @ weights[:2] + weights[2] > 0


BOTH_AGREE = Exercise(
    id="2.4",
    prompt="Choose the output neuron's (w_1, w_2, b) so that z > 0 exactly when the two readers agree.",
    reference=(-1, -1, 0.25),
    view=_decisions,
    why="Agreement is the point (0, 0) of hidden space: a positive bias says yes there, the weights say no elsewhere.",
    misconceptions=(
        Misconception(
            "weights of disagreement",
            (1, 1, -0.25),
            "This fires when the readers disagree, as in the text: turn the signs of the weights and of the bias.",
        ),
        Misconception(
            "only the weights turned",
            (-1, -1, -0.25),
            "This never fires: when the readers agree both hidden units are 0, so z = b, and b must be positive.",
        ),
        Misconception(
            "only the bias turned",
            (1, 1, 0.25),
            "This fires in all four cases: the weights must be negative enough that 0.75 w + b is not above 0.",
        ),
        Misconception(
            "second weight too large",
            (-1, 0, 0.25),
            "Nearly: it also fires for readers (0, 1). Hidden unit 2 is on there, so make w_2 more negative.",
        ),
        Misconception(
            "first weight too large",
            (0, -1, 0.25),
            "Nearly: it also fires for readers (1, 0). Hidden unit 1 is on there, so make w_1 more negative.",
        ),
        Misconception(
            "hidden unit 2 alone",
            (-1, 1, -0.25),
            "This fires for readers (0, 1) only: agreement leaves both hidden units at 0, so z = b must be positive "
            "there, and both weights negative.",
        ),
        Misconception(
            "hidden unit 1 alone",
            (1, -1, -0.25),
            "This fires for readers (1, 0) only: agreement leaves both hidden units at 0, so z = b must be positive "
            "there, and both weights negative.",
        ),
    ),
)

# 2.5 --------------------------------------------------------------------------------------------------------


def forward(X: np.ndarray, W1: np.ndarray, b1: np.ndarray, W2: np.ndarray, b2: np.ndarray) -> np.ndarray:
    """Predictions (n, 1): ReLU in the hidden layer, sigmoid at the output; X (n, d), W1 (d, m), W2 (m, 1)."""
    return _sigmoid(_relu(X @ W1 + b1) @ W2 + b2)


def _network(n: int, d: int, m: int) -> tuple:
    """Random X, W1, b1, W2, b2 with the shapes of :func:`forward`."""
    return tuple(_rng.normal(size=shape).round(2) for shape in ((n, d), (d, m), (m,), (m, 1), (1,)))


FORWARD = Exercise(
    id="2.5",
    prompt="Compute the predictions of a network with one hidden ReLU layer and a sigmoid output, without a loop.",
    reference=forward,
    view=lambda result: "several results" if isinstance(result, tuple) else result,
    cases=(_network(5, 3, 4), _network(4, 2, 3), _network(6, 4, 4)),
    why="Product, bias, activation, twice; the batch dimension n runs through unchanged.",
    misconceptions=(
        Misconception(
            "hidden bias forgotten",
            lambda X, W1, b1, W2, b2: _sigmoid(_relu(X @ W1) @ W2 + b2),
            "You leave out the hidden bias: it is added to every row, X @ W1 + b1.",
        ),
        Misconception(
            "output bias forgotten",
            lambda X, W1, b1, W2, b2: _sigmoid(_relu(X @ W1 + b1) @ W2),
            "You leave out the output's bias b2.",
        ),
        Misconception(
            "both biases forgotten",
            lambda X, W1, b1, W2, b2: _sigmoid(_relu(X @ W1) @ W2),
            "You leave out both biases: each layer is product, bias, activation.",
        ),
        Misconception(
            "bias after the activation",
            lambda X, W1, b1, W2, b2: _sigmoid((_relu(X @ W1) + b1) @ W2 + b2),
            "You add the hidden bias after the ReLU: it belongs inside, where it decides when a unit switches on.",
        ),
        Misconception(
            "no hidden activation",
            lambda X, W1, b1, W2, b2: _sigmoid((X @ W1 + b1) @ W2 + b2),
            "The hidden layer has no activation: without the ReLU your two layers are a single neuron.",
        ),
        Misconception(
            "no output activation",
            lambda X, W1, b1, W2, b2: _relu(X @ W1 + b1) @ W2 + b2,
            "You return the weighted sum Z2: put it through the sigmoid, so that it is a probability.",
        ),
        Misconception(
            "ReLU at the output",
            lambda X, W1, b1, W2, b2: _relu(_relu(X @ W1 + b1) @ W2 + b2),
            "Your output goes through the ReLU: it needs the sigmoid, which keeps it between 0 and 1.",
        ),
        Misconception(
            "ReLU and sigmoid at the output",
            lambda X, W1, b1, W2, b2: _sigmoid(_relu(_relu(X @ W1 + b1) @ W2 + b2)),
            "Your output goes through the ReLU and then the sigmoid, so it never falls below 0.5: leave that ReLU out.",
        ),
        Misconception(
            "sigmoid in the hidden layer",
            lambda X, W1, b1, W2, b2: _sigmoid(_sigmoid(X @ W1 + b1) @ W2 + b2),
            "Your hidden layer uses the sigmoid: it is a ReLU layer, `np.maximum(Z1, 0)`.",
        ),
        Misconception(
            "activations swapped",
            lambda X, W1, b1, W2, b2: _relu(_sigmoid(X @ W1 + b1) @ W2 + b2),
            "The activations are swapped: ReLU in the hidden layer, sigmoid at the output.",
        ),
        Misconception(
            "ReLU as a minimum",
            lambda X, W1, b1, W2, b2: _sigmoid(np.minimum(X @ W1 + b1, 0) @ W2 + b2),
            "Your ReLU keeps the negative half: it is the maximum of 0 and Z1.",
        ),
        Misconception(
            "np.max for np.maximum",
            lambda X, W1, b1, W2, b2: _sigmoid(np.max(X @ W1 + b1, 0) @ W2 + b2),
            "You use `np.max`, which takes the largest value of each column and so mixes patients: the ReLU compares "
            "number by number, `np.maximum(Z1, 0)`.",
        ),
        Misconception(
            "minus on the product only",
            lambda X, W1, b1, W2, b2: _sigmoid(_relu(X @ W1 + b1) @ W2 - b2),
            "The sign of b2 is wrong: in the sigmoid the minus must reach the whole sum, `np.exp(-(A1 @ W2 + b2))`.",
        ),
        Misconception(
            "sigmoid without its minus",
            lambda X, W1, b1, W2, b2: 1 - forward(X, W1, b1, W2, b2),
            "You return 1 minus the prediction: the sigmoid has e to the power of −z.",
        ),
        Misconception(
            "hidden bias used twice",
            lambda X, W1, b1, W2, b2: _sigmoid(_relu(X @ W1 + b1) @ W2 + b1),
            "You add b1 in the output layer as well, which makes m columns of one: its own bias is b2.",
        ),
        Misconception(
            "several results",
            lambda X, W1, b1, W2, b2: (_relu(X @ W1 + b1), forward(X, W1, b1, W2, b2)),
            "You return several results: the predictions alone are asked for.",
        ),
        Misconception(
            "one prediction for the batch",
            lambda X, W1, b1, W2, b2: forward(X, W1, b1, W2, b2).mean(),
            "You average over the batch: every patient, a row, keeps a prediction of its own.",
        ),
        Misconception(
            "flat result",
            lambda X, W1, b1, W2, b2: forward(X, W1, b1, W2, b2)[:, 0],
            "The numbers are right, but the shape is (n,): keep (n, 1), as the matrix product gives it.",
        ),
        Misconception(
            "yes or no",
            lambda X, W1, b1, W2, b2: (forward(X, W1, b1, W2, b2) > 0.5) * 1.0,
            "You round the probabilities to 0 or 1: the network's output is the probability itself.",
        ),
    ),
)

# 2.6 --------------------------------------------------------------------------------------------------------


def count_parameters(sizes: Sequence[int]) -> int:
    """Weights and biases of dense layers with sizes [d, m_1, ..., m_L]: the sum of (m_{l-1} + 1) m_l."""
    return sum((m_in + 1) * m_out for m_in, m_out in itertools.pairwise(sizes))


def _weights(sizes):
    return sum(m_in * m_out for m_in, m_out in itertools.pairwise(sizes))


COUNT_PARAMETERS = Exercise(
    id="2.6",
    prompt="Count the parameters of a network of dense layers from its list of sizes, input first.",
    reference=count_parameters,
    cases=(([30, 8, 1],), ([4, 3],), ([784, 128, 10],), ([2, 5, 4, 3],), ([10, 10, 10, 10, 1],)),
    why="Each unit has one weight for each number that enters it, and one bias.",
    misconceptions=(
        Misconception(
            "biases forgotten",
            _weights,
            "You count the weights only: each unit also has one bias, hence (m_in + 1) · m_out.",
        ),
        Misconception(
            "bias for each input",
            lambda sizes: _weights(sizes) + sum(sizes[:-1]),
            "You count a bias for each number that enters a layer: the bias belongs to the unit, so add m_out.",
        ),
        Misconception(
            "one bias a layer",
            lambda sizes: _weights(sizes) + len(sizes) - 1,
            "You count one bias for each layer: each unit of the layer has its own.",
        ),
        Misconception(
            "bias for each weight",
            lambda sizes: 2 * _weights(sizes),
            "You count a bias for each weight: there is one for each unit, added after the sum.",
        ),
        Misconception(
            "input counted as a layer",
            lambda sizes: count_parameters(sizes) + sizes[0],
            "You give the inputs biases as well: the input computes nothing, biases begin with the first layer.",
        ),
        Misconception(
            "bias feeds a bias",
            lambda sizes: sum((a + 1) * (b + 1) for a, b in itertools.pairwise(sizes)),
            "You add 1 to both sizes: the bias acts like one more input of the layer, not like one more unit.",
        ),
        Misconception(
            "hidden biases only",
            lambda sizes: _weights(sizes) + sum(sizes[1:-1]),
            "You leave out the biases of the last layer: its units have one each, too.",
        ),
        Misconception(
            "every layer reads the input",
            lambda sizes: sum((sizes[0] + 1) * m for m in sizes[1:]),
            "Each of your layers reads the input: from the second on, a layer reads the units of the layer before it.",
        ),
        Misconception(
            "units counted",
            lambda sizes: sum(sizes[1:]),
            "You count the units: each of them has a weight for every input and a bias.",
        ),
        Misconception(
            "last layer left out",
            lambda sizes: count_parameters(sizes[:-1]),
            "You stop before the last layer: the output has weights and biases too.",
        ),
        Misconception(
            "first layer only",
            lambda sizes: count_parameters(sizes[:2]),
            "You stop after the first layer: is `return` inside the loop?",
        ),
        Misconception(
            "sizes multiplied",
            lambda sizes: int(np.prod(sizes)),
            "You multiply all sizes: only neighboring layers are connected, so multiply pairs and add up.",
        ),
    ),
)

EXERCISES = (NEURON, SILU_SLOPE, SOFTMAX, BOTH_AGREE, FORWARD, COUNT_PARAMETERS)
