"""Exercises of notebook 05: optimizers."""

import math
from collections.abc import Callable

import numpy as np

from helpers.exercises.engine import Exercise, Misconception

_rng = np.random.default_rng(5)

# 5.1 --------------------------------------------------------------------------------------------------------


def rate_limit(H: np.ndarray) -> float:
    """2 / λ_max: gradient descent on a bowl with Hessian H (d, d) is stable for rates below."""
    return 2 / np.linalg.eigvalsh(H).max()


def _of_curvatures(rule: Callable) -> Callable:
    """A wrong answer, from the ascending eigenvalues of H."""
    return lambda H: rule(np.linalg.eigvalsh(H))


RATE_LIMIT = Exercise(
    id="5.1",
    prompt="Return the learning rate below which gradient descent is stable, from the Hessian.",
    reference=rate_limit,
    cases=(
        (np.array([[4.0, 1.0], [1.0, 3.0]]),),
        (np.diag([0.5, 9.0, 2.0]),),
        (np.array([[2.0, -1.0, 0.0], [-1.0, 2.0, -1.0], [0.0, -1.0, 2.5]]),),
    ),
    why="The steepest direction decides: its factor 1 − αλ_max must stay above −1.",
    misconceptions=(
        Misconception(
            "smallest curvature",
            _of_curvatures(lambda c: 2 / c[0]),
            "You use the smallest curvature: that direction is the safest. The steepest one overshoots first.",
        ),
        Misconception(
            "best for the steepest",
            _of_curvatures(lambda c: 1 / c[-1]),
            "With 1/λ_max the steepest direction arrives in one step; it stays stable up to twice that rate.",
        ),
        Misconception(
            "best rate",
            _of_curvatures(lambda c: 2 / (c[0] + c[-1])),
            "That is the best rate, 2/(λ_min + λ_max): here the largest stable one is asked for.",
        ),
        Misconception(
            "diagonal",
            lambda H: 2 / np.diag(H).max(),
            "You use the largest entry of H. It stands on the diagonal, and is the curvature along an axis: the "
            "steepest direction is an eigenvector, and may lie between the axes.",
        ),
        Misconception(
            "trace",
            lambda H: 2 / np.trace(H),
            "You divide by the trace, the sum of all curvatures: safe, but the limit is set by the largest alone.",
        ),
        Misconception(
            "determinant",
            lambda H: 2 / np.linalg.det(H),
            "You divide by the determinant, the product of all curvatures: use the largest eigenvalue.",
        ),
        Misconception(
            "size of the matrix",
            lambda H: 2 / np.linalg.norm(H),
            "`np.linalg.norm(H)` is the root of the summed squares of all entries: use the largest eigenvalue "
            "(`np.linalg.norm(H, 2)` would be it).",
        ),
        Misconception(
            "row sum",
            lambda H: 2 / np.abs(H).sum(axis=1).max(),
            "You use the largest row sum, an upper bound of the largest eigenvalue: take the eigenvalue itself.",
        ),
        Misconception(
            "upside down",
            _of_curvatures(lambda c: c[-1] / 2),
            "Upside down: a *steeper* bowl needs a *smaller* rate, so divide 2 by the curvature.",
        ),
        Misconception(
            "multiplied",
            _of_curvatures(lambda c: 2 * c[-1]),
            "You multiply by the curvature: a steeper bowl needs a smaller rate, so divide 2 by it.",
        ),
        Misconception(
            "mean curvature",
            _of_curvatures(lambda c: 2 / c.mean()),
            "You use the mean curvature: the limit is set by the largest alone.",
        ),
        Misconception(
            "first entry",
            lambda H: 2 / H[0, 0],
            "You use the first entry of H: take the largest eigenvalue, whatever the order of the parameters.",
        ),
        Misconception(
            "best for the flattest",
            _of_curvatures(lambda c: 1 / c[0]),
            "1/λ_min would take the flattest direction home in one step, and throw the steepest far out.",
        ),
        Misconception(
            "the curvature itself",
            _of_curvatures(lambda c: c[-1]),
            "This is the largest curvature λ_max, and it is right: the limit is 2 / λ_max.",
        ),
        Misconception(
            "one for each direction",
            _of_curvatures(lambda c: 2 / c),
            "You return one limit for each direction: all share one rate, so the smallest of these counts.",
        ),
    ),
)

