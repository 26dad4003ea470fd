"""Exercises of notebook 04, What exactly are we asking the network to make small?"""

from collections.abc import Callable

import numpy as np

from helpers.exercises.engine import Exercise, Misconception

# 4.1 --------------------------------------------------------------------------------------------------------


def huber_pull(y: np.ndarray, y_hat: np.ndarray, delta: float) -> np.ndarray:
    """Gradient (n,) of the mean Huber loss with respect to each prediction."""
    return np.clip(y_hat - y, -delta, delta) / len(y)


def _pull(of: Callable) -> Callable:
    """A wrong answer, from the pull `of(e, delta)` that it takes for one patient's error e; divided by n."""
    return lambda y, y_hat, delta: of(y_hat - y, delta) / len(y)


HUBER_PULL = Exercise(
    id="4.1",
    prompt="Write the gradient of the mean Huber loss with respect to each prediction.",
    reference=huber_pull,
    cases=(
        (np.array([3.0, 1.0, -2.0, 5.0]), np.array([4.6, 4.0, -9.0, 4.1]), 2.0),
        (np.array([0.0, 10.0]), np.array([0.3, 8.0]), 0.5),
        (np.array([1.0, 2.0, 3.0]), np.array([6.0, -4.0, 3.5]), 4.0),
    ),
    why="Inside the limit the pull is the error itself, outside it is ±delta, and the mean shares it among n patients.",
    misconceptions=(
        Misconception(
            "1/n forgotten",
            lambda y, y_hat, delta: np.clip(y_hat - y, -delta, delta),
            "The 1/n is missing: this is the gradient of the *sum* of the losses, their mean was asked for.",
        ),
        Misconception(
            "mean over the patients",
            lambda y, y_hat, delta: np.mean(np.clip(y_hat - y, -delta, delta)),
            "You average the pulls themselves: the mean is over the *losses*. Its gradient has one entry for each "
            "prediction, its own pull divided by n.",
        ),
        Misconception(
            "sign and 1/n",
            lambda y, y_hat, delta: np.clip(y - y_hat, -delta, delta),
            "Two things: the sign is turned round (the error is y_hat − y), and the 1/n of the mean is missing.",
        ),
        Misconception(
            "sign",
            _pull(lambda e, d: np.clip(-e, -d, d)),
            "Your sign is turned round: a prediction above its target (positive error y_hat − y) has a positive slope.",
        ),
        Misconception(
            "not cut",
            _pull(lambda e, d: e),
            "Your pull grows without limit: beyond delta the loss is a straight line, so its slope stays at ±delta.",
        ),
        Misconception(
            "squared error's slope",
            _pull(lambda e, d: 2 * e),
            "This is the slope of the squared error: Huber's loss is *half* of e² inside, and straight beyond delta.",
        ),
        Misconception(
            "factor 2 inside",
            _pull(lambda e, d: np.where(np.abs(e) <= d, 2 * e, d * np.sign(e))),
            "Inside the limit your slope is twice too large: Huber's loss is half of e² there, and its slope is e.",
        ),
        Misconception(
            "slope 1 outside",
            _pull(lambda e, d: np.where(np.abs(e) <= d, e, np.sign(e))),
            "Beyond the limit your slope is ±1, that of the absolute error: Huber's is ±delta there, to join smoothly.",
        ),
        Misconception(
            "cut at 1",
            _pull(lambda e, d: np.clip(e, -1, 1)),
            "You cut at 1: the limit is delta.",
        ),
        Misconception(
            "zero outside",
            _pull(lambda e, d: np.where(np.abs(e) <= d, e, 0)),
            "Beyond the limit your pull is 0: an outlier is not thrown away, its pull is held at ±delta.",
        ),
        Misconception(
            "only the sign",
            _pull(lambda e, d: np.sign(e)),
            "This is the pull of the absolute error: inside the limit Huber's is the error itself.",
        ),
        Misconception(
            "size without sign",
            _pull(lambda e, d: np.minimum(np.abs(e), d)),
            "Your pull has no sign: it must say whether the prediction is too high or too low.",
        ),
        Misconception(
            "upper limit only",
            _pull(lambda e, d: np.minimum(e, d)),
            "You cut only upward: large negative errors have a limit too, −delta.",
        ),
        Misconception(
            "the loss",
            _pull(lambda e, d: np.where(np.abs(e) <= d, e**2 / 2, d * np.abs(e) - d**2 / 2)),
            "These are the losses themselves (over n): asked for is their slope with respect to the predictions.",
        ),
        Misconception(
            "huber copied",
            lambda y, y_hat, delta: np.mean(
                np.where(
                    np.abs(y_hat - y) <= delta,
                    (y_hat - y) ** 2 / 2,
                    delta * np.abs(y_hat - y) - delta**2 / 2,
                )
            ),
            "This is the mean Huber *loss*, one number, as in the cell above: asked for is its gradient, one slope for "
            "each prediction.",
        ),
        Misconception(
            "sum of the pulls",
            lambda y, y_hat, delta: np.sum(np.clip(y_hat - y, -delta, delta)),
            "You add the pulls up: the gradient keeps them apart, one entry for each prediction, divided by n.",
        ),
        Misconception(
            "cut after dividing",
            lambda y, y_hat, delta: np.clip((y_hat - y) / len(y), -delta, delta),
            "You divide by n first and cut after: the limit belongs to one patient's error, so cut first.",
        ),
        Misconception(
            "not cut, and 1/n forgotten",
            lambda y, y_hat, delta: y_hat - y,
            "Two things: the error is not cut at ±delta, and the 1/n of the mean is missing.",
        ),
        Misconception(
            "delta times e outside",
            _pull(lambda e, d: np.where(np.abs(e) <= d, e, d * e)),
            "Beyond the limit your pull still contains the error: the slope of delta · |e| is ±delta.",
        ),
        Misconception(
            "plus delta for both signs",
            _pull(lambda e, d: np.where(np.abs(e) <= d, e, d)),
            "Beyond the limit your pull is +delta for both signs: a prediction far too low needs −delta.",
        ),
        Misconception(
            "half inside",
            _pull(lambda e, d: np.where(np.abs(e) <= d, e / 2, d * np.sign(e))),
            "Inside the limit your slope is half of what it should be: that of e² / 2 is e.",
        ),
        Misconception(
            "divided by 2",
            lambda y, y_hat, delta: np.clip(y_hat - y, -delta, delta) / 2,
            "You divide by 2, the number of patients of the example: divide by n, `len(y)`.",
        ),
    ),
)

