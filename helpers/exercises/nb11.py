"""Exercises of notebook 11, Can a small CNN read a child's chest X-ray? Positive (1) is pneumonia."""

from collections.abc import Callable

import numpy as np

from helpers.exercises.engine import Exercise, Misconception

_rng = np.random.default_rng(11)

# 11.1 -------------------------------------------------------------------------------------------------------


def repeated_films(x_train: np.ndarray, x_val: np.ndarray) -> int:
    """How many of the validation films (n_val, h, w) are also training films (n_train, h, w), pixel for pixel."""
    seen = {film.tobytes() for film in x_train}
    return sum(film.tobytes() in seen for film in x_val)


def _same(x_train: np.ndarray, x_val: np.ndarray) -> np.ndarray:
    """Which pixel of which pair agrees: (n_val, n_train, h, w)."""
    return x_val[:, None] == x_train[None]


def _films(*kinds: int) -> np.ndarray:
    """Tiny films; the same kind is the same film, kinds 5 and 6 have the same pixels in another order."""
    drawn = np.random.default_rng(0).integers(0, 200, (9, 2, 2))
    drawn[6] = drawn[5][::-1]
    drawn[7] = drawn[3]
    drawn[7, 0, 0] += 1  # one pixel differs
    return drawn[list(kinds)].astype(np.uint8)


REPEATED_FILMS = Exercise(
    id="11.1",
    prompt="Count the validation films that are also training films, pixel for pixel.",
    reference=repeated_films,
    cases=(
        (_films(0, 0, 1, 2), _films(0, 3, 4)),  # the one predicted in the notebook
        (_films(0, 1, 2, 3, 4, 5), _films(1, 0, 8, 0, 6)),
        (_films(2, 3, 3, 5), _films(2, 7, 3, 3, 3, 6, 8)),
        (_films(4, 5, 1), _films(0, 2, 8, 8)),
    ),
    why="Each validation film is asked whether its bytes are known from training; how often they occur there is "
    "another question.",
    misconceptions=(
        Misconception(
            "pairs",
            lambda x_train, x_val: int(_same(x_train, x_val).all(axis=(2, 3)).sum()),
            "You count *pairs*: a validation film with two copies in training counts twice. Ask of each validation "
            "film only whether it has a copy, for instance with `.any(axis=1)` or a `set`.",
        ),
        Misconception(
            "from the other side",
            lambda x_train, x_val: repeated_films(x_val, x_train),
            "You count *training* films that are also in validation: two copies in training count twice there. Ask "
            "each validation film.",
        ),
        Misconception(
            "distinct films",
            lambda x_train, x_val: len({f.tobytes() for f in x_train} & {f.tobytes() for f in x_val}),
            "You count distinct pictures that both parts share: a set drops the copies *within* validation, but each "
            "of these films is judged, so each counts.",
        ),
        Misconception(
            "a share",
            lambda x_train, x_val: repeated_films(x_train, x_val) / len(x_val),
            "You return a share: here the number of films is asked for.",
        ),
        Misconception(
            "one yes or no a film",
            lambda x_train, x_val: _same(x_train, x_val).all(axis=(2, 3)).any(axis=1),
            "You return one True or False for each validation film: count them with `.sum()`.",
        ),
        Misconception(
            "the clean ones",
            lambda x_train, x_val: len(x_val) - repeated_films(x_train, x_val),
            "Turned round: these are the validation films that are *not* in training.",
        ),
        Misconception(
            "all copies of both parts",
            lambda x_train, x_val: (
                len(x_train) + len(x_val) - len({f.tobytes() for f in np.concatenate([x_train, x_val])})
            ),
            "You put both parts together and count all surplus copies: copies within one part are no leak between "
            "the parts.",
        ),
        Misconception(
            "one pixel is enough",
            lambda x_train, x_val: int(_same(x_train, x_val).any(axis=(2, 3)).any(axis=1).sum()),
            "You call two films equal when *some* pixel agrees: all of them must (`.all`).",
        ),
        Misconception(
            "pixels in any order",
            lambda x_train, x_val: repeated_films(
                np.sort(x_train.reshape(len(x_train), -1)), np.sort(x_val.reshape(len(x_val), -1))
            ),
            "You compare pixels regardless of where they stand, or to which film they belong (sorted, by their sum or "
            "mean, or with `np.isin`): a film turned upside down is another film, and so is a mixture of two.",
        ),
        Misconception(
            "same place",
            lambda x_train, x_val: sum(bool((a == b).all()) for a, b in zip(x_train, x_val, strict=False)),
            "You compare film 1 with film 1, film 2 with film 2, …: a copy may stand anywhere in the training part.",
        ),
    ),
)

