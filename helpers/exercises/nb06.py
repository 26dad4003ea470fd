"""Exercises of notebook 06, How do I run the five steps without fooling myself? Positive (1) is the disease."""

from collections.abc import Callable

import numpy as np

from helpers.exercises.engine import Exercise, Misconception

_rng = np.random.default_rng(6)

# 6.1 --------------------------------------------------------------------------------------------------------


def scaled_validation(X_train: np.ndarray, X_val: np.ndarray) -> np.ndarray:
    """X_val (n_val, d), standardized with mean and standard deviation of X_train (n_train, d)."""
    return (X_val - X_train.mean(axis=0)) / X_train.std(axis=0)


def _scaled_with(X: np.ndarray, part: np.ndarray) -> np.ndarray:
    return (part - X.mean(axis=0)) / X.std(axis=0)


def _tables(n_train: int, n_val: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    scale = 10.0 ** np.arange(d)
    train = scale * _rng.normal(2, 1, (n_train, d))
    return train.round(2), (scale * _rng.normal(3, 2, (n_val, d))).round(2)


SCALED_VALIDATION = Exercise(
    id="6.1",
    prompt="Standardize the validation part with what was learned from the training part.",
    reference=scaled_validation,
    cases=(
        (np.array([[0.0], [10.0]]), np.array([[10.0], [20.0]])),  # the one predicted in the notebook
        _tables(5, 5, 2),
        _tables(4, 4, 3),
        _tables(8, 3, 2),
    ),
    why="Mean and standard deviation were learned from the training patients, column by column, and only applied here.",
    misconceptions=(
        Misconception(
            "fitted on the validation part",
            lambda X_train, X_val: _scaled_with(X_val, X_val),
            "You use the validation part's own mean and standard deviation: a shift between the parts becomes "
            "invisible, and a single new patient could not be scaled at all. Learn both from `X_train`.",
        ),
        Misconception(
            "fitted on everything",
            lambda X_train, X_val: _scaled_with(np.concatenate([X_train, X_val]), X_val),
            "You learn from both parts together: that is leak 1. Mean and standard deviation come from `X_train` only.",
        ),
        Misconception(
            "ddof=1",
            lambda X_train, X_val: (X_val - X_train.mean(axis=0)) / X_train.std(axis=0, ddof=1),
            "You divide by n − 1 inside the standard deviation (`ddof=1`, the default of pandas); here, as in "
            "scikit-learn's StandardScaler, the divisor is n.",
        ),
        Misconception(
            "one mean for the table",
            lambda X_train, X_val: (X_val - X_train.mean()) / X_train.std(),
            "You take one mean and one standard deviation for the whole table: each feature has its own, `axis=0`.",
        ),
        Misconception(
            "only centered",
            lambda X_train, X_val: X_val - X_train.mean(axis=0),
            "You subtract the mean but do not divide by the standard deviation.",
        ),
        Misconception(
            "only divided",
            lambda X_train, X_val: X_val / X_train.std(axis=0),
            "You divide by the standard deviation, but the mean has not been subtracted.",
        ),
        Misconception(
            "variance",
            lambda X_train, X_val: (X_val - X_train.mean(axis=0)) / X_train.var(axis=0),
            "You divide by the variance: the standard deviation is its square root.",
        ),
        Misconception(
            "missing parentheses",
            lambda X_train, X_val: X_val - X_train.mean(axis=0) / X_train.std(axis=0),
            "Python divides before it subtracts: the difference needs parentheses.",
        ),
        Misconception(
            "mean of the training, spread of the validation part",
            lambda X_train, X_val: (X_val - X_train.mean(axis=0)) / X_val.std(axis=0),
            "Your mean comes from the training part, your standard deviation from the validation part: both are "
            "learned from `X_train`.",
        ),
        Misconception(
            "minimum and maximum",
            lambda X_train, X_val: (X_val - X_train.min(axis=0)) / (X_train.max(axis=0) - X_train.min(axis=0)),
            "This scales to the range of the training part, another common way: here mean and standard deviation are "
            "asked for.",
        ),
        Misconception(
            "the training part returned",
            lambda X_train, X_val: _scaled_with(X_train, X_train),
            "You return the scaled *training* part: apply its mean and standard deviation to `X_val`.",
        ),
        Misconception(
            "median for mean",
            lambda X_train, X_val: (X_val - np.median(X_train, axis=0)) / X_train.std(axis=0),
            "You subtract the median: it fills holes, but to standardize you subtract the mean.",
        ),
        Misconception(
            "each patient for itself",
            lambda X_train, X_val: (X_val - X_val.mean(axis=1, keepdims=True)) / X_val.std(axis=1, keepdims=True),
            "You scale each row by its own mean and standard deviation (`axis=1`): a feature is a column, and its mean "
            "over the training patients is `axis=0`.",
        ),
    ),
)

# 6.2 --------------------------------------------------------------------------------------------------------


def leaked_share(patient: np.ndarray, is_test: np.ndarray) -> float:
    """Share of the test rows whose patient also has a training row; both arrays have shape (n,)."""
    return np.isin(patient[is_test], patient[~is_test]).mean()


def _both(patient: np.ndarray, is_test: np.ndarray) -> np.ndarray:
    return np.intersect1d(patient[is_test], patient[~is_test])


LEAKED_SHARE = Exercise(
    id="6.2",
    prompt="Return the share of test rows whose patient also has a training row.",
    reference=leaked_share,
    cases=(
        (np.array([1, 1, 2, 3]), np.array([False, True, True, True])),
        (np.array([4, 4, 4, 7, 7, 8, 9, 9]), np.array([True, True, False, True, False, True, True, True])),
        (np.array([5, 5, 6, 6, 2]), np.array([True, True, False, False, False])),
        (np.array([3, 1, 3, 1, 3, 2, 2, 0, 0, 6]), np.array([1, 1, 1, 0, 0, 1, 1, 0, 0, 0], dtype=bool)),
    ),
    why="Each test row is asked whether its patient is known from training: 0 means that the split is by patient.",
    misconceptions=(
        Misconception(
            "a number, not a share",
            lambda patient, is_test: np.isin(patient[is_test], patient[~is_test]).sum(),
            "You count the leaking rows: divide by the number of test rows.",
        ),
        Misconception(
            "share of all rows",
            lambda patient, is_test: np.isin(patient[is_test], patient[~is_test]).sum() / len(patient),
            "You divide by all rows: of the *test* rows, how many leak?",
        ),
        Misconception(
            "share of training rows",
            lambda patient, is_test: np.isin(patient[~is_test], patient[is_test]).mean(),
            "You look from the other side: this is the share of *training* rows whose patient is in the test part.",
        ),
        Misconception(
            "share of test patients",
            lambda patient, is_test: len(_both(patient, is_test)) / len(np.unique(patient[is_test])),
            "This is the share of test *patients*: here each test row counts.",
        ),
        Misconception(
            "share of all patients",
            lambda patient, is_test: len(_both(patient, is_test)) / len(np.unique(patient)),
            "This is the share of all *patients* who stand on both sides: here each test row counts.",
        ),
        Misconception(
            "patients over rows",
            lambda patient, is_test: len(_both(patient, is_test)) / is_test.sum(),
            "You count patients above and rows below the line: `np.intersect1d` drops repeats. Count the test *rows* "
            "whose patient leaks, for instance with `np.isin`.",
        ),
        Misconception(
            "clean share",
            lambda patient, is_test: 1 - leaked_share(patient, is_test),
            "Turned round: this is the share of test rows whose patient does *not* leak.",
        ),
        Misconception(
            "test against all",
            lambda patient, is_test: np.isin(patient[is_test], patient).mean(),
            "You look for the test patients among *all* rows, where each finds at least itself: compare with the "
            "training rows, `patient[~is_test]`.",
        ),
        Misconception(
            "only yes or no",
            lambda patient, is_test: float(np.isin(patient[is_test], patient[~is_test]).any()),
            "You say *whether* a patient leaks: `.any()` gives 1 for one row as for all. Take the mean.",
        ),
        Misconception(
            "one yes or no a row",
            lambda patient, is_test: np.isin(patient[is_test], patient[~is_test]),
            "You hand in one True or False for each test row: take their share, `.mean()`.",
        ),
        Misconception(
            "divided by the training rows",
            lambda patient, is_test: np.isin(patient[is_test], patient[~is_test]).sum() / (~is_test).sum(),
            "You divide by the number of training rows: of the *test* rows, how many leak?",
        ),
    ),
)

# 6.3 --------------------------------------------------------------------------------------------------------


def threshold_for(y: np.ndarray, scores: np.ndarray, target: float) -> float:
    """The highest of the scores (n,) whose sensitivity, counting scores at or above it, is at least `target`."""
    return max(t for t in scores if np.mean(scores[y == 1] >= t) >= target)


def _highest(keeps: Callable) -> Callable:
    """The highest score t for which keeps(y, scores, t, target) holds; −1 where there is none."""
    return lambda y, scores, target: max((t for t in scores if keeps(y, scores, t, target)), default=-1.0)


def _patients(n: int, n_sick: int, target: float) -> tuple[np.ndarray, np.ndarray, float]:
    y = _rng.permutation(n) < n_sick
    scores = _rng.permutation(n) / n * 0.7 + 0.3 * y * _rng.random(n)
    return y.astype(int), scores.round(3), target


THRESHOLD_FOR = Exercise(
    id="6.3",
    prompt="Return the threshold with the highest specificity among those with at least the wanted sensitivity.",
    reference=threshold_for,
    cases=(
        # sick and healthy of the notebook's prediction
        (np.array([1, 1, 1, 1, 0, 0, 0, 0]), np.array([0.2, 0.6, 0.7, 0.9, 0.1, 0.5, 0.65, 0.95]), 0.75),
        _patients(20, 8, 0.85),
        _patients(30, 9, 0.6),
        _patients(25, 8, 0.7),
        _patients(16, 10, 0.9),  # 10 · (1 − 0.9) is 0.999… in floating point
    ),
    why="Specificity can only grow with the threshold, so the highest threshold that keeps the promise is the best.",
    misconceptions=(
        Misconception(
            "specificity for sensitivity",
            lambda y, scores, target: min(
                (t for t in scores if np.mean(scores[y == 0] < t) >= target),
                default=-1.0,
            ),
            "You keep the promise for the *specificity*: sensitivity is the share of the sick (`y == 1`) at or above "
            "the threshold.",
        ),
        Misconception(
            "lowest threshold",
            lambda y, scores, target: min(t for t in scores if np.mean(scores[y == 1] >= t) >= target),
            "This keeps the promise, but it is the *lowest* such threshold, with the most false alarms: take the "
            "highest.",
        ),
        Misconception(
            "strictly above",
            _highest(lambda y, scores, t, target: np.mean(scores[y == 1] > t) >= target),
            "You count scores strictly above the threshold: a score *at* the threshold is positive too, so use >=.",
        ),
        Misconception(
            "promise strictly exceeded",
            _highest(lambda y, scores, t, target: np.mean(scores[y == 1] >= t) > target),
            "You ask for *more* than the target: at least the target is enough.",
        ),
        Misconception(
            "share of everybody",
            _highest(lambda y, scores, t, target: np.mean(scores >= t) >= target),
            "You look at all patients: sensitivity asks about the sick only, `scores[y == 1]`.",
        ),
        Misconception(
            "share of all who are true positives",
            _highest(lambda y, scores, t, target: np.mean((scores >= t) & (y == 1)) >= target),
            "You divide the true positives by all patients: divide by the number of the sick.",
        ),
        Misconception(
            "highest of all",
            lambda y, scores, target: scores.max(),
            "You return the highest score of all, and the promise is broken: is your condition on the sick "
            "(`y == 1`), and on their scores *at or above* t?",
        ),
        Misconception(
            "precision",
            _highest(lambda y, scores, t, target: np.mean(y[scores >= t]) >= target),
            "You keep the promise for the PPV: of those called positive, how many are sick. Sensitivity asks: of the "
            "sick, how many are called positive.",
        ),
        Misconception(
            "rounded down",
            lambda y, scores, target: np.sort(scores[y == 1])[::-1][int(target * np.sum(y == 1)) - 1],
            "You find one patient too few: where target times the number of the sick is no whole number, `int` rounds "
            "it down and the promise is broken. Round up.",
        ),
        Misconception(
            "percentile between scores",
            lambda y, scores, target: np.quantile(scores[y == 1], 1 - target),
            "A quantile falls between two patients, and may break the promise or not be one of the scores: compute "
            "the sensitivity for each score and compare.",
        ),
        Misconception(
            "a share, not a threshold",
            lambda y, scores, target: np.mean(scores[y == 1] >= threshold_for(y, scores, target)),
            "You return the sensitivity: the threshold is asked for.",
        ),
        Misconception(
            "misses rounded down",
            lambda y, scores, target: np.sort(scores[y == 1])[int(np.sum(y == 1) * (1 - target))],
            "You count how many of the sick may be missed: in floating point 10 * (1 - 0.9) is 0.999…, and `int` "
            "makes it 0. Compute the sensitivity for each score and compare.",
        ),
        Misconception(
            "position of the threshold",
            lambda y, scores, target: int(np.flatnonzero(scores == threshold_for(y, scores, target))[0]),
            "You return the *position* of the threshold among the scores: the score itself is asked for.",
        ),
        Misconception(
            "the target",
            lambda y, scores, target: target,
            "You return the target: it is a sensitivity. The threshold that reaches it is asked for.",
        ),
    ),
)

# 6.4 --------------------------------------------------------------------------------------------------------


def auc_by_pairs(y: np.ndarray, score: np.ndarray) -> float:
    """Share of pairs of a sick and a healthy patient in which the sick one scores higher; a tie is one half."""
    difference = _differences(y, score)
    return np.mean((difference > 0) + 0.5 * (difference == 0))


def _differences(y: np.ndarray, score: np.ndarray) -> np.ndarray:
    return score[y == 1][:, None] - score[y == 0][None, :]


def _in_turn(y: np.ndarray, score: np.ndarray) -> float:
    ranks = np.argsort(np.argsort(score)) + 1  # ties get different ranks, in an order of NumPy's own
    n1, n0 = np.sum(y == 1), np.sum(y == 0)
    return (ranks[y == 1].sum() - n1 * (n1 + 1) / 2) / (n1 * n0)


def _rank_sum(y: np.ndarray, score: np.ndarray) -> float:
    ranks = (score[:, None] > score).sum(axis=1) + ((score[:, None] == score).sum(axis=1) + 1) / 2
    return ranks[y == 1].sum()


AUC_BY_PAIRS = Exercise(
    id="6.4",
    prompt="Write the ROC-AUC from its meaning, with ties counted one half.",
    reference=auc_by_pairs,
    cases=(
        (np.array([1, 1, 0, 0]), np.array([2.0, 3.0, 1.0, 2.0])),
        (np.array([1, 0, 1, 0, 0, 1, 0]), np.array([0.3, 0.3, 0.9, 0.1, 0.4, 0.2, 0.9])),
        (np.array([0, 0, 1, 0, 1]), np.array([0.5, 0.2, 0.5, 0.7, 0.5])),
        (np.array([1, 0, 0, 1, 1, 0, 0, 1, 0, 0]), np.array([0.4, 0.4, 0.6, 0.6, 0.4, 0.4, 0.2, 0.2, 0.6, 0.4])),
    ),
    why="The AUC is a chance, that a random sick patient outscores a random healthy one; a tie is decided by a coin.",
    misconceptions=(
        Misconception(
            "ties lose",
            lambda y, score: np.mean(_differences(y, score) > 0),
            "Your ties count nothing: each counts one half. A model that gives everybody the same score would get 0 "
            "from you, and deserves 0.5.",
        ),
        Misconception(
            "ties win",
            lambda y, score: np.mean(_differences(y, score) >= 0),
            "Your ties count in full: each counts one half. A model that gives everybody the same score would get 1 "
            "from you, and deserves 0.5.",
        ),
        Misconception(
            "ties left out",
            lambda y, score: np.mean(_differences(y, score)[_differences(y, score) != 0] > 0),
            "You leave ties out of the pairs: they stay, and each counts one half.",
        ),
        Misconception(
            "turned round",
            lambda y, score: 1 - auc_by_pairs(y, score),
            "Turned round: you count the pairs in which the *healthy* patient scores higher.",
        ),
        Misconception(
            "a number, not a share",
            lambda y, score: np.sum((_differences(y, score) > 0) + 0.5 * (_differences(y, score) == 0)),
            "You add the pairs up: divide by their number, the sick times the healthy.",
        ),
        Misconception(
            "divided by all pairs",
            lambda y, score: np.sum((_differences(y, score) > 0) + 0.5 * (_differences(y, score) == 0)) / len(y) ** 2,
            "You divide by n²: only pairs of a sick and a healthy patient count, the sick times the healthy.",
        ),
        Misconception(
            "mean difference",
            lambda y, score: np.mean(_differences(y, score)),
            "You average *by how much* the sick score higher: the AUC asks only *whether*, so compare with 0.",
        ),
        Misconception(
            "rank sum not shifted",
            lambda y, score: _rank_sum(y, score) / (np.sum(y == 1) * np.sum(y == 0)),
            "Your rank sum still holds the ranks the sick have among themselves: subtract n1 (n1 + 1) / 2.",
        ),
        Misconception(
            "accuracy",
            lambda y, score: np.mean((score >= 0.5) == y),
            "This is an accuracy at the threshold 0.5: the AUC has no threshold, it compares pairs.",
        ),
        Misconception(
            "ranks without ties",
            _in_turn,
            "Two argsorts give tied scores different ranks, in an accidental order: ties share their mean rank "
            "(`stats.rankdata`).",
        ),
        Misconception(
            "side by side",
            lambda y, score: np.mean(
                [(s > h) + 0.5 * (s == h) for s, h in zip(score[y == 1], score[y == 0], strict=False)]
            ),
            "You compare the first sick patient with the first healthy one, the second with the second: every sick "
            "one meets *every* healthy one.",
        ),
        Misconception(
            "divided by the patients",
            lambda y, score: np.sum((_differences(y, score) > 0) + 0.5 * (_differences(y, score) == 0)) / len(y),
            "You divide by the number of patients: divide by the number of pairs, the sick times the healthy.",
        ),
    ),
)

# 6.5 --------------------------------------------------------------------------------------------------------


def at_prevalence(TP: int, FN: int, FP: int, TN: int, pi: float) -> tuple[float, float]:
    """Accuracy and PPV at prevalence pi, with the sensitivity and the specificity of the counts."""
    return _from_rates(TP / (TP + FN), TN / (TN + FP), pi)


def _from_rates(sensitivity: float, specificity: float, pi: float) -> tuple[float, float]:
    true_alarms, false_alarms = pi * sensitivity, (1 - pi) * (1 - specificity)
    return pi * sensitivity + (1 - pi) * specificity, true_alarms / (true_alarms + false_alarms)


def _rates(TP: int, FN: int, FP: int, TN: int) -> tuple[float, float]:
    return TP / (TP + FN), TN / (TN + FP)


AT_PREVALENCE = Exercise(
    id="6.5",
    prompt="Return accuracy and PPV at another prevalence, with sensitivity and specificity kept.",
    reference=at_prevalence,
    cases=((45, 5, 10, 40, 0.5), (45, 5, 10, 40, 0.02), (30, 20, 15, 135, 0.1), (8, 2, 30, 60, 0.3)),
    why="A rate that looks at one kind of person travels; what mixes the sick and the healthy follows the prevalence.",
    misconceptions=(
        Misconception(
            "prevalence ignored",
            lambda TP, FN, FP, TN, pi: ((TP + TN) / (TP + FN + FP + TN), TP / (TP + FP)),
            "These are accuracy and PPV of the *study*: they hold for its prevalence. Go by sensitivity and "
            "specificity, and mix them with `pi`.",
        ),
        Misconception(
            "only the accuracy moved",
            lambda TP, FN, FP, TN, pi: (at_prevalence(TP, FN, FP, TN, pi)[0], TP / (TP + FP)),
            "Your accuracy is right; your PPV is still the study's. Alarms come from the sick (pi · sensitivity) and "
            "from the healthy ((1 − pi) · (1 − specificity)).",
        ),
        Misconception(
            "PPV is sensitivity",
            lambda TP, FN, FP, TN, pi: (at_prevalence(TP, FN, FP, TN, pi)[0], TP / (TP + FN)),
            "Your second number is the sensitivity: of the sick, how many are found. The PPV asks: of the alarms, how "
            "many are right.",
        ),
        Misconception(
            "sensitivity and specificity swapped",
            lambda TP, FN, FP, TN, pi: _from_rates(*_rates(TP, FN, FP, TN)[::-1], pi),
            "You have swapped sensitivity and specificity: TP / (TP + FN) belongs to the sick, TN / (TN + FP) to the "
            "healthy.",
        ),
        Misconception(
            "sensitivity from the alarms",
            lambda TP, FN, FP, TN, pi: _from_rates(TP / (TP + FP), TN / (TN + FN), pi),
            "Your rates divide by alarms and by all-clears: those are predictive values. Sensitivity divides by the "
            "sick, TP + FN, specificity by the healthy, TN + FP.",
        ),
        Misconception(
            "shares of sick and healthy swapped",
            lambda TP, FN, FP, TN, pi: _from_rates(*_rates(TP, FN, FP, TN), 1 - pi),
            "Your weights are swapped: the sick have the share pi, the healthy 1 − pi.",
        ),
        Misconception(
            "specificity for the false alarms",
            lambda TP, FN, FP, TN, pi: (
                at_prevalence(TP, FN, FP, TN, pi)[0],
                pi * TP / (TP + FN) / (pi * TP / (TP + FN) + (1 - pi) * TN / (TN + FP)),
            ),
            "Your false alarms are the healthy who are *cleared*: the alarmed are (1 − pi) · (1 − specificity).",
        ),
        Misconception(
            "no prevalence in the PPV",
            lambda TP, FN, FP, TN, pi: (
                at_prevalence(TP, FN, FP, TN, pi)[0],
                TP / (TP + FN) / (TP / (TP + FN) + FP / (TN + FP)),
            ),
            "Your PPV mixes the two rates one to one: weigh the sick with pi and the healthy with 1 − pi.",
        ),
        Misconception(
            "balanced accuracy",
            lambda TP, FN, FP, TN, pi: (sum(_rates(TP, FN, FP, TN)) / 2, at_prevalence(TP, FN, FP, TN, pi)[1]),
            "Your first number is the mean of sensitivity and specificity, the balanced accuracy: weigh them with pi "
            "and 1 − pi.",
        ),
        Misconception(
            "NPV for PPV",
            lambda TP, FN, FP, TN, pi: (
                at_prevalence(TP, FN, FP, TN, pi)[0],
                (1 - pi) * TN / (TN + FP) / ((1 - pi) * TN / (TN + FP) + pi * FN / (TP + FN)),
            ),
            "Your second number is the *negative* predictive value: of those cleared, how many are healthy.",
        ),
        Misconception(
            "order of the results",
            lambda TP, FN, FP, TN, pi: at_prevalence(TP, FN, FP, TN, pi)[::-1],
            "Both numbers are right, in the wrong order: accuracy first, then PPV.",
        ),
        Misconception(
            "only the PPV moved",
            lambda TP, FN, FP, TN, pi: ((TP + TN) / (TP + FN + FP + TN), at_prevalence(TP, FN, FP, TN, pi)[1]),
            "Your PPV is right; your accuracy is still the study's: it mixes sensitivity and specificity with the "
            "weights pi and 1 − pi.",
        ),
        Misconception(
            "specificity from the all-clears",
            lambda TP, FN, FP, TN, pi: _from_rates(TP / (TP + FN), TN / (TN + FN), pi),
            "Your specificity divides by the all-clears, TN + FN: it asks about the healthy, TN + FP.",
        ),
        Misconception(
            "counts weighed in the PPV",
            lambda TP, FN, FP, TN, pi: (at_prevalence(TP, FN, FP, TN, pi)[0], pi * TP / (pi * TP + (1 - pi) * FP)),
            "Your PPV weighs the raw counts, and the study has its own share of sick: divide by the sick and by the "
            "healthy first, TP / (TP + FN) and FP / (TN + FP).",
        ),
        Misconception(
            "counts weighed",
            lambda TP, FN, FP, TN, pi: (pi * TP + (1 - pi) * TN, pi * TP / (pi * TP + (1 - pi) * FP)),
            "You weigh raw counts with pi and 1 − pi: weigh the *rates*, sensitivity and specificity.",
        ),
        Misconception(
            "rounded to three digits",
            lambda TP, FN, FP, TN, pi: tuple(round(float(x), 3) for x in at_prevalence(TP, FN, FP, TN, pi)),
            "Both are right but for the rounding: return the numbers as they are, and round only to print.",
        ),
        Misconception(
            "rounded to two digits",
            lambda TP, FN, FP, TN, pi: tuple(round(float(x), 2) for x in at_prevalence(TP, FN, FP, TN, pi)),
            "Two digits are too few: do not round what you return, only what you print.",
        ),
    ),
)

# 6.6 --------------------------------------------------------------------------------------------------------


def net_benefit(TP: int, FP: int, n: int, p_t: float) -> float:
    """Net benefit at threshold probability p_t, in true positives a patient (Vickers & Elkin 2006)."""
    return TP / n - FP / n * p_t / (1 - p_t)


NET_BENEFIT = Exercise(
    id="6.6",
    prompt="Compute the net benefit from TP, FP, n and the threshold probability.",
    reference=net_benefit,
    cases=((30, 18, 100, 0.25), (60, 70, 171, 0.1), (40, 12, 300, 0.6), (5, 50, 80, 0.2)),
    why="The odds of the threshold turn false alarms into the currency of hits: at 0.1, nine of them cost one hit.",
    misconceptions=(
        Misconception(
            "probability for odds",
            lambda TP, FP, n, p_t: TP / n - FP / n * p_t,
            "You charge a false alarm p_t: its price is the *odds*, p_t / (1 − p_t). At 0.5 a false alarm costs a "
            "whole hit, not half of one.",
        ),
        Misconception(
            "odds upside down",
            lambda TP, FP, n, p_t: TP / n - FP / n * (1 - p_t) / p_t,
            "Your odds are upside down: who treats from a low risk on accepts many false alarms, so each must cost "
            "little, p_t / (1 − p_t).",
        ),
        Misconception(
            "n forgotten",
            lambda TP, FP, n, p_t: TP - FP * p_t / (1 - p_t),
            "This is for all patients together: divide by n.",
        ),
        Misconception(
            "n under the hits only",
            lambda TP, FP, n, p_t: TP / n - FP * p_t / (1 - p_t),
            "You divide the hits by n, but not the false alarms.",
        ),
        Misconception(
            "false alarms added",
            lambda TP, FP, n, p_t: TP / n + FP / n * p_t / (1 - p_t),
            "Your false alarms raise the benefit: they are harm, so subtract them.",
        ),
        Misconception(
            "false alarms free",
            lambda TP, FP, n, p_t: TP / n,
            "Your false alarms cost nothing: subtract FP / n times the odds of p_t.",
        ),
        Misconception(
            "false alarms at full price",
            lambda TP, FP, n, p_t: (TP - FP) / n,
            "You charge each false alarm a whole hit, as if p_t were 0.5: multiply FP / n by p_t / (1 − p_t).",
        ),
        Misconception(
            "missing parentheses",
            lambda TP, FP, n, p_t: TP / n - FP / n * p_t / 1 - p_t,
            "Python reads `p_t / 1 - p_t` as divide by 1, then subtract: write `p_t / (1 - p_t)`.",
        ),
        Misconception(
            "odds on the hits",
            lambda TP, FP, n, p_t: TP / n * p_t / (1 - p_t) - FP / n,
            "The odds are on the wrong side: a hit counts 1, a *false alarm* counts p_t / (1 − p_t).",
        ),
        Misconception(
            "shares of the alarms",
            lambda TP, FP, n, p_t: TP / (TP + FP) - FP / (TP + FP) * p_t / (1 - p_t),
            "You divide by the alarms, TP + FP: divide by all n patients, so that curves can be compared.",
        ),
        Misconception(
            "odds on everything",
            lambda TP, FP, n, p_t: (TP - FP) / n * p_t / (1 - p_t),
            "Your odds multiply the hits too: only FP / n is charged with p_t / (1 − p_t).",
        ),
        Misconception(
            "divided twice",
            lambda TP, FP, n, p_t: TP / n - FP / n / p_t / (1 - p_t),
            "You divide the false alarms by p_t *and* by 1 − p_t: the odds are p_t / (1 − p_t), so multiply by p_t.",
        ),
        Misconception(
            "rounded to two digits",
            lambda TP, FP, n, p_t: round(TP / n - FP / n * p_t / (1 - p_t), 2),
            "Right but for the rounding: return the number as it is, and round only to print.",
        ),
        Misconception(
            "rounded to three digits",
            lambda TP, FP, n, p_t: round(TP / n - FP / n * p_t / (1 - p_t), 3),
            "Three digits are too few: do not round what you return, only what you print.",
        ),
    ),
)

EXERCISES = (SCALED_VALIDATION, LEAKED_SHARE, THRESHOLD_FOR, AUC_BY_PAIRS, AT_PREVALENCE, NET_BENEFIT)