# 4.2 --------------------------------------------------------------------------------------------------------


def mean_cross_entropy(y: np.ndarray, y_hat: np.ndarray) -> float:
    """Mean binary cross-entropy of targets (n,) and probabilities (n,)."""
    return -np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))


MEAN_CROSS_ENTROPY = Exercise(
    id="4.2",
    prompt="Write the mean binary cross-entropy of targets and probabilities.",
    reference=mean_cross_entropy,
    cases=(
        (np.array([1.0, 0.0, 1.0, 0.0]), np.array([0.9, 0.3, 0.25, 0.05])),
        (np.array([0.0, 0.0, 1.0]), np.array([0.6, 0.1, 0.55])),
        (np.array([1.0]), np.array([0.02])),
    ),
    rtol=1e-5,  # so that a tiny ε inside the logarithm, 1e-7 as in many tutorials, passes
    why="Each patient costs minus the logarithm of the probability given to what happened; the mean is over patients.",
    misconceptions=(
        Misconception(
            "sum",
            lambda y, y_hat: -np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)),
            "This is the sum over the patients: the mean divides it by n.",
        ),
        Misconception(
            "one for each patient",
            lambda y, y_hat: -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)),
            "You return one loss for each patient: take their mean.",
        ),
        Misconception(
            "sum without minus",
            lambda y, y_hat: np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)),
            "Two things: this is a sum, not a mean, and the minus is missing.",
        ),
        Misconception(
            "sign",
            lambda y, y_hat: np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)),
            "Your loss is negative: logarithms of probabilities are, so the formula begins with a minus.",
        ),
        Misconception(
            "base 2",
            lambda y, y_hat: mean_cross_entropy(y, y_hat) / np.log(2),
            "You use the logarithm to base 2 (bits): here, as in Keras, it is the natural one, `np.log`.",
        ),
        Misconception(
            "base 10",
            lambda y, y_hat: mean_cross_entropy(y, y_hat) / np.log(10),
            "You use the logarithm to base 10: here, as in Keras, it is the natural one, `np.log`.",
        ),
        Misconception(
            "the sick only",
            lambda y, y_hat: -np.mean(y * np.log(y_hat)),
            "You count only y = 1: for y = 0 the second term, (1 − y) ln(1 − y_hat), must charge a high y_hat.",
        ),
        Misconception(
            "the healthy only",
            lambda y, y_hat: -np.mean((1 - y) * np.log(1 - y_hat)),
            "You count only y = 0: for y = 1 the first term, y ln y_hat, must charge a low y_hat.",
        ),
        Misconception(
            "no switch for the sick",
            lambda y, y_hat: -np.mean(np.log(y_hat)),
            "You take −ln y_hat for everybody: it belongs to y = 1; for y = 0 it is −ln(1 − y_hat).",
        ),
        Misconception(
            "classes swapped",
            lambda y, y_hat: -np.mean((1 - y) * np.log(y_hat) + y * np.log(1 - y_hat)),
            "The classes are swapped: y = 1 belongs with ln y_hat, y = 0 with ln(1 − y_hat).",
        ),
        Misconception(
            "no switch at all",
            lambda y, y_hat: -np.mean(np.log(y_hat) + np.log(1 - y_hat)),
            "Both terms are always on: the factors y and 1 − y choose one of them for each patient.",
        ),
        Misconception(
            "minus for the first term only",
            lambda y, y_hat: np.mean(-y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)),
            "Your minus reaches only the first term: put the whole sum in parentheses.",
        ),
        Misconception(
            "y and y_hat exchanged",
            lambda y, y_hat: -np.mean(y_hat * np.log(y) + (1 - y_hat) * np.log(1 - y)),
            "You take the logarithm of y: the cross-entropy weighs with the truth y and takes the logarithm of y_hat.",
        ),
        Misconception(
            "squared error",
            lambda y, y_hat: np.mean((y - y_hat) ** 2),
            "This is the mean squared error of the probabilities (the Brier score).",
        ),
        Misconception(
            "parentheses lost",
            lambda y, y_hat: -np.mean(y * np.log(y_hat) + 1 - y * np.log(1 - y_hat)),
            "Python reads `1 - y * np.log(...)` as 1 minus the product: put 1 − y in parentheses.",
        ),
        Misconception(
            "minus for the first term only, one for each patient",
            lambda y, y_hat: -y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat),
            "Two things: your minus reaches only the first term, and the mean over the patients is missing.",
        ),
        Misconception(
            "halved",
            lambda y, y_hat: mean_cross_entropy(y, y_hat) / 2,
            "You halve the mean: there is no ½ in the cross-entropy, and one of the two terms is 0 anyway.",
        ),
        Misconception(
            "divided by 2",
            lambda y, y_hat: -np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)) / 2,
            "You divide by 2, the number of patients of the example: divide by n, or use `np.mean`.",
        ),
        Misconception(
            "logarithm of the mean",
            lambda y, y_hat: -np.log(np.mean(np.where(y == 1, y_hat, 1 - y_hat))),
            "You take the logarithm of a mean: take each patient's logarithm first, then the mean.",
        ),
        Misconception(
            "sigmoid once more",
            lambda y, y_hat: mean_cross_entropy(y, 1 / (1 + np.exp(-y_hat))),
            "You apply a sigmoid: y_hat are probabilities already.",
        ),
    ),
)