# 11.2 -------------------------------------------------------------------------------------------------------


def window(x: np.ndarray, center: float, width: float) -> np.ndarray:
    """Brightness 0 to 1 on the screen of stored values x, any shape: DICOM's linear window (PS3.3 C.11.2.1.2)."""
    return np.clip((x - (center - 0.5)) / (width - 1) + 0.5, 0, 1)


def _ramp(x: np.ndarray, center: float, width: float) -> np.ndarray:
    return (x - (center - 0.5)) / (width - 1) + 0.5


WINDOW = Exercise(
    id="11.2",
    prompt="Map stored pixel values to brightness from 0 to 1 with DICOM's linear window.",
    reference=window,
    cases=(
        (np.array([70.0, 99.5, 104.5, 130.0]), 100.0, 51.0),  # the one predicted in the notebook
        (np.array([[0.0, 900.0], [2100.0, 4095.0]]), 1500.0, 2001.0),
        (np.array([10.0, 35.0, 45.0, 60.0, 80.0]), 40.0, 61.0),
    ),
    why="A straight ramp around the center; everything below is black, everything above white.",
    misconceptions=(
        Misconception(
            "not clipped",
            _ramp,
            "The ramp is right, but values outside the window leave the range from 0 to 1: clip them.",
        ),
        Misconception(
            "without the halves",
            lambda x, center, width: np.clip((x - center) / width + 0.5, 0, 1),
            "This is DICOM's other rule, LINEAR_EXACT. The default, LINEAR, has `center - 0.5` and `width - 1`.",
        ),
        Misconception(
            "width not less one",
            lambda x, center, width: np.clip((x - (center - 0.5)) / width + 0.5, 0, 1),
            "You divide by `width`: here the divisor is `width - 1`, the distance from the first to the last value.",
        ),
        Misconception(
            "center without the half",
            lambda x, center, width: np.clip((x - center) / (width - 1) + 0.5, 0, 1),
            "You subtract `center`: here `center - 0.5` maps to the middle gray.",
        ),
        Misconception(
            "minus where plus belongs",
            lambda x, center, width: np.clip((x - center - 0.5) / (width - 1) + 0.5, 0, 1),
            "You subtract `center + 0.5`: the parentheses matter, `x - (center - 0.5)` adds the half.",
        ),
        Misconception(
            "center is black",
            lambda x, center, width: np.clip((x - (center - 0.5)) / (width - 1), 0, 1),
            "Without the final `+ 0.5` the center becomes black instead of middle gray.",
        ),
        Misconception(
            "center and width exchanged",
            lambda x, center, width: window(x, width, center),
            "Center and width are exchanged: the center is subtracted, the width divides.",
        ),
        Misconception(
            "width taken for half the width",
            lambda x, center, width: np.clip((x - (center - 0.5)) / (2 * (width - 1)) + 0.5, 0, 1),
            "Your window is twice too wide: `width` is the whole width, from black to white.",
        ),
        Misconception(
            "inverted",
            lambda x, center, width: 1 - window(x, center, width),
            "Black and white are exchanged: that is what MONOCHROME1 asks for; here large values are bright.",
        ),
        Misconception(
            "255 levels",
            lambda x, center, width: 255 * window(x, center, width),
            "You scale to 0 … 255: here brightness runs from 0 to 1.",
        ),
        Misconception(
            "clipped, not mapped",
            lambda x, center, width: np.clip(x, center - width / 2, center + width / 2),
            "You clip the stored values but leave them as they are: map black to 0 and white to 1.",
        ),
        Misconception(
            "the film's own range",
            lambda x, center, width: (x - x.min()) / (x.max() - x.min()),
            "You use the smallest and the largest value of the film: a window is given by center and width, whatever "
            "the film holds.",
        ),
    ),
)

# 11.3 -------------------------------------------------------------------------------------------------------