# 5.2 --------------------------------------------------------------------------------------------------------


def outside_step(theta: float, v: float, g: float, alpha: float, beta: float) -> tuple:
    """One step of momentum with the rate outside the velocity: the new theta and v, both shaped like g."""
    v = beta * v + g
    return theta - alpha * v, v


def _stepped(velocity: Callable, move: Callable) -> Callable:
    """A wrong answer: velocity(v, g, alpha, beta) and move(theta, new v, old v, g, alpha, beta)."""

    def step(theta, v, g, alpha, beta):
        new = velocity(v, g, alpha, beta)
        return move(theta, new, v, g, alpha, beta), new

    return step


def _right_velocity(v, g, alpha, beta):
    return beta * v + g


def _named(result):
    """Theta and v by name, so that a hint can say which of the two is wrong."""
    pair = isinstance(result, tuple | list) or (isinstance(result, np.ndarray) and result.ndim)
    if pair and len(result) == 2:
        return dict(zip(("theta", "v"), result, strict=True))
    return result


OUTSIDE_STEP = Exercise(
    id="5.2",
    prompt="Write one step of momentum with the rate outside the velocity.",
    reference=outside_step,
    cases=(
        (1.0, 3.0, 1.0, 0.1, 0.6),
        (np.array([0.5, -1.0]), np.array([2.0, 0.3]), np.array([-1.0, 0.7]), 0.2, 0.9),
        (np.array([0.0, 4.0, -2.0]), np.zeros(3), np.array([1.0, -2.0, 0.5]), 0.05, 0.8),
    ),
    view=_named,
    why="The velocity collects gradients, old ones fading with β; only the step out of it is scaled by the rate.",
    misconceptions=(
        Misconception(
            "rate inside",
            _stepped(lambda v, g, a, b: b * v - a * g, lambda th, n, v, g, a, b: th + n),
            "This is Keras' form, with the rate inside the velocity: here v collects plain gradients, and α multiplies "
            "v in the step.",
        ),
        Misconception(
            "rate inside, positive velocity",
            _stepped(lambda v, g, a, b: b * v + a * g, lambda th, n, v, g, a, b: th - n),
            "Your rate is inside the velocity (v = βv + αg): here v = βv + g, and α multiplies v in the step.",
        ),
        Misconception(
            "rate twice",
            _stepped(lambda v, g, a, b: b * v + a * g, lambda th, n, v, g, a, b: th - a * n),
            "Your rate acts twice, in the velocity and in the step: leave it out of the velocity.",
        ),
        Misconception(
            "running mean",
            _stepped(lambda v, g, a, b: b * v + (1 - b) * g, lambda th, n, v, g, a, b: th - a * n),
            "You use a running mean, βv + (1 − β)g, as Adam does: here the new gradient enters with weight 1.",
        ),
        Misconception(
            "old velocity",
            _stepped(_right_velocity, lambda th, n, v, g, a, b: th - a * v),
            "You step with the *old* velocity: update v first, then use it.",
        ),
        Misconception(
            "uphill",
            _stepped(_right_velocity, lambda th, n, v, g, a, b: th + a * n),
            "You walk uphill: this v points along the gradient, so subtract αv.",
        ),
        Misconception(
            "negative velocity",
            _stepped(lambda v, g, a, b: b * v - g, lambda th, n, v, g, a, b: th + a * n),
            "Your velocity has the sign of Keras' form: here v = βv + g, and the step subtracts αv.",
        ),
        Misconception(
            "no momentum",
            _stepped(_right_velocity, lambda th, n, v, g, a, b: th - a * g),
            "You step along the gradient alone, which is SGD: step along the velocity.",
        ),
        Misconception(
            "rate forgotten",
            _stepped(_right_velocity, lambda th, n, v, g, a, b: th - n),
            "The rate is missing: subtract α times the velocity.",
        ),
        Misconception(
            "velocity not returned",
            lambda theta, v, g, alpha, beta: (theta - alpha * (beta * v + g), v),
            "Your step is right, but you return the old velocity: the next step needs the new one.",
        ),
        Misconception(
            "look-ahead",
            _stepped(_right_velocity, lambda th, n, v, g, a, b: th - a * (b * n + g)),
            "This is Nesterov's step: plain momentum subtracts αv.",
        ),
        Misconception(
            "beta on the gradient",
            _stepped(lambda v, g, a, b: v + b * g, lambda th, n, v, g, a, b: th - a * n),
            "β belongs to the old velocity: it fades, and the new gradient enters whole.",
        ),
        Misconception(
            "nothing fades",
            _stepped(lambda v, g, a, b: v + g, lambda th, n, v, g, a, b: th - a * n),
            "β is missing: the old velocity keeps only the share β.",
        ),
        Misconception(
            "shares swapped",
            _stepped(lambda v, g, a, b: (1 - b) * v + b * g, lambda th, n, v, g, a, b: th - a * n),
            "You have swapped the shares, and made it a mean: the old velocity keeps β, the gradient enters whole.",
        ),
        Misconception(
            "parentheses",
            _stepped(_right_velocity, lambda th, n, v, g, a, b: th - a * b * v + g),
            "Parentheses: α multiplies the whole new velocity, α (βv + g).",
        ),
        Misconception(
            "unchanged velocity",
            lambda theta, v, g, alpha, beta: (theta - alpha * v, v),
            "Your velocity never changes: first v = βv + g, then the step.",
        ),
        Misconception(
            "swapped results",
            lambda *args: outside_step(*args)[::-1],
            "Both are right, but in the wrong order: return `(theta, v)`.",
        ),
        Misconception(
            "only theta",
            lambda *args: outside_step(*args)[0],
            "Your step is right, but you return theta alone; the next step needs v too. Return `(theta, v)`.",
        ),
        Misconception(
            "only the velocity",
            lambda *args: outside_step(*args)[1],
            "You return the velocity alone: take the step too, and return `(theta, v)`.",
        ),
        Misconception(
            "beta on both",
            _stepped(lambda v, g, a, b: b * (v + g), lambda th, n, v, g, a, b: th - a * n),
            "β multiplies the old velocity only: the new gradient enters whole, βv + g.",
        ),
        Misconception(
            "rate and momentum swapped",
            _stepped(lambda v, g, a, b: a * v + g, lambda th, n, v, g, a, b: th - b * n),
            "You have swapped α and β: β fades the old velocity, α scales the step.",
        ),
        Misconception(
            "theta missing",
            _stepped(_right_velocity, lambda th, n, v, g, a, b: -a * n),
            "You return the step −αv: add it to theta.",
        ),
    ),
)