# 4.3 --------------------------------------------------------------------------------------------------------


def stable_cross_entropy(Z: np.ndarray, classes: np.ndarray) -> float:
    """Mean cross-entropy of logits (n, K) and class numbers (n,), without overflow."""
    m = Z.max(axis=1, keepdims=True)
    log_sum = m[:, 0] + np.log(np.exp(Z - m).sum(axis=1))
    return np.mean(log_sum - Z[np.arange(len(Z)), classes])


def _true(Z: np.ndarray, classes: np.ndarray) -> np.ndarray:
    return Z[np.arange(len(Z)), classes]


def _log_sum(Z: np.ndarray, m: np.ndarray, back: bool = True) -> np.ndarray:
    return np.log(np.exp(Z - m).sum(axis=1)) + (m[:, 0] if back else 0)


def _of_columns(Z: np.ndarray, classes: np.ndarray) -> float:
    """The softmax down the columns."""
    m = Z.max(axis=0)
    return np.mean((m + np.log(np.exp(Z - m).sum(axis=0)))[classes] - _true(Z, classes))


def _own(Z: np.ndarray) -> np.ndarray:
    return Z.max(axis=1, keepdims=True)


STABLE_CROSS_ENTROPY = Exercise(
    id="4.3",
    prompt="Write the mean cross-entropy of logits and class numbers so that logits of any size are safe.",
    reference=stable_cross_entropy,
    cases=(
        (np.array([[1.0, 2.0, 0.5], [0.2, -1.0, 3.0]]), np.array([0, 2])),
        (np.array([[1000.0, 998.0], [3.0, 5.0]]), np.array([1, 0])),
        (np.array([[1.0, -2.0, 0.0, 4.0]]), np.array([1])),
        (np.array([[1000.0, 0.0], [0.0, 2.0]]), np.array([1, 1])),
    ),
    rtol=1e-4,  # so that float32 passes: next to 1000 its step is 6e-5
    why="Each row's largest logit leaves its sum, so nothing overflows; log-sum-exp minus the true logit remains.",
    misconceptions=(
        Misconception(
            "naive",
            lambda Z, classes: -np.mean(np.log(_true(np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True), classes))),
            "Right for small logits, but e^1000 overflows: take the largest logit of each row out of its sum first.",
        ),
        Misconception(
            "naive log-sum-exp",
            lambda Z, classes: np.mean(np.log(np.exp(Z).sum(axis=1)) - _true(Z, classes)),
            "The logarithm is taken on paper, but e^1000 still overflows: subtract each row's largest logit inside the "
            "exponential and add it again outside.",
        ),
        Misconception(
            "softmax first",
            lambda Z, classes: (
                -np.mean(np.log(_true(np.exp(Z - _own(Z)) / np.exp(Z - _own(Z)).sum(axis=1, keepdims=True), classes)))
            ),
            "Nothing overflows, but a true class far below the largest logit gets probability 0, and its logarithm is "
            "lost: take the logarithm on paper, log-sum-exp minus the true logit.",
        ),
        Misconception(
            "one maximum for all",
            lambda Z, classes: np.mean(np.log(np.exp(Z - Z.max()).sum(axis=1)) + Z.max() - _true(Z, classes)),
            "You subtract the largest logit of the whole table: rows far below it vanish. Each row needs its own, "
            "`Z.max(axis=1, keepdims=True)`.",
        ),
        Misconception(
            "softmax, then log",
            lambda Z, classes: -np.mean(np.log(_true(np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(), classes))),
            "Your softmax is over the whole table: the probabilities of each *row* sum to 1.",
        ),
        Misconception(
            "wrong axis",
            _of_columns,
            "Your sum runs down the columns (axis=0), over patients: the softmax is over the classes of one patient, "
            "axis=1.",
        ),
        Misconception(
            "maximum not added again",
            lambda Z, classes: np.mean(_log_sum(Z, _own(Z), back=False) - _true(Z, classes)),
            "You take the largest logit m out of the sum and never add it again: ln Σ e^z = m + ln Σ e^(z−m).",
        ),
        Misconception(
            "sum",
            lambda Z, classes: np.sum(_log_sum(Z, _own(Z)) - _true(Z, classes)),
            "This is the sum over the patients: the mean divides it by n.",
        ),
        Misconception(
            "one for each patient",
            lambda Z, classes: _log_sum(Z, _own(Z)) - _true(Z, classes),
            "You return one loss for each patient: take their mean.",
        ),
        Misconception(
            "log-sum-exp of the whole table",
            lambda Z, classes: np.mean(Z.max() + np.log(np.exp(Z - Z.max()).sum()) - _true(Z, classes)),
            "Your sum runs over the whole table: each patient has a log-sum-exp of their own, so sum with axis=1.",
        ),
        Misconception(
            "mean over classes too",
            lambda Z, classes: np.sum(_log_sum(Z, _own(Z)) - _true(Z, classes)) / Z.size,
            "You divide by n · K: the one-hot target leaves one term a patient, so divide by n.",
        ),
        Misconception(
            "sign",
            lambda Z, classes: -stable_cross_entropy(Z, classes),
            "Your loss is negative: it is log-sum-exp *minus* the true logit, and the first is never smaller.",
        ),
        Misconception(
            "true logit forgotten",
            lambda Z, classes: np.mean(_log_sum(Z, _own(Z))),
            "This is the mean log-sum-exp: subtract the logit of the true class.",
        ),
        Misconception(
            "all classes",
            lambda Z, classes: np.mean(_log_sum(Z, _own(Z))[:, None] - Z),
            "You average −ln q over all classes: only each row's true one counts, `Z[np.arange(len(Z)), classes]`.",
        ),
        Misconception(
            "all pairs",
            lambda Z, classes: np.mean(_log_sum(Z, _own(Z))[:, None] - Z[:, classes]),
            "`Z[:, classes]` picks every patient's column for every patient: pair row and class with "
            "`Z[np.arange(len(Z)), classes]`.",
        ),
        Misconception(
            "base 2",
            lambda Z, classes: stable_cross_entropy(Z, classes) / np.log(2),
            "You use the logarithm to base 2: here, as in Keras, it is the natural one.",
        ),
        Misconception(
            "probability",
            lambda Z, classes: np.mean(np.exp(_true(Z, classes) - _log_sum(Z, _own(Z)))),
            "This is the mean probability of the true class: the loss is minus its logarithm.",
        ),
        Misconception(
            "probability kept from zero",  # clipped, or with 1e-7 added: the same within the tolerance
            lambda Z, classes: np.mean(-np.log(np.exp(_true(Z, classes) - _log_sum(Z, _own(Z))) + 1e-7)),
            "You keep the probability 1e-7 away from 0: nothing overflows, but no loss can exceed 16.1. Take the "
            "logarithm on paper: log-sum-exp minus the true logit.",
        ),
        Misconception(
            "maximum subtracted twice",
            lambda Z, classes: np.mean(_log_sum(Z, _own(Z), back=False) - _own(Z)[:, 0] - _true(Z, classes)),
            "You subtract the largest logit m again outside: it must be *added*, ln Σ e^z = m + ln Σ e^(z−m).",
        ),
        Misconception(
            "mean in the place of the sum",
            lambda Z, classes: stable_cross_entropy(Z, classes) - np.log(Z.shape[1]),
            "Inside the logarithm you take the mean over the classes: the softmax divides by their *sum*.",
        ),
        Misconception(
            "largest logit in the place of the true one",
            lambda Z, classes: np.mean(_log_sum(Z, _own(Z)) - _own(Z)[:, 0]),
            "You subtract the largest logit: that is the loss of the favored class. Subtract the *true* class's logit.",
        ),
        Misconception(
            "maximum of the table not added again",
            lambda Z, classes: np.mean(np.log(np.exp(Z - Z.max()).sum(axis=1)) - _true(Z, classes)),
            "Two things: each row needs its own largest logit, and it must be added again outside the logarithm.",
        ),
    ),
)

