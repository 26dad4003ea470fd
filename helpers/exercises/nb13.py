"""Exercises of notebook 13, Can a network invent an X-ray, and should we believe it?"""

import numpy as np

from helpers.exercises.engine import Exercise, Misconception

_rng = np.random.default_rng(13)

# 13.1 -------------------------------------------------------------------------------------------------------


def best_discriminator(p: np.ndarray, q: np.ndarray, n_real: int, n_fake: int) -> np.ndarray:
    """Best D where real examples have density p and generated ones q, both (k,), shown n_real and n_fake times."""
    return n_real * p / (n_real * p + n_fake * q)


BEST_DISCRIMINATOR = Exercise(
    id="13.1",
    prompt="Return the best answer of a discriminator that sees n_real real and n_fake generated examples.",
    reference=best_discriminator,
    cases=(
        (np.array([0.2]), np.array([0.2]), 3, 1),  # the one predicted in the notebook
        (np.array([0.1, 0.4, 0.25]), np.array([0.3, 0.15, 0.05]), 64, 64),
        (np.array([0.7, 0.02, 0.31]), np.array([0.2, 0.5, 0.11]), 100, 250),
    ),
    why="It is Bayes' theorem: density times how often each kind is shown, as a share of the whole.",
    misconceptions=(
        Misconception(
            "numbers ignored",
            lambda p, q, n_real, n_fake: p / (p + q),
            "You take `p / (p + q)`, which is right only for as many real as generated examples: weigh each density "
            "with its number.",
        ),
        Misconception(
            "generated on top",
            lambda p, q, n_real, n_fake: n_fake * q / (n_real * p + n_fake * q),
            "This is the probability that the example is *generated*: D answers for *real*, so the real part belongs "
            "on top.",
        ),
        Misconception(
            "generated on top, numbers ignored",
            lambda p, q, n_real, n_fake: q / (p + q),
            "Two things: D answers for *real*, so `p` belongs on top, and each density is weighed with its number.",
        ),
        Misconception(
            "densities ignored",
            lambda p, q, n_real, n_fake: np.full_like(p, n_real / (n_real + n_fake)),
            "You return the share of real examples for every point: that is what D would say without looking. Weigh "
            "it with the densities.",
        ),
        Misconception(
            "ratio",
            lambda p, q, n_real, n_fake: n_real * p / (n_fake * q),
            "This is the ratio of real to generated, which may exceed 1: a probability is a share of *both*, so divide "
            "by their sum.",
        ),
        Misconception(
            "weight on top only",
            lambda p, q, n_real, n_fake: n_real * p / (p + q),
            "You weigh the top but not the bottom: the bottom is n_real · p + n_fake · q.",
        ),
        Misconception(
            "numbers exchanged",
            lambda p, q, n_real, n_fake: n_fake * p / (n_fake * p + n_real * q),
            "The numbers are exchanged: `n_real` belongs to `p`, `n_fake` to `q`.",
        ),
        Misconception(
            "share times best answer",
            lambda p, q, n_real, n_fake: p / (p + q) * n_real / (n_real + n_fake),
            "You multiply `p / (p + q)` by the share of real examples: weigh the densities *before* you form the "
            "quotient.",
        ),
        Misconception(
            "only the other number",
            lambda p, q, n_real, n_fake: p / (p + n_fake * q),
            "You weigh `q` with its number but not `p`: both densities have one.",
        ),
        Misconception(
            "logit",
            lambda p, q, n_real, n_fake: np.log(n_real * p / (n_fake * q)),
            "This is the *logit* of the answer: apply the sigmoid, or write the quotient directly.",
        ),
    ),
)

# 13.2 -------------------------------------------------------------------------------------------------------


def _sigmoid(u: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-u))