def balanced_threshold(y: np.ndarray, score: np.ndarray) -> float:
    """The score (of those in `score`, shape (n,)) with the best mean of sensitivity and specificity."""
    return _best(lambda y, said: (said[y == 1].mean() + (~said)[y == 0].mean()) / 2)(y, score)


def _best(quality: Callable, at_least: bool = True) -> Callable:
    """The score t with the highest quality(y, said), where `said` is score >= t, or score > t."""

    def chosen(y: np.ndarray, score: np.ndarray) -> float:
        with np.errstate(all="ignore"):
            values = [quality(y, score >= t if at_least else score > t) for t in score]
        return float(score[int(np.nanargmax(values))])

    return chosen


def _sens_spec(y: np.ndarray, said: np.ndarray) -> tuple[float, float]:
    return said[y == 1].mean(), (~said)[y == 0].mean()


def _f1(y: np.ndarray, said: np.ndarray) -> float:
    return 2 * (said & (y == 1)).sum() / (said.sum() + (y == 1).sum())


def _predictive(y: np.ndarray, said: np.ndarray) -> float:
    return (y[said] == 1).mean() + ((y[~said] == 0).mean() if (~said).any() else 0)


_balanced = _best(lambda y, said: sum(_sens_spec(y, said)))


def _value(y: np.ndarray, score: np.ndarray) -> float:
    return sum(_sens_spec(y, score >= _balanced(y, score))) / 2


_CHILDREN = (
    (np.array([1, 1, 1, 1, 1, 1, 0, 0]), np.array([0.3, 0.45, 0.6, 0.7, 0.8, 0.9, 0.2, 0.5])),
    # In each the best accuracy, like the best balanced accuracy, is reached at one score only.
    (
        np.array([1, 0, 0, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 1, 0]),
        np.array(
            [0.673, 0.326, 0.106, 0.815, 0.301, 0.549, 0.943, 0.323, 0.906, 0.649, 0.342, 0.582, 0.637, 0.765, 0.029]
        ),
    ),
    (
        np.array([1, 0, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 0, 1]),
        np.array([0.348, 0.347, 0.102, 0.331, 0.306, 0.485, 0.593, 0.619, 0.528, 0.567, 0.459, 0.638, 0.601, 0.305]),
    ),
    (
        np.array([1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1]),
        np.array([0.834, 0.614, 0.538, 0.064, 0.277, 0.501, 0.648, 0.334, 0.048, 0.486, 0.721, 0.397, 0.136, 0.626]),
    ),
    (  # the highest one is healthy
        np.array([0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1]),
        np.array([0.991, 0.402, 0.806, 0.204, 0.702, 0.903, 0.603, 0.447, 0.551, 0.473, 0.724]),
    ),
)

BALANCED_THRESHOLD = Exercise(
    id="11.3",
    prompt="Return the threshold with the best mean of sensitivity and specificity.",
    reference=balanced_threshold,
    cases=_CHILDREN,
    why="Each class counts with its own share, so the choice does not move with the number of sick children.",
    misconceptions=(
        Misconception(
            "accuracy",
            _best(lambda y, said: (said == y).mean()),
            "You maximize the *accuracy*: it counts heads, so the larger class decides, and the choice moves with the "
            "prevalence. Take the mean of sensitivity and specificity.",
        ),
        Misconception(
            "strictly above",
            _best(lambda y, said: sum(_sens_spec(y, said)), at_least=False),
            "You count scores strictly above the threshold: a score *at* the threshold is positive too, so use >=.",
        ),
        Misconception(
            "F1",
            _best(_f1),
            "You maximize F1, which ignores the cleared healthy children: take sensitivity and specificity.",
        ),
        Misconception(
            "predictive values",
            _best(_predictive),
            "You add the predictive values (of those *called* sick, how many are): sensitivity asks of the sick, "
            "specificity of the healthy.",
        ),
        Misconception(
            "as equal as possible",
            _best(lambda y, said: -abs(np.subtract(*_sens_spec(y, said)))),
            "You make sensitivity and specificity as *equal* as possible: their mean should be as *high* as possible.",
        ),
        Misconception(
            "sensitivity alone",
            _best(lambda y, said: _sens_spec(y, said)[0]),
            "You look at the sensitivity alone: it is 1 as soon as every child is called sick.",
        ),
        Misconception(
            "the lowest score",
            lambda y, score: float(score.min()),
            "You return the lowest score: every child is called sick there, and the specificity is 0.",
        ),
        Misconception(
            "sensitivity alone, as high as it can be",
            lambda y, score: float(score[y == 1].min()),
            "You look at the sensitivity alone and return the lowest score of a sick child: nobody is missed there, "
            "but nobody asks how many healthy children are called sick.",
        ),
        Misconception(
            "specificity alone",
            _best(lambda y, said: _sens_spec(y, said)[1]),
            "You look at the specificity alone: the highest score clears nearly everybody and misses the sick.",
        ),
        Misconception(
            "the value, not the place",
            _value,
            "You return the best mean of sensitivity and specificity: the *threshold* where it is reached is asked "
            "for (`argmax`, then the score at that place).",
        ),
        Misconception(
            "position",
            lambda y, score: int(np.flatnonzero(score == _balanced(y, score))[0]),
            "You return the position in the array: return the score at that position.",
        ),
        Misconception(
            "high is healthy",
            _best(lambda y, said: -sum(_sens_spec(y, said))),
            "You find the *worst* threshold: a high score means pneumonia, and `y == 1` is pneumonia. Is a sign or a "
            "comparison turned round?",
        ),
        Misconception(
            "a grid of hundredths",
            lambda y, score: max(np.arange(100) / 100, key=lambda t: sum(_sens_spec(y, score >= t))),
            "Right idea, but you try 0, 0.01, 0.02, … : the threshold should be one of the scores.",
        ),
        Misconception(
            "one half",
            lambda y, score: 0.5,
            "You return 0.5 whatever the scores are: search among the scores.",
        ),
    ),
)