# 5.3 --------------------------------------------------------------------------------------------------------


def adam_update(gradients: np.ndarray, alpha: float, beta1: float, beta2: float, eps: float) -> np.ndarray:
    """What Adam (Kingma and Ba 2015, Algorithm 1) subtracts in the last of t steps with gradients (t, d): (d,)."""
    return _adam(gradients, alpha, beta1, beta2, eps)


def _adam(
    gradients,
    alpha,
    beta1,
    beta2,
    eps,
    *,
    m_power: Callable = lambda t: t,
    v_power: Callable = lambda t: t,
    divide: Callable = lambda m, v, eps: m / (np.sqrt(v) + eps),
    new: Callable = lambda beta: 1 - beta,
    square: Callable = np.square,
    stored: bool = False,
    power_of: tuple | None = None,
):
    """Adam with one thing changed; a power of None leaves out that bias correction."""
    b1, b2 = power_of or (beta1, beta2)
    m = v = 0.0
    for t, g in enumerate(np.asarray(gradients), 1):
        m, v = beta1 * m + new(beta1) * g, beta2 * v + new(beta2) * square(g)
        m_hat = m / (1 - b1 ** m_power(t)) if m_power(t) is not None else m
        v_hat = v / (1 - b2 ** v_power(t)) if v_power(t) is not None else v
        if stored:
            m, v = m_hat, v_hat
    return alpha * divide(m_hat, v_hat, eps)