# 4.4 --------------------------------------------------------------------------------------------------------


def balanced_weights(y: np.ndarray, K: int) -> np.ndarray:
    """Class weights n / (K n_k), shape (K,)."""
    return len(y) / (K * np.bincount(y, minlength=K))


def _weights(of: Callable) -> Callable:
    """A wrong answer, from the counts n_k of the classes, n and K."""
    return lambda y, K: of(np.bincount(y, minlength=K), len(y), K)


BALANCED_WEIGHTS = Exercise(
    id="4.4",
    prompt="Write the class weights that let every class weigh the same while all weights sum to n.",
    reference=balanced_weights,
    cases=(
        (np.array([0, 0, 1, 0, 2, 0, 1, 0]), 3),
        (np.array([1, 0, 1, 1, 1]), 2),
        (np.array([2, 3, 0, 1, 3, 3, 2, 3, 3]), 4),
    ),
    why="Class k then weighs n_k · n/(K n_k) = n/K in total, whatever its size, and all patients together still n.",
    misconceptions=(
        Misconception(
            "K forgotten",
            _weights(lambda counts, n, K: n / counts),
            "The K is missing: with n / n_k each class weighs n, and all together K · n. Under plain gradient "
            "descent every step would silently grow K times.",
        ),
        Misconception(
            "share of the class",
            _weights(lambda counts, n, K: counts / n),
            "These are the classes' shares: a frequent class gets *more* weight this way. Turn the fraction round.",
        ),
        Misconception(
            "upside down",
            _weights(lambda counts, n, K: K * counts / n),
            "Your fraction is upside down: the rarer the class, the larger its weight must be.",
        ),
        Misconception(
            "n forgotten",
            _weights(lambda counts, n, K: 1 / (K * counts)),
            "The n is missing: your weights of all patients sum to 1, they should sum to n.",
        ),
        Misconception(
            "one over the count",
            _weights(lambda counts, n, K: 1 / counts),
            "1 / n_k balances the classes, but all patients' weights then sum to K: multiply by n / K.",
        ),
        Misconception(
            "weights sum to one",
            _weights(lambda counts, n, K: (1 / counts) / (1 / counts).sum()),
            "Your K weights sum to 1: it is the weights of all n *patients* that should sum to n.",
        ),
        Misconception(
            "weights sum to K",
            _weights(lambda counts, n, K: K * (1 / counts) / (1 / counts).sum()),
            "Your K weights sum to K: it is the weights of all n *patients* that should sum to n.",
        ),
        Misconception(
            "relative to the largest class",
            _weights(lambda counts, n, K: counts.max() / counts),
            "You give the largest class weight 1: that balances, but all weights do not sum to n. Use n / (K n_k).",
        ),
        Misconception(
            "whole numbers",
            _weights(lambda counts, n, K: n // (K * counts)),
            "`//` drops what comes after the point: divide with `/`.",
        ),
        Misconception(
            "complement",
            _weights(lambda counts, n, K: 1 - counts / n),
            "One minus the share favors rare classes, but does not balance them: class k should weigh n/K in total.",
        ),
        Misconception(
            "odds of the rest",
            _weights(lambda counts, n, K: (n - counts) / counts),
            "You divide the others by the class: that is the odds against it. The numerator is n / K.",
        ),
        Misconception(
            "one for each patient",
            lambda y, K: balanced_weights(y, K)[y],
            "The values are right, but there is one for each patient: return the K weights of the classes.",
        ),
        Misconception(
            "brackets",
            _weights(lambda counts, n, K: n / K * counts),
            "Python reads `n / K * n_k` from the left, as (n / K) · n_k: put K · n_k in parentheses.",
        ),
        Misconception(
            "always two classes",
            _weights(lambda counts, n, K: n / (2 * counts)),
            "You divide by 2, the number of classes of the example: use K.",
        ),
        Misconception(
            "K over the count",
            _weights(lambda counts, n, K: K / counts),
            "Your numerator is K: it is n, and K belongs below, n / (K n_k).",
        ),
        Misconception(
            "rounded",
            _weights(lambda counts, n, K: np.round(n / (K * counts), 3)),
            "The values are right but rounded: return them as they are.",
        ),
    ),
)

# 4.5 --------------------------------------------------------------------------------------------------------


def true_risk(q: np.ndarray, v: float) -> np.ndarray:
    """Risks (n,) behind the probabilities q (n,) of a model whose sick patients counted v times."""
    odds = q / (1 - q) / v
    return odds / (1 + odds)


def _logit(q: np.ndarray) -> np.ndarray:
    return np.log(q / (1 - q))


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


TRUE_RISK = Exercise(
    id="4.5",
    prompt="Turn the probabilities of a model with weighted sick patients back into risks.",
    reference=true_risk,
    cases=(
        (np.array([0.5, 0.9, 0.05]), 20.0),
        (np.array([0.3, 0.75]), 4.0),
        (np.array([0.6, 0.2, 0.99]), 0.5),
    ),
    why="The weight multiplied the odds by v, nothing else: divide the odds, and make a probability of them again.",
    misconceptions=(
        Misconception(
            "probability divided",
            lambda q, v: q / v,
            "You divide the probability: the weight multiplied the *odds*, q / (1 − q). (Try q = 1: a certain patient "
            "stays certain.)",
        ),
        Misconception(
            "odds returned",
            lambda q, v: q / (1 - q) / v,
            "These are odds: turn them into a probability, odds / (1 + odds).",
        ),
        Misconception(
            "odds to probability",
            lambda q, v: (q / (1 - q) / v) / (1 - q / (1 - q) / v),
            "Your last step is turned round: odds become a probability by odds / (1 + odds), with a plus.",
        ),
        Misconception(
            "odds not divided",
            lambda q, v: q / (1 - q),
            "These are the odds of the weighted model: divide them by v, then turn them back into a probability.",
        ),
        Misconception(
            "wrong way",
            lambda q, v: v * q / (v * q + 1 - q),
            "You went the wrong way: this weights the risks once more. Divide the odds by v, do not multiply.",
        ),
        Misconception(
            "logit minus v",
            lambda q, v: _sigmoid(_logit(q) - v),
            "You shift the logit by v: the odds are multiplied by v, so the logit is shifted by ln v.",
        ),
        Misconception(
            "logit divided",
            lambda q, v: _sigmoid(_logit(q) / v),
            "You divide the logit by v: dividing the *odds* by v means subtracting ln v from the logit.",
        ),
        Misconception(
            "log to base 10",
            lambda q, v: _sigmoid(_logit(q) - np.log10(v)),
            "You use the logarithm to base 10: logits are natural logarithms of odds.",
        ),
        Misconception(
            "logit returned",
            lambda q, v: _logit(q) - np.log(v),
            "These are logits: the sigmoid turns them into probabilities.",
        ),
        Misconception(
            "healthy share",
            lambda q, v: 1 - true_risk(q, v),
            "These are the probabilities of being healthy: return those of being sick.",
        ),
        Misconception(
            "times the prevalence",
            lambda q, v: q / (1 + v),
            "You multiply by the prevalence 1 / (1 + v): a probability does not shrink in proportion, its odds do.",
        ),
        Misconception(
            "normalizer forgotten",
            lambda q, v: (q / v) / (1 - q / v),
            "You divide the probability by v and then take the odds: take the odds first, divide them, and go back.",
        ),
        Misconception(
            "rescaled without the healthy",
            lambda q, v: q / v / (q + (1 - q) / v),
            "Numerator and denominator do not fit: with the odds q / (v (1 − q)) the risk is q / (q + v (1 − q)).",
        ),
        Misconception(
            "parentheses lost",
            lambda q, v: (q / 1 - q) / v / (1 + (q / 1 - q) / v),
            "Python reads `q / 1 - q` as (q / 1) − q, which is 0: put 1 − q in parentheses.",
        ),
        Misconception(
            "logarithm of the probability",
            lambda q, v: _sigmoid(np.log(q) - np.log(v)),
            "You take ln q: the logit is the logarithm of the *odds*, ln(q / (1 − q)).",
        ),
        Misconception(
            "v subtracted from the odds",
            lambda q, v: (q / (1 - q) - v) / (1 + q / (1 - q) - v),
            "You subtract v from the odds: they were multiplied by v, so divide.",
        ),
        Misconception(
            "odds against",
            lambda q, v: (1 - q) / q / v / (1 + (1 - q) / q / v),
            "Your odds are turned round: the odds of being sick are q / (1 − q).",
        ),
        Misconception(
            "always 20",
            lambda q, v: true_risk(q, 20.0),
            "You use 20, the weight of the example: use v.",
        ),
        Misconception(
            "log to base 2",
            lambda q, v: _sigmoid(_logit(q) - np.log2(v)),
            "You use the logarithm to base 2: logits are natural logarithms of odds.",
        ),
        Misconception(
            "rounded",
            lambda q, v: np.round(true_risk(q, v), 3),
            "The values are right but rounded: return them as they are.",
        ),
    ),
)

EXERCISES = (HUBER_PULL, MEAN_CROSS_ENTROPY, STABLE_CROSS_ENTROPY, BALANCED_WEIGHTS, TRUE_RISK)