def generator_loss(u: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean non-saturating loss of logits u, and its gradient, of the same shape."""
    return float(np.mean(np.logaddexp(0, -u))), (_sigmoid(u) - 1) / u.size


GENERATOR_LOSS = Exercise(
    id="13.2",
    prompt="Return the mean non-saturating generator loss of logits and its gradient.",
    reference=generator_loss,
    cases=(
        (np.array([0.0, 0.0]),),  # the one predicted in the notebook
        (np.array([-2.0, 0.5, 1.0]),),
        (np.array([[-4.0], [-0.3], [2.2], [0.9]]),),
    ),
    why="Generated examples are labeled real: prediction minus 1, divided by their number.",
    misconceptions=(
        Misconception(
            "saturating",
            lambda u: (np.mean(np.log(1 - _sigmoid(u))), -_sigmoid(u) / u.size),
            "This is the *saturating* loss, log(1 − σ(u)), whose slope vanishes where D is sure: take −log σ(u).",
        ),
        Misconception(
            "labels exchanged",
            lambda u: (np.mean(np.logaddexp(0, u)), _sigmoid(u) / u.size),
            "You label the generated examples 0: that is the *discriminator's* loss. The generator wants them called "
            "real, label 1.",
        ),
        Misconception(
            "sign of the loss",
            lambda u: (-np.mean(np.logaddexp(0, -u)), (1 - _sigmoid(u)) / u.size),
            "The minus sign is missing: log σ(u) would be *maximized*; a loss is −log σ(u), and its gradient is "
            "negative.",
        ),
        Misconception(
            "sign of the gradient",
            lambda u: (generator_loss(u)[0], (1 - _sigmoid(u)) / u.size),
            "The loss is right, the gradient has the wrong sign: a larger logit *lowers* the loss.",
        ),
        Misconception(
            "sign of the loss alone",
            lambda u: (-generator_loss(u)[0], generator_loss(u)[1]),
            "The gradient is right, the loss lacks its minus sign: −log σ(u) is never negative.",
        ),
        Misconception(
            "loss summed alone",
            lambda u: (np.sum(np.logaddexp(0, -u)), generator_loss(u)[1]),
            "The gradient is right; the loss is a sum and should be the *mean* over the examples.",
        ),
        Misconception(
            "gradient of the saturating loss",
            lambda u: (generator_loss(u)[0], -_sigmoid(u) / u.size),
            "The loss is right, but −σ(u) is the gradient of the *saturating* loss: here it is σ(u) − 1.",
        ),
        Misconception(
            "gradient not divided",
            lambda u: (generator_loss(u)[0], _sigmoid(u) - 1),
            "The loss is a *mean*, so each logit's gradient is divided by their number.",
        ),
        Misconception(
            "sum",
            lambda u: (np.sum(np.logaddexp(0, -u)), _sigmoid(u) - 1),
            "You sum over the examples: the mean is asked for, in the loss and in the gradient.",
        ),
        Misconception(
            "logits for probabilities",
            lambda u: (np.mean(np.logaddexp(0, -_sigmoid(u))), (_sigmoid(_sigmoid(u)) - 1) / u.size),
            "You apply the sigmoid twice: `u` is a logit, one sigmoid makes it a probability.",
        ),
        Misconception(
            "probabilities squared",
            lambda u: (np.mean((1 - _sigmoid(u)) ** 2), 2 * (_sigmoid(u) - 1) * _sigmoid(u) * _sigmoid(-u) / u.size),
            "This is the squared error to the label 1: the cross-entropy, −log σ(u), is asked for.",
        ),
        Misconception(
            "gradient with a factor of sigmoid",
            lambda u: (generator_loss(u)[0], -_sigmoid(u) * _sigmoid(-u) / u.size),
            "Your gradient is that of −σ(u): the logarithm divides by σ(u) once more, which leaves σ(u) − 1.",
        ),
        Misconception(
            "gradient averaged",
            lambda u: (generator_loss(u)[0], np.full_like(u, np.mean(_sigmoid(u) - 1) / u.size)),
            "You average the gradient over the examples: every logit has its own.",
        ),
    ),
)

# 13.3 -------------------------------------------------------------------------------------------------------


def r1_from_gradient(g: np.ndarray, gamma: float) -> float:
    """R1 of gradients g (n, height, width, channels): gamma / 2 times the mean squared length."""
    return float(gamma / 2 * np.mean(np.sum(g**2, axis=(1, 2, 3))))


def _squared(g: np.ndarray) -> np.ndarray:
    return np.sum(g**2, axis=(1, 2, 3))


R1 = Exercise(
    id="13.3",
    prompt="Return the R1 penalty from the gradients at the real images.",
    reference=r1_from_gradient,
    cases=(
        (np.array([[3.0, 4.0], [0.0, 1.0]]).reshape(2, 1, 2, 1), 1.0),  # the one predicted in the notebook
        (_rng.normal(size=(3, 2, 4, 1)).round(2), 0.1),
        (_rng.normal(0.5, 2, size=(5, 3, 3, 2)).round(2), 10.0),
    ),
    why="The squared length of each image's gradient first, then the mean over the images.",
    misconceptions=(
        Misconception(
            "mean over all",
            lambda g, gamma: gamma / 2 * np.mean(g**2),
            "You average over pixels too: a squared length is a *sum* over the pixels; only the images are averaged.",
        ),
        Misconception(
            "sum over the channels only",
            lambda g, gamma: gamma / 2 * np.mean(np.sum(g**2, axis=-1)),
            "You sum over the last axis only and average over height and width: a squared length is a sum over *all* "
            "pixels of an image, axes 1, 2 and 3.",
        ),
        Misconception(
            "sum over all",
            lambda g, gamma: gamma / 2 * np.sum(g**2),
            "You sum over the images too: divide by their number, or a larger batch means a larger penalty.",
        ),
        Misconception(
            "half forgotten",
            lambda g, gamma: gamma * np.mean(_squared(g)),
            "The factor is γ/2, not γ.",
        ),
        Misconception(
            "length, not squared",
            lambda g, gamma: gamma / 2 * np.mean(np.sqrt(_squared(g))),
            "You take the length: R1 takes its *square*, so leave the root out.",
        ),
        Misconception(
            "length pulled to one",
            lambda g, gamma: gamma / 2 * np.mean((np.sqrt(_squared(g)) - 1) ** 2),
            "(length − 1)² is the penalty of WGAN-GP: R1 pulls the length to 0, not to 1.",
        ),
        Misconception(
            "WGAN-GP",
            lambda g, gamma: gamma * np.mean((np.sqrt(_squared(g)) - 1) ** 2),
            "γ (length − 1)² is the penalty of WGAN-GP: R1 is γ/2 times the mean of length².",
        ),
        Misconception(
            "mean gradient first",
            lambda g, gamma: gamma / 2 * np.sum(np.mean(g, axis=0) ** 2),
            "You average the gradients first, so that opposite slopes cancel: square each image's own gradient, then "
            "average.",
        ),
        Misconception(
            "mean length squared",
            lambda g, gamma: gamma / 2 * np.mean(np.sqrt(_squared(g))) ** 2,
            "You square the mean length: take the mean of the squared lengths.",
        ),
        Misconception(
            "absolute values",
            lambda g, gamma: gamma / 2 * np.mean(np.sum(np.abs(g), axis=(1, 2, 3))),
            "You sum absolute values: a squared length is a sum of squares.",
        ),
        Misconception(
            "one value an image",
            lambda g, gamma: gamma / 2 * _squared(g),
            "You return one value for each image: take their mean.",
        ),
        Misconception(
            "strength forgotten",
            lambda g, gamma: np.mean(_squared(g)) / 2,
            "The strength `gamma` is missing.",
        ),
    ),
)

# 13.4 -------------------------------------------------------------------------------------------------------


def frechet_diagonal(mu1: np.ndarray, var1: np.ndarray, mu2: np.ndarray, var2: np.ndarray) -> float:
    """Squared Fréchet distance of two Gaussians with diagonal covariances; all arrays (d,)."""
    return float(np.sum((mu1 - mu2) ** 2) + np.sum((np.sqrt(var1) - np.sqrt(var2)) ** 2))


def _mean_part(mu1: np.ndarray, mu2: np.ndarray) -> float:
    return np.sum((mu1 - mu2) ** 2)


def _spread_part(var1: np.ndarray, var2: np.ndarray) -> float:
    return np.sum((np.sqrt(var1) - np.sqrt(var2)) ** 2)


FRECHET_DIAGONAL = Exercise(
    id="13.4",
    prompt="Return the squared Fréchet distance of two Gaussians with diagonal covariances.",
    reference=frechet_diagonal,
    cases=(
        (np.array([0.0]), np.array([4.0]), np.array([1.0]), np.array([9.0])),  # the one predicted in the notebook
        (np.array([0.3, -1.2]), np.array([0.25, 2.0]), np.array([1.0, 0.4]), np.array([1.5, 0.1])),
        (_rng.normal(size=4), _rng.uniform(0.2, 4, 4), _rng.normal(size=4), _rng.uniform(0.2, 4, 4)),
    ),
    why="Means and standard deviations each contribute the square of their difference.",
    misconceptions=(
        Misconception(
            "variances for standard deviations",
            lambda mu1, var1, mu2, var2: _mean_part(mu1, mu2) + np.sum((var1 - var2) ** 2),
            "You subtract the *variances*: the trace becomes (σ₁ − σ₂)², with standard deviations: take roots first.",
        ),
        Misconception(
            "means forgotten",
            lambda mu1, var1, mu2, var2: _spread_part(var1, var2),
            "The means are missing: two sets that differ in their mean alone would be at distance zero.",
        ),
        Misconception(
            "spreads forgotten",
            lambda mu1, var1, mu2, var2: _mean_part(mu1, mu2),
            "The spreads are missing: a generator that always draws the mean film would look perfect.",
        ),
        Misconception(
            "not squared means",
            lambda mu1, var1, mu2, var2: np.linalg.norm(mu1 - mu2) + _spread_part(var1, var2),
            "The means enter with the *square* of their distance: leave the root out.",
        ),
        Misconception(
            "root of the whole",
            lambda mu1, var1, mu2, var2: np.sqrt(frechet_diagonal(mu1, var1, mu2, var2)),
            "This is the distance itself: its square is asked for, as FID reports it.",
        ),
        Misconception(
            "cross term forgotten",
            lambda mu1, var1, mu2, var2: _mean_part(mu1, mu2) + np.sum(var1 + var2),
            "The cross term −2 σ₁σ₂ is missing: a set would be far away from itself.",
        ),
        Misconception(
            "cross term without its root",
            lambda mu1, var1, mu2, var2: _mean_part(mu1, mu2) + np.sum(var1 + var2 - 2 * var1 * var2),
            "The cross term is −2 √(σ₁² σ₂²): you left out the root.",
        ),
        Misconception(
            "cross term counted once",
            lambda mu1, var1, mu2, var2: _mean_part(mu1, mu2) + np.sum(var1 + var2 - np.sqrt(var1 * var2)),
            "The cross term counts twice: −2 √(σ₁² σ₂²).",
        ),
        Misconception(
            "mean over the features",
            lambda mu1, var1, mu2, var2: frechet_diagonal(mu1, var1, mu2, var2) / len(mu1),
            "You average over the features: length and trace are sums.",
        ),
        Misconception(
            "one value a feature",
            lambda mu1, var1, mu2, var2: (mu1 - mu2) ** 2 + (np.sqrt(var1) - np.sqrt(var2)) ** 2,
            "You return one value for each feature: the distance is their sum.",
        ),
        Misconception(
            "variance of the difference",
            lambda mu1, var1, mu2, var2: _mean_part(mu1, mu2) + np.sum(np.abs(var1 - var2)),
            "|σ₁² − σ₂²| is not (σ₁ − σ₂)²: take the roots before you subtract, then square.",
        ),
        Misconception(
            "spreads not squared",
            lambda mu1, var1, mu2, var2: _mean_part(mu1, mu2) + np.sum(np.abs(np.sqrt(var1) - np.sqrt(var2))),
            "The differences of the standard deviations are *squared* before they are summed.",
        ),
    ),
)

# 13.5 -------------------------------------------------------------------------------------------------------


def nearest_distance(made: np.ndarray, train: np.ndarray) -> np.ndarray:
    """For each row of made (m, d) the root mean squared difference to the nearest row of train (n, d)."""
    return np.sqrt(_table(made, train).min(axis=1))


def _table(made: np.ndarray, train: np.ndarray) -> np.ndarray:
    """Mean squared difference of each pair, (m, n)."""
    return ((made[:, None] - train[None]) ** 2).mean(axis=2)


NEAREST_DISTANCE = Exercise(
    id="13.5",
    prompt="Return each made row's root mean squared difference to the nearest training row.",
    reference=nearest_distance,
    cases=(
        (np.array([[0.0, 0.0]]), np.array([[3.0, 4.0], [1.0, 1.0]])),  # the one predicted in the notebook
        (_rng.normal(size=(3, 4)).round(2), _rng.normal(size=(3, 4)).round(2)),
        (_rng.normal(size=(1, 5)).round(2), _rng.normal(size=(7, 5)).round(2)),
    ),
    why="All pairs, then the smallest over the training rows: one distance for each made film.",
    misconceptions=(
        Misconception(
            "sum of squares",
            lambda made, train: np.sqrt(_table(made, train).min(axis=1) * made.shape[1]),
            "You sum over the pixels: the *mean* is asked for, so that the answer is in gray levels whatever the "
            "film's size.",
        ),
        Misconception(
            "root forgotten",
            lambda made, train: _table(made, train).min(axis=1),
            "The root is missing: these are squared gray levels.",
        ),
        Misconception(
            "other direction",
            lambda made, train: np.sqrt(_table(made, train).min(axis=0)),
            "You return the nearest *made* row for each training row: take the minimum over the training rows, the "
            "other axis.",
        ),
        Misconception(
            "farthest",
            lambda made, train: np.sqrt(_table(made, train).max(axis=1)),
            "You return the *farthest* training row: a copy would go unnoticed. Take the minimum.",
        ),
        Misconception(
            "mean distance",
            lambda made, train: np.sqrt(_table(made, train)).mean(axis=1),
            "You average over all training rows: a copy of one film would be drowned by the others. Take the minimum.",
        ),
        Misconception(
            "position",
            lambda made, train: _table(made, train).argmin(axis=1),
            "You return *which* training row is nearest: its distance is asked for (`min`, not `argmin`).",
        ),
        Misconception(
            "same place",
            lambda made, train: np.sqrt(((made - train) ** 2).mean(axis=1)),
            "You compare row i with row i: each made row must meet *every* training row.",
        ),
        Misconception(
            "absolute differences",
            lambda made, train: np.abs(made[:, None] - train[None]).mean(axis=2).min(axis=1),
            "You take absolute differences: here the root of the mean *square* is asked for.",
        ),
        Misconception(
            "one number",
            lambda made, train: np.sqrt(_table(made, train).min()),
            "You return the smallest distance of all: one for *each* made row is asked for (`axis=1`).",
        ),
        Misconception(
            "itself left out",
            lambda made, train: np.sqrt(np.sort(_table(made, train), axis=1)[:, 1]),
            "You return the *second* nearest: leaving out the first is right only if the row itself is in `train`.",
        ),
        Misconception(
            "mean film",
            lambda made, train: np.sqrt(((made - train.mean(axis=0)) ** 2).mean(axis=1)),
            "You measure the distance to the *mean* training row: no single film is that.",
        ),
    ),
)

EXERCISES = (BEST_DISCRIMINATOR, GENERATOR_LOSS, R1, FRECHET_DIAGONAL, NEAREST_DISTANCE)