def _changed(**change) -> Callable:
    return lambda gradients, alpha, beta1, beta2, eps: _adam(gradients, alpha, beta1, beta2, eps, **change)


def _epsilon_hat(gradients, alpha, beta1, beta2, eps):
    t = len(gradients)
    return _adam(gradients, alpha, beta1, beta2, eps / math.sqrt(1 - beta2**t))


def _divided(mean, beta, t):
    return mean / (1 - beta**t)


def _corrected_by(how: Callable = _divided, from_first: bool = False) -> Callable:
    """A wrong answer: how(mean, beta, t) corrects, or the means start at the first gradient."""

    def update(gradients, alpha, beta1, beta2, eps):
        g, t = np.asarray(gradients), len(gradients)
        m, v = (g[0], g[0] ** 2) if from_first else (0.0, 0.0)
        for row in g:
            m, v = beta1 * m + (1 - beta1) * row, beta2 * v + (1 - beta2) * row**2
        return alpha * how(m, beta1, t) / (np.sqrt(how(v, beta2, t)) + eps)

    return update


def _forgetful(gradients, alpha, beta1, beta2, eps):
    t, g = len(gradients), np.asarray(gradients)[-1]
    m, v = (1 - beta1) * g, (1 - beta2) * g**2
    return alpha * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)


def _late(t):
    return t - 1 or 0.5  # the first step of a count from 0 divides by 0; only the last one is judged