# 11.4 -------------------------------------------------------------------------------------------------------


def paired_interval(y: np.ndarray, a: np.ndarray, b: np.ndarray, draws: np.ndarray) -> tuple[float, float]:
    """95 % interval of AUC(a) − AUC(b); y, a, b have shape (n,), draws (m, n) holds the rows of each draw."""
    low, high = np.quantile(_gaps(y, a, b, draws, draws), [0.025, 0.975])
    return float(low), float(high)


def _auc(y: np.ndarray, score: np.ndarray) -> float:
    gap = score[y == 1][:, None] - score[y == 0][None]
    return float(np.mean((gap > 0) + 0.5 * (gap == 0)))


def _gaps(y: np.ndarray, a: np.ndarray, b: np.ndarray, rows_a: np.ndarray, rows_b: np.ndarray) -> np.ndarray:
    return np.array([_auc(y[i], a[i]) - _auc(y[j], b[j]) for i, j in zip(rows_a, rows_b, strict=True)])


def _both(y: np.ndarray, a: np.ndarray, b: np.ndarray, draws: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return tuple(np.quantile([_auc(y[i], s[i]) for i in draws], [0.025, 0.975]) for s in (a, b))


def _about_the_mean(y: np.ndarray, a: np.ndarray, b: np.ndarray, draws: np.ndarray) -> tuple[float, float]:
    gaps = _gaps(y, a, b, draws, draws)
    return gaps.mean() - 1.96 * gaps.std() / len(gaps) ** 0.5, gaps.mean() + 1.96 * gaps.std() / len(gaps) ** 0.5


def _normal(gaps: np.ndarray) -> tuple[float, float]:
    return gaps.mean() - 1.96 * gaps.std(), gaps.mean() + 1.96 * gaps.std()


def _share_right(y: np.ndarray, score: np.ndarray) -> float:
    return float(np.mean((score >= 0.5) == (y == 1)))


def _quantiles(values: Callable, ends: tuple[float, float] = (0.025, 0.975)) -> Callable:
    return lambda y, a, b, draws: tuple(np.quantile(values(y, a, b, draws), ends))


def _models(n: int, n_sick: int, m: int) -> tuple[np.ndarray, ...]:
    y = (_rng.permutation(n) < n_sick).astype(int)
    truth = 0.35 * y + 0.5 * _rng.random(n)
    a, b = (np.round(truth + 0.25 * _rng.random(n), 3) for _ in range(2))
    draws = np.array([d for d in _rng.integers(0, n, (5 * m, n)) if 0 < y[d].sum() < n][:m])
    return y, a, b, draws


PAIRED_INTERVAL = Exercise(
    id="11.4",
    prompt="Return the 95 % bootstrap interval of the difference of two AUCs on the same films.",
    reference=paired_interval,
    cases=(
        # the one predicted in the notebook
        (
            np.array([0, 0, 1, 1]),
            np.array([0.1, 0.6, 0.5, 0.9]),
            np.array([0.1, 0.2, 0.8, 0.9]),
            np.array([[0, 1, 2, 3]]),
        ),
        _models(14, 8, 60),
        _models(20, 13, 45),
    ),
    why="Both models meet the same drawn films, so what makes a draw easy or hard for both cancels.",
    misconceptions=(
        Misconception(
            "unpaired",
            _quantiles(lambda y, a, b, draws: _gaps(y, a, b, draws, np.roll(draws, 1, axis=0))),
            "The two models are judged on *different* draws: use the same rows `i` for both, or the luck of the draw "
            "does not cancel.",
        ),
        Misconception(
            "b minus a",
            _quantiles(lambda y, a, b, draws: -_gaps(y, a, b, draws, draws)),
            "You subtract a from b: AUC(a) − AUC(b) is asked for.",
        ),
        Misconception(
            "ends of two intervals",
            lambda y, a, b, draws: tuple(np.subtract(*_both(y, a, b, draws))),
            "You subtract the ends of two separate intervals: subtract within each draw first, then take quantiles.",
        ),
        Misconception(
            "worst against best",
            lambda y, a, b, draws: (lambda i, j: (i[0] - j[1], i[1] - j[0]))(*_both(y, a, b, draws)),
            "You combine two separate intervals, the low end of one with the high end of the other: far too wide. "
            "Subtract within each draw first, then take quantiles.",
        ),
        Misconception(
            "90 percent",
            _quantiles(lambda y, a, b, draws: _gaps(y, a, b, draws, draws), (0.05, 0.95)),
            "You cut 5 % from each end: that is a 90 % interval. Cut 2.5 % from each.",
        ),
        Misconception(
            "all draws",
            _quantiles(lambda y, a, b, draws: _gaps(y, a, b, draws, draws), (0, 1)),
            "You return the smallest and the largest difference: the middle 95 % is asked for.",
        ),
        Misconception(
            "one end only",
            _quantiles(lambda y, a, b, draws: _gaps(y, a, b, draws, draws), (0, 0.95)),
            "You cut all 5 % from the upper end: cut 2.5 % from each.",
        ),
        Misconception(
            "standard error of the mean",
            _about_the_mean,
            "You give an interval for the *mean of the draws*, which shrinks with more draws: more draws are no more "
            "films. Take quantiles of the differences.",
        ),
        Misconception(
            "labels not drawn",
            _quantiles(lambda y, a, b, draws: np.array([_auc(y, a[i]) - _auc(y, b[i]) for i in draws])),
            "You draw the scores but not the labels, so a score meets another film's label: index all three, `y[i]`, "
            "`a[i]` and `b[i]`.",
        ),
        Misconception(
            "mean and standard deviation",
            lambda y, a, b, draws: _normal(_gaps(y, a, b, draws, draws)),
            "Mean ± 1.96 standard deviations assumes that the differences form a symmetric bell: here the middle 95 % "
            "of the draws is asked for, `np.quantile`.",
        ),
        Misconception(
            "the upper end first",
            lambda y, a, b, draws: tuple(np.quantile(_gaps(y, a, b, draws, draws), [0.975, 0.025])),
            "The upper end comes first: return the lower one, then the upper one.",
        ),
        Misconception(
            "percentiles of 0.025 percent",
            _quantiles(lambda y, a, b, draws: _gaps(y, a, b, draws, draws), (0.00025, 0.00975)),
            "`np.percentile` counts in percent, 2.5 and 97.5; 0.025 and 0.975 belong to `np.quantile`.",
        ),
        Misconception(
            "places in the sorted list",
            lambda y, a, b, draws: tuple(
                np.sort(_gaps(y, a, b, draws, draws))[[int(0.025 * len(draws)), int(0.975 * len(draws))]]
            ),
            "You take the nearest places in the sorted differences, which is nearly the same; `np.quantile` "
            "interpolates between them, and here it is asked for.",
        ),
        Misconception(
            "no sign",
            _quantiles(lambda y, a, b, draws: np.abs(_gaps(y, a, b, draws, draws))),
            "You drop the sign: then no interval could ever hold 0, and no tie would be seen.",
        ),
        Misconception(
            "accuracy",
            _quantiles(
                lambda y, a, b, draws: np.array([_share_right(y[i], a[i]) - _share_right(y[i], b[i]) for i in draws])
            ),
            "You compare accuracies at a threshold of 0.5: the AUC is asked for.",
        ),
        Misconception(
            "one model alone",
            _quantiles(lambda y, a, b, draws: np.array([_auc(y[i], a[i]) for i in draws])),
            "This is the interval of AUC(a): subtract AUC(b) in each draw.",
        ),
    ),
)

# 11.5 -------------------------------------------------------------------------------------------------------


def at_prevalence(p: np.ndarray, pi: float, pi_new: float) -> np.ndarray:
    """Probabilities p, learned at prevalence pi, turned to prevalence pi_new (Saerens et al. 2002); shape (n,)."""
    odds = p / (1 - p) * pi_new / (1 - pi_new) * (1 - pi) / pi
    return odds / (1 + odds)


def _odds(p: np.ndarray) -> np.ndarray:
    return p / (1 - p)


def _to_probability(odds: np.ndarray) -> np.ndarray:
    return odds / (1 + odds)


AT_PREVALENCE = Exercise(
    id="11.5",
    prompt="Turn probabilities learned at one prevalence to another prevalence.",
    reference=at_prevalence,
    cases=(
        (np.array([0.5, 0.9]), 0.75, 0.5),  # the one predicted in the notebook
        (np.array([0.1, 0.4, 0.95]), 0.742, 0.1),
        (np.array([0.2, 0.7]), 0.3, 0.6),
    ),
    why="The odds change by the ratio of the two prevalence odds; the evidence of the film stays as it was.",
    misconceptions=(
        Misconception(
            "probability times ratio",
            lambda p, pi, pi_new: p * pi_new / pi,
            "You multiply the *probability* by the ratio of the prevalences: it is the *odds* that are multiplied, or "
            "0.9 could become more than 1.",
        ),
        Misconception(
            "direction turned round",
            lambda p, pi, pi_new: at_prevalence(p, pi_new, pi),
            "Old and new are exchanged: divide by the odds of `pi` and multiply by those of `pi_new`.",
        ),
        Misconception(
            "without the healthy",
            lambda p, pi, pi_new: _to_probability(_odds(p) * pi_new / pi),
            "You multiply the odds by `pi_new / pi`: the healthy change too, so take the ratio of the prevalence "
            "*odds*, with (1 − pi).",
        ),
        Misconception(
            "odds returned",
            lambda p, pi, pi_new: _odds(p) * _odds(pi_new) / _odds(pi),
            "These are the new *odds*: turn them to a probability, odds / (1 + odds).",
        ),
        Misconception(
            "logit returned",
            lambda p, pi, pi_new: np.log(_odds(p) * _odds(pi_new) / _odds(pi)),
            "This is the new *logit*: apply the sigmoid.",
        ),
        Misconception(
            "old prevalence ignored",
            lambda p, pi, pi_new: _to_probability(_odds(p) * _odds(pi_new)),
            "You multiply by the new odds without taking the old ones out: divide by the odds of `pi`.",
        ),
        Misconception(
            "new prevalence ignored",
            lambda p, pi, pi_new: _to_probability(_odds(p) / _odds(pi)),
            "You take the old prevalence out, but do not put the new one in: that is right only for `pi_new` = 0.5.",
        ),
        Misconception(
            "difference added",
            lambda p, pi, pi_new: p + pi_new - pi,
            "You add the difference of the prevalences to the probability: it is the *logit* that is shifted, by the "
            "difference of the prevalence logits.",
        ),
        Misconception(
            "difference of probabilities added to the logit",
            lambda p, pi, pi_new: _to_probability(_odds(p) * np.exp(pi_new - pi)),
            "You shift the logit by `pi_new - pi`: shift it by the difference of their *logits*, log(pi / (1 − pi)).",
        ),
        Misconception(
            "the new prevalence for all",
            lambda p, pi, pi_new: np.full_like(p, pi_new),
            "You return the new prevalence for each child: what the film says must stay in.",
        ),
    ),
)

EXERCISES = (REPEATED_FILMS, WINDOW, BALANCED_THRESHOLD, PAIRED_INTERVAL, AT_PREVALENCE)