ADAM_UPDATE = Exercise(
    id="5.3",
    prompt="Write Adam's last update, from the gradients of all steps so far.",
    reference=adam_update,
    cases=(
        (np.array([[3.0, -0.5], [1.0, 0.25]]), 0.1, 0.9, 0.99, 0.05),
        (_rng.normal(size=(4, 3)).round(2), 0.5, 0.8, 0.95, 0.2),
        (_rng.normal(size=(7, 2)).round(2), 0.01, 0.5, 0.9, 0.1),
    ),
    why="Both running means start at zero; dividing by 1 − βᵗ makes them honest from the first step on.",
    misconceptions=(
        Misconception(
            "no bias correction",
            _changed(m_power=lambda t: None, v_power=lambda t: None),
            "The bias correction is missing: both means start at zero, so divide each by 1 − βᵗ.",
        ),
        Misconception(
            "only m corrected",
            _changed(v_power=lambda t: None),
            "You correct m only: v starts at zero too, so divide it by 1 − β₂ᵗ.",
        ),
        Misconception(
            "only v corrected",
            _changed(m_power=lambda t: None),
            "You correct v only: m starts at zero too, so divide it by 1 − β₁ᵗ.",
        ),
        Misconception(
            "t from 0",
            _changed(m_power=_late, v_power=_late),
            "Your t counts from 0: in the first step t is 1, else you divide by zero there.",
        ),
        Misconception(
            "t one too high",
            _changed(m_power=lambda t: t + 1, v_power=lambda t: t + 1),
            "Your t is one too high: in the first step t is 1.",
        ),
        Misconception(
            "no power",
            _changed(m_power=lambda t: 1, v_power=lambda t: 1),
            "You divide by 1 − β in every step: the correction is 1 − βᵗ and fades as t grows.",
        ),
        Misconception(
            "correction stored",
            _changed(stored=True),
            "You store the corrected means back into m and v, so they are corrected again in the next step: keep m̂ and "
            "v̂ apart.",
        ),
        Misconception(
            "multiplied by the correction",
            _corrected_by(lambda mean, beta, t: mean * (1 - beta**t)),
            "You multiply by 1 − βᵗ: the means are too *small* at first, so divide by it.",
        ),
        Misconception(
            "beta times t",
            _corrected_by(lambda mean, beta, t: mean / (1 - beta * t)),
            "You divide by 1 − β·t, which may be negative: the correction is a power, 1 − βᵗ, in Python `1 - beta**t`.",
        ),
        Misconception(
            "parentheses of the correction",
            _corrected_by(lambda mean, beta, t: mean / 1 - beta**t),
            "Parentheses: `m / 1 - beta1**t` divides by 1 and subtracts the power. Write `m / (1 - beta1**t)`.",
        ),
        Misconception(
            "started at the first gradient",
            _corrected_by(from_first=True),
            "Your means start at the first gradient: they start at zero, which is why the bias correction is needed.",
        ),
        Misconception(
            "shares swapped",
            lambda gradients, alpha, beta1, beta2, eps: _adam(
                gradients, alpha, 1 - beta1, 1 - beta2, eps, power_of=(beta1, beta2)
            ),
            "You have swapped the shares: the old mean keeps β, the new gradient enters with 1 − β.",
        ),
        Misconception(
            "start in the loop",
            _forgetful,
            "m and v are set back to zero in every step: set them once, before the loop.",
        ),
        Misconception(
            "epsilon inside the root",
            _changed(divide=lambda m, v, eps: m / np.sqrt(v + eps)),
            "Your ε is inside the root, as in Keras' RMSprop: here it is added after the root.",
        ),
        Misconception(
            "epsilon hat",
            _epsilon_hat,
            "Your ε is added to the uncorrected root, which is Keras' form with ε̂: the paper's Algorithm 1 corrects v "
            "first.",
        ),
        Misconception(
            "epsilon forgotten",
            _changed(divide=lambda m, v, eps: m / np.sqrt(v)),
            "ε is missing in the denominator.",
        ),
        Misconception(
            "root forgotten",
            _changed(divide=lambda m, v, eps: m / (v + eps)),
            "The root is missing: v is a mean of *squares*, so only its root has the gradient's size.",
        ),
        Misconception(
            "betas swapped",
            lambda gradients, alpha, beta1, beta2, eps: _adam(gradients, alpha, beta2, beta1, eps),
            "You have swapped the betas: β₁ belongs to m, β₂ to v.",
        ),
        Misconception(
            "only the first beta",
            lambda gradients, alpha, beta1, beta2, eps: _adam(gradients, alpha, beta1, beta1, eps),
            "You use β₁ for both means: v has its own, β₂.",
        ),
        Misconception(
            "only the second beta",
            lambda gradients, alpha, beta1, beta2, eps: _adam(gradients, alpha, beta2, beta2, eps),
            "You use β₂ for both means: m has its own, β₁.",
        ),
        Misconception(
            "epsilon outside the quotient",
            _changed(divide=lambda m, v, eps: m / np.sqrt(v) + eps),
            "Parentheses: ε belongs to the denominator, `m_hat / (np.sqrt(v_hat) + eps)`.",
        ),
        Misconception(
            "epsilon at the end",
            lambda gradients, alpha, beta1, beta2, eps: _adam(gradients, alpha, beta1, beta2, 0.0) + eps,
            "You add ε at the very end: write parentheses, `alpha * m_hat / (np.sqrt(v_hat) + eps)`.",
        ),
        Misconception(
            "columns",
            lambda gradients, *rest: _adam(np.transpose(gradients), *rest),
            "You loop over the columns, one parameter at a time: a step is a *row*, `for g in gradients`.",
        ),
        Misconception(
            "not squared",
            _changed(square=np.abs),
            "v must collect the *squared* gradients, g².",
        ),
        Misconception(
            "sum for mean",
            _changed(new=lambda beta: 1),
            "The new gradient enters with weight 1 − β, so that m and v are means: yours are sums.",
        ),
        Misconception(
            "current gradient on top",
            lambda gradients, alpha, beta1, beta2, eps: _adam(gradients, alpha, 0.0, beta2, eps),
            "You divide the last gradient itself, which is RMSprop with a bias correction: Adam's numerator is m̂.",
        ),
        Misconception(
            "newest first",
            lambda gradients, *rest: _adam(gradients[::-1], *rest),
            "You read the gradients from the newest to the oldest: the first row is the oldest.",
        ),
        Misconception(
            "only the last step",
            lambda gradients, *rest: _adam(gradients[-1:], *rest),
            "You use only the last gradient, as if it were the first step: m and v must pass through all of them.",
        ),
        Misconception(
            "sum of all updates",
            lambda gradients, *rest: sum(_adam(gradients[:t], *rest) for t in range(1, len(gradients) + 1)),
            "You add up the updates of all steps: only the last one is asked for.",
        ),
        Misconception(
            "the walk itself",
            lambda gradients, *rest: -sum(_adam(gradients[:t], *rest) for t in range(1, len(gradients) + 1)),
            "You return where the walk from zero ends: only the last update, which is subtracted, is asked for.",
        ),
        Misconception(
            "return inside the loop",
            lambda gradients, *rest: _adam(gradients[:1], *rest),
            "You return after the first gradient: is `return` indented into the loop?",
        ),
        Misconception(
            "sign",
            lambda *args: -adam_update(*args),
            "The sign is wrong: return what is *subtracted*, α m̂ / (√v̂ + ε).",
        ),
        Misconception(
            "rate forgotten",
            lambda gradients, alpha, *rest: _adam(gradients, 1.0, *rest),
            "The rate α is missing.",
        ),
    ),
)

# 5.4 --------------------------------------------------------------------------------------------------------


def batch_for(B: int, noise: float, wish: float) -> int:
    """Smallest batch size with noise at most `wish`, given the noise of batches of B; noise falls as 1/√B."""
    return math.ceil(B * (noise / wish) ** 2)


BATCH_FOR = Exercise(
    id="5.4",
    prompt="Find the batch size for a wished gradient noise.",
    reference=batch_for,
    # Of the exact squares only such that every right form computes without a rounding error.
    cases=((8, 2.1, 1.0), (16, 3.0, 0.7), (4, 1.0, 1.4), (32, 0.9, 0.31), (16, 2.0, 1.0), (4, 3.0, 1.5)),
    why="The noise falls with the root of B, so B grows with the square of the improvement.",
    misconceptions=(
        Misconception(
            "proportional",
            lambda B, noise, wish: math.ceil(B * noise / wish),
            "You let the noise fall in proportion to 1/B: it falls as 1/√B, so the ratio must be squared.",
        ),
        Misconception(
            "root of the ratio",
            lambda B, noise, wish: math.ceil(B * math.sqrt(noise / wish)),
            "You take the root of the ratio: noise goes as 1/√B; solved for B that gives the *square* of the ratio.",
        ),
        Misconception(
            "upside down",
            lambda B, noise, wish: math.ceil(B * (wish / noise) ** 2),
            "Your ratio is upside down: less noise needs a *larger* batch.",
        ),
        Misconception(
            "rounded down",
            lambda B, noise, wish: int(B * (noise / wish) ** 2),
            "You round down, which leaves the noise just above the wish: round up, `math.ceil`.",
        ),
        Misconception(
            "not rounded",
            lambda B, noise, wish: B * (noise / wish) ** 2,
            "A batch has a whole number of examples: round up, `math.ceil`.",
        ),
        Misconception(
            "rounded to the nearest",
            lambda B, noise, wish: round(B * (noise / wish) ** 2),
            "You round to the nearest whole number, which may leave the noise above the wish: round up.",
        ),
        Misconception(
            "batch forgotten",
            lambda B, noise, wish: math.ceil((noise / wish) ** 2),
            "You forget B: the noise was measured with batches of B, so multiply by it.",
        ),
        Misconception(
            "proportional, not rounded",
            lambda B, noise, wish: B * noise / wish,
            "Square the ratio, since the noise falls as 1/√B, not as 1/B; and round up to a whole number.",
        ),
        Misconception(
            "next power of two",
            lambda B, noise, wish: 2 ** math.ceil(math.log2(B * (noise / wish) ** 2)),
            "You round up to a power of two, as is customary: the smallest *whole* number is asked for.",
        ),
        Misconception(
            "root left on B",
            lambda B, noise, wish: math.ceil(math.sqrt(B) * noise / wish),
            "This is √B for the new batch: square it before you round.",
        ),
        Misconception(
            "rounded before",
            lambda B, noise, wish: B * math.ceil((noise / wish) ** 2),
            "You round the ratio up and then multiply: multiply first, and round last.",
        ),
        Misconception(
            "one too many",
            lambda B, noise, wish: int(B * (noise / wish) ** 2) + 2,
            "Your batch is one too large: round up once.",
        ),
        Misconception(
            "always one more",
            lambda B, noise, wish: int(B * (noise / wish) ** 2) + 1,
            "Where the result is whole already you add one more: round up with `math.ceil`.",
        ),
        Misconception(
            "at least B",
            lambda B, noise, wish: max(B, math.ceil(B * (noise / wish) ** 2)),
            "You never go below B: if the wish is larger than the noise, a smaller batch will do.",
        ),
        Misconception(
            "quadrupled until it fits",
            lambda B, noise, wish: next(B * 4**k for k in range(99) if noise / 2**k <= wish),
            "You quadruple until the wish is met, which overshoots: solve S/√B for B.",
        ),
        Misconception(
            "batch forgotten, not rounded",
            lambda B, noise, wish: (noise / wish) ** 2,
            "This is the factor by which the batch must grow: multiply it by B, then round up.",
        ),
    ),
)

# 5.5 --------------------------------------------------------------------------------------------------------


def restart_rate(k: int, period: int, high: float, low: float) -> float:
    """Cosine with warm restarts (Loshchilov and Hutter 2017), equal periods: the rate at step k, from 0 on."""
    return low + (high - low) * _half_cosine(k % period, period)


def _half_cosine(k: float, period: float) -> float:
    return (1 + math.cos(math.pi * k / period)) / 2


RESTART_RATE = Exercise(
    id="5.5",
    prompt="Write the cosine schedule with warm restarts.",
    reference=restart_rate,
    cases=((5, 10, 1.0, 0.2), (18, 10, 1.0, 0.2), (27, 9, 0.5, 0.05), (0, 8, 0.3, 0.01), (46, 20, 2.0, 0.4)),
    why="The remainder of k starts every period anew; the cosine's factor spans the distance from low to high.",
    misconceptions=(
        Misconception(
            "no restart",
            lambda k, period, high, low: low + (high - low) * _half_cosine(k, period),
            "Your cosine does not restart: after a period it climbs back slowly. Use `k % period`.",
        ),
        Misconception(
            "stays low",
            lambda k, period, high, low: low + (high - low) * _half_cosine(min(k, period), period),
            "Your rate stays at `low` after the first period: it must jump back to `high`. Use `k % period`.",
        ),
        Misconception(
            "whole cosine",
            lambda k, period, high, low: low + (high - low) * _half_cosine(2 * (k % period), period),
            "A whole cosine fits into your period, down and up again: half a cosine, π k / period, only falls.",
        ),
        Misconception(
            "low forgotten",
            lambda k, period, high, low: high * _half_cosine(k % period, period),
            "Your rate falls toward 0: it should fall toward `low`.",
        ),
        Misconception(
            "low on top",
            lambda k, period, high, low: low + high * _half_cosine(k % period, period),
            "You start at `high + low`: the factor should span only the distance `high - low`.",
        ),
        Misconception(
            "low not added",
            lambda k, period, high, low: (high - low) * _half_cosine(k % period, period),
            "The distance `high - low` is right, but it must start from `low`: add it.",
        ),
        Misconception(
            "counted from 1",
            lambda k, period, high, low: low + (high - low) * _half_cosine((k + 1) % period, period),
            "Your steps count from 1: at k = 0 the rate must be `high`.",
        ),
        Misconception(
            "cut off at low",
            lambda k, period, high, low: max(low, high * _half_cosine(k % period, period)),
            "You cut the cosine off at `low`: it should come down to `low` smoothly, over the distance `high - low`.",
        ),
        Misconception(
            "rising",
            lambda k, period, high, low: low + (high - low) * (1 - _half_cosine(k % period, period)),
            "Your rate rises from `low` to `high`: it should start at `high` and fall.",
        ),
        Misconception(
            "ends swapped",
            lambda k, period, high, low: high + (high - low) * (_half_cosine(k % period, period)),
            "You add the falling part to `high`: add it to `low`.",
        ),
        Misconception(
            "line",
            lambda k, period, high, low: high + (low - high) * (k % period) / period,
            "You fall along a straight line: the cosine is slow at both ends.",
        ),
        Misconception(
            "not shifted",
            lambda k, period, high, low: low + (high - low) * math.cos(math.pi * (k % period) / period),
            "Your cosine runs from 1 to −1: add 1 and halve it, so that it runs from 1 to 0.",
        ),
        Misconception(
            "half forgotten",
            lambda k, period, high, low: low + (high - low) * 2 * _half_cosine(k % period, period),
            "1 + cos runs from 2 to 0: halve it.",
        ),
        Misconception(
            "quarter of a cosine",
            lambda k, period, high, low: low + (high - low) * math.cos(math.pi / 2 * (k % period) / period),
            "You use a quarter of a cosine, which falls steeply into the restart: half a cosine is flat there.",
        ),
        Misconception(
            "degrees",
            lambda k, period, high, low: low + (high - low) * (1 + math.cos(180 * (k % period) / period)) / 2,
            "Python's cosine takes radians: π, not 180.",
        ),
        Misconception(
            "last step at low",
            lambda k, period, high, low: low + (high - low) * _half_cosine(k % period, period - 1),
            "You divide by `period - 1`, so that the last step sits on `low`: here the fall is toward `low`, over the "
            "whole `period`.",
        ),
        Misconception(
            "which period",
            lambda k, period, high, low: low + (high - low) * _half_cosine(k // period, period),
            "`k // period` counts the periods: the step within a period is the remainder, `k % period`.",
        ),
        Misconception(
            "pi forgotten",
            lambda k, period, high, low: low + (high - low) * (1 + math.cos(k % period / period)) / 2,
            "π is missing: half a cosine goes from 0 to π over a period.",
        ),
        Misconception(
            "parentheses of the half",
            lambda k, period, high, low: low + (high - low) * (1 + math.cos(math.pi * (k % period) / period) / 2),
            "Parentheses: halve the whole sum, `(1 + math.cos(...)) / 2`.",
        ),
        Misconception(
            "remainder of the angle",
            lambda k, period, high, low: low + (high - low) * (1 + math.cos(math.pi * k % period / period)) / 2,
            "Parentheses: `math.pi * k % period` takes the remainder of π k. Write `math.pi * (k % period) / period`.",
        ),
        Misconception(
            "sum for distance",
            lambda k, period, high, low: low + (high + low) * _half_cosine(k % period, period),
            "The distance from `low` to `high` is a difference: `high - low`.",
        ),
        Misconception(
            "factor alone",
            lambda k, period, high, low: _half_cosine(k % period, period),
            "This is the factor between 1 and 0, and it is right: the *rate* is `low + (high - low)` times it.",
        ),
    ),
)

EXERCISES = (RATE_LIMIT, OUTSIDE_STEP, ADAM_UPDATE, BATCH_FOR, RESTART_RATE)
