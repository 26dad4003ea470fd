"""Exercises of notebook 01, What can deep learning do for a patient? The positive class is the disease (1)."""

from typing import Any

import numpy as np

from helpers.exercises.engine import Exercise, Misconception

# 1.1 -------------------------------------------------------------------------------------------------------


def ppv(sensitivity: float, specificity: float, prevalence: float) -> float:
    """Share of the positive tests that are right: Bayes' rule, all three in [0, 1]."""
    true_positives = sensitivity * prevalence
    return true_positives / (true_positives + (1 - specificity) * (1 - prevalence))


def _npv(sensitivity: float, specificity: float, prevalence: float) -> float:
    true_negatives = specificity * (1 - prevalence)
    return true_negatives / (true_negatives + (1 - sensitivity) * prevalence)


def _people(sensitivity: float, specificity: float, prevalence: float) -> float:
    sick = round(1000 * prevalence)
    found, alarmed = round(sick * sensitivity), round((1000 - sick) * (1 - specificity))
    return found / (found + alarmed)


def _false_share(sensitivity: float, specificity: float, prevalence: float) -> float:
    false_positives = specificity * (1 - prevalence)
    return sensitivity * prevalence / (sensitivity * prevalence + false_positives)


PPV = Exercise(
    id="1.1",
    prompt="Compute the positive predictive value from sensitivity, specificity and prevalence.",
    reference=ppv,
    cases=((0.9, 0.8, 0.1), (0.95, 0.95, 0.02), (0.7, 0.99, 0.3), (0.6, 0.85, 0.5), (0.99, 0.9, 0.001)),
    why="Of all positive tests, true and false, it is the share that is true; prevalence decides how many of each.",
    misconceptions=(
        Misconception(
            "sensitivity and specificity swapped",
            lambda sens, spec, prev: ppv(spec, sens, prev),
            "You swap sensitivity and specificity: the sick who are found are sensitivity · prevalence, "
            "the false alarms are (1 − specificity) · (1 − prevalence).",
        ),
        Misconception(
            "prevalence ignored",
            lambda sens, spec, prev: sens / (sens + 1 - spec),
            "The prevalence has no effect on your result, as if half of the people were sick: weigh the sick by the "
            "prevalence and the healthy by 1 − prevalence, not both by the same.",
        ),
        Misconception(
            "healthy not weighed",
            lambda sens, spec, prev: sens * prev / (sens * prev + 1 - spec),
            "You weigh the sick but not the healthy: false alarms come from the healthy only, so multiply "
            "1 − specificity by 1 − prevalence.",
        ),
        Misconception(
            "specificity for the false alarm rate",
            _false_share,
            "You count the healthy who test negative: a false alarm is a healthy person who tests positive, "
            "so use 1 − specificity.",
        ),
        Misconception(
            "negative predictive value",
            _npv,
            "You return the negative predictive value, the share of the negative tests that are right: "
            "here the positive tests are asked for.",
        ),
        Misconception(
            "sensitivity returned",
            lambda sens, spec, prev: sens,
            "You return the sensitivity, the chance of a positive test in the sick: asked for is the chance of "
            "disease in those who test positive.",
        ),
        Misconception(
            "true positives among all",
            lambda sens, spec, prev: sens * prev,
            "You return the share of all people who are sick and test positive: divide it by the share of all "
            "who test positive.",
        ),
        Misconception(
            "false discovery rate",
            lambda sens, spec, prev: 1 - ppv(sens, spec, prev),
            "You return the share of the positive tests that are wrong: the PPV is 1 minus that.",
        ),
        Misconception(
            "odds instead of share",
            lambda sens, spec, prev: sens * prev / ((1 - spec) * (1 - prev)),
            "You divide the true alarms by the false ones, which gives odds: divide by all positive tests, "
            "true and false together.",
        ),
        Misconception(
            "accuracy",
            lambda sens, spec, prev: sens * prev + spec * (1 - prev),
            "You return the accuracy, the share of all people whose test is right: look at the positive tests alone.",
        ),
        Misconception(
            "people rounded",
            _people,
            "You count 1000 people and round them to whole ones, which fails where a group is small: leave out "
            "`round`, parts of people do no harm here.",
        ),
        Misconception(
            "result rounded",
            lambda sens, spec, prev: round(ppv(sens, spec, prev), 2),
            "You round the result to two places: return it unrounded.",
        ),
        Misconception(
            "names of an earlier cell",
            lambda sens, spec, prev: 19 / 68,
            "You return 19 / 68 for every input: use the function's arguments, not `tp` and `fp` of an earlier cell.",
        ),
    ),
)

# 1.2 -------------------------------------------------------------------------------------------------------


def sensitivity_specificity(matrix: np.ndarray) -> tuple[float, float]:
    """Sensitivity and specificity from scikit-learn's counts [[TN, FP], [FN, TP]]."""
    (tn, fp), (fn, tp) = matrix
    return tp / (tp + fn), tn / (tn + fp)


def _predictive_values(matrix: np.ndarray) -> tuple[float, float]:
    (tn, fp), (fn, tp) = matrix
    return tp / (tp + fp), tn / (tn + fn)


SENSITIVITY_SPECIFICITY = Exercise(
    id="1.2",
    prompt="Compute sensitivity and specificity from a 2 by 2 confusion matrix in scikit-learn's order.",
    reference=sensitivity_specificity,
    cases=(
        (np.array([[90, 10], [3, 27]]),),
        (np.array([[50, 5], [8, 12]]),),
        (np.array([[7, 2], [1, 4]]),),
        (np.array([[980, 15], [2, 11]]),),
    ),
    why="Each rate stays in one row: the sick divide the found, the healthy divide the cleared.",
    misconceptions=(
        Misconception(
            "the two swapped",
            lambda m: sensitivity_specificity(m)[::-1],
            "Both numbers are right, in the wrong order: sensitivity first, then specificity. (If you meant that "
            "order: class 0, the healthy, is the first row and the first column.)",
        ),
        Misconception(
            "predictive values",
            _predictive_values,
            "Your numbers are PPV and NPV: you stay within a column, or take the columns for the truth. Here the rows "
            "are the truth: sensitivity divides by all sick (second row), specificity by all healthy (first row).",
        ),
        Misconception(
            "predictive values, swapped",
            lambda m: _predictive_values(m)[::-1],
            "Your numbers are NPV and PPV. Either you read the matrix as [[TP, FP], [FN, TN]]: here the healthy come "
            "first, [[TN, FP], [FN, TP]]. Or you divide by the columns: sensitivity divides by the sick, the second "
            "row, and specificity by the healthy, the first.",
        ),
        Misconception(
            "error rates",
            lambda m: tuple(1 - rate for rate in sensitivity_specificity(m)),
            "You return the shares that go wrong, the missed sick and the false alarms: you need 1 minus each.",
        ),
        Misconception(
            "shares of all",
            lambda m: (m[1, 1] / m.sum(), m[0, 0] / m.sum()),
            "You divide by all people: sensitivity looks at the sick only, specificity at the healthy only.",
        ),
        Misconception(
            "counts",
            lambda m: (m[1, 1], m[0, 0]),
            "You return the counts TP and TN: divide each by the size of its group, the sick or the healthy.",
        ),
        Misconception(
            "false positive rate for specificity",
            lambda m: (sensitivity_specificity(m)[0], 1 - sensitivity_specificity(m)[1]),
            "Your sensitivity is right. Your second number is the false alarm rate, FP / (TN + FP): "
            "specificity is 1 minus that.",
        ),
        Misconception(
            "precision for specificity",
            lambda m: (sensitivity_specificity(m)[0], _predictive_values(m)[0]),
            "Your sensitivity is right. Your second number is the PPV, TP / (TP + FP): specificity is about the "
            "healthy, TN / (TN + FP).",
        ),
        Misconception(
            "PPV for sensitivity",
            lambda m: (_predictive_values(m)[0], sensitivity_specificity(m)[1]),
            "Your specificity is right. Your first number is the PPV, TP / (TP + FP): sensitivity is about the sick, "
            "TP / (TP + FN).",
        ),
        Misconception(
            "NPV for specificity",
            lambda m: (sensitivity_specificity(m)[0], _predictive_values(m)[1]),
            "Your sensitivity is right. Your second number is the NPV, TN / (TN + FN): specificity is about the "
            "healthy, TN / (TN + FP).",
        ),
        Misconception(
            "miss rate for sensitivity",
            lambda m: (1 - sensitivity_specificity(m)[0], sensitivity_specificity(m)[1]),
            "Your specificity is right. Your first number is the share of the sick who are missed, FN / (TP + FN): "
            "sensitivity is 1 minus that.",
        ),
        Misconception(
            "percent",
            lambda m: tuple(100 * rate for rate in sensitivity_specificity(m)),
            "You return percentages: return shares between 0 and 1.",
        ),
        Misconception(
            "accuracy twice",
            lambda m: (np.trace(m) / m.sum(),) * 2,
            "You return the accuracy, which mixes sick and healthy: keep the two groups apart.",
        ),
    ),
)

# 1.3 -------------------------------------------------------------------------------------------------------


def _threshold(y: Any, scores: Any, thresholds: Any, cost: Any, positive: Any = np.greater_equal) -> float:
    """The first of the thresholds with the least cost(missed, false alarms), both boolean (n,)."""
    y, scores = np.asarray(y) == 1, np.asarray(scores)
    costs = [cost(y & ~positive(scores, t), ~y & positive(scores, t)) for t in thresholds]
    return thresholds[int(np.argmin(costs))]


def cheapest_threshold(y: Any, scores: Any, thresholds: list[float], cost_fn: float, cost_fp: float) -> float:
    """The first threshold with the least total cost; a score at or above it counts as positive."""
    return _threshold(y, scores, thresholds, lambda fn, fp: cost_fn * fn.sum() + cost_fp * fp.sum())


def _greater(y: Any, scores: Any, thresholds: list[float], cost_fn: float, cost_fp: float) -> float:
    cost = lambda fn, fp: cost_fn * fn.sum() + cost_fp * fp.sum()  # noqa: E731
    return _threshold(y, scores, thresholds, cost, np.greater)


def _below(y: Any, scores: Any, thresholds: list[float], cost_fn: float, cost_fp: float) -> float:
    cost = lambda fn, fp: cost_fn * fn.sum() + cost_fp * fp.sum()  # noqa: E731
    return _threshold(y, scores, thresholds, cost, np.less)


def _by_rates(y: Any, scores: Any, thresholds: list[float], cost_fn: float, cost_fp: float) -> float:
    sick = np.mean(np.asarray(y) == 1)
    return _threshold(
        y, scores, thresholds, lambda fn, fp: cost_fn * fn.mean() / sick + cost_fp * fp.mean() / (1 - sick)
    )


def _least_cost(y: Any, scores: Any, thresholds: list[float], cost_fn: float, cost_fp: float) -> float:
    best = cheapest_threshold(y, scores, thresholds, cost_fn, cost_fp)
    positive, sick = np.asarray(scores) >= best, np.asarray(y) == 1
    return cost_fn * np.sum(sick & ~positive) + cost_fp * np.sum(~sick & positive)


_y = np.array([0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1])
_rare = np.array([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])
_scores = np.array([0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.95])
_thresholds = [0.1, 0.25, 0.5, 0.7, 0.9]

CHEAPEST_THRESHOLD = Exercise(
    id="1.3",
    prompt="Return the threshold with the least total cost of missed patients and false alarms.",
    reference=cheapest_threshold,
    cases=(
        (_y, _scores, _thresholds, 10.0, 1.0),
        (_y, _scores, _thresholds, 1.0, 10.0),
        (_y, _scores, _thresholds, 1.0, 1.0),
        (_y, _scores, _thresholds, 2.5, 1.0),
        (_y, _scores, _thresholds, 4.0, 1.0),
        (np.array([0, 1, 0, 1]), np.array([0.2, 0.4, 0.6, 0.8]), [0.3, 0.6, 0.8], 1.0, 3.0),
        (_rare, _scores, _thresholds, 2.0, 1.0),
        (np.array([0, 1, 0, 1]), np.array([0.2, 0.4, 0.6, 0.8]), [0.7, 0.3, 0.5], 1.0, 1.0),
    ),
    why="Every threshold trades missed patients against false alarms; the costs say at which rate.",
    misconceptions=(
        Misconception(
            "costs ignored",
            lambda y, s, t, cost_fn, cost_fp: cheapest_threshold(y, s, t, 1.0, 1.0),
            "You count errors and ignore the costs: weigh each missed patient by `cost_fn` and each false alarm "
            "by `cost_fp`.",
        ),
        Misconception(
            "costs swapped",
            lambda y, s, t, cost_fn, cost_fp: cheapest_threshold(y, s, t, cost_fp, cost_fn),
            "You swap the costs: a false negative is a sick person below the threshold and costs `cost_fn`; a false "
            "positive is a healthy one at or above it and costs `cost_fp`.",
        ),
        Misconception(
            "above, not at",
            _greater,
            "You call a score that equals the threshold negative (`>`): a score at the threshold is positive (`>=`).",
        ),
        Misconception(
            "the most expensive",
            _below,
            "You return the threshold of the largest cost. Two slips do that: taking the maximum (use `argmin`, or `<` "
            "in a loop), or calling low scores positive (positive means `scores >= threshold`).",
        ),
        Misconception(
            "cost returned",
            _least_cost,
            "You return the least cost itself: return the threshold at which it is reached.",
        ),
        Misconception(
            "position returned",
            lambda y, s, t, cost_fn, cost_fp: t.index(cheapest_threshold(y, s, t, cost_fn, cost_fp)),
            "You return the position in the list: use it to pick the threshold, `thresholds[position]`.",
        ),
        Misconception(
            "rates instead of counts",
            _by_rates,
            "You weigh the rates of errors, as if there were as many sick as healthy: the cost of these patients is "
            "the number of errors of each kind times its cost.",
        ),
        Misconception(
            "last of the ties",
            lambda y, s, t, cost_fn, cost_fp: cheapest_threshold(y, s, t[::-1], cost_fn, cost_fp),
            "Where several thresholds cost the same you return the last: keep the first (`<`, not `<=`, in a loop).",
        ),
        Misconception(
            "thresholds sorted",
            lambda y, s, t, cost_fn, cost_fp: cheapest_threshold(y, s, sorted(t), cost_fn, cost_fp),
            "Where several thresholds cost the same you return the smallest: keep the list's order.",
        ),
        Misconception(
            "always the first threshold",
            lambda y, s, t, cost_fn, cost_fp: t[0],
            "You always return the first threshold: is the total reset to 0 for each threshold, are both errors "
            "added to it, is `return` outside the loop?",
        ),
        Misconception(
            "sick and healthy exchanged",
            lambda y, s, t, cost_fn, cost_fp: cheapest_threshold(1 - np.asarray(y), s, t, cost_fn, cost_fp),
            "You exchange the sick and the healthy: 1 is sick. A missed patient has `y == 1` and a score below the "
            "threshold, a false alarm `y == 0` and a score at or above it.",
        ),
        Misconception(
            "missed patients only",
            lambda y, s, t, cost_fn, cost_fp: cheapest_threshold(y, s, t, cost_fn, 0.0),
            "You return the threshold that misses fewest, whatever an alarm costs: add `cost_fp` for each false "
            "alarm, with a plus.",
        ),
        Misconception(
            "false alarms only",
            lambda y, s, t, cost_fn, cost_fp: cheapest_threshold(y, s, t, 0.0, cost_fp),
            "You count the false alarms only: each missed patient costs `cost_fn`.",
        ),
    ),
)

# 1.4 -------------------------------------------------------------------------------------------------------

_CRITIQUE = {"a": False, "b": True, "c": False, "d": True, "e": False, "f": True}


def first_wrong(answers: Any) -> str:
    """The first statement that is judged wrongly, "none" where all are right."""
    if not (isinstance(answers, dict) and set(answers) == set(_CRITIQUE)):
        raise TypeError("a dictionary with the keys a, b, c, d, e and f is expected")
    if not all(isinstance(value, bool | np.bool_) for value in answers.values()):
        raise TypeError("True or False is expected for each letter")
    return next((letter for letter, truth in _CRITIQUE.items() if answers[letter] != truth), "none")


CRITIQUE = Exercise(
    id="1.4",
    prompt="Judge six statements on a claim as True or False.",
    reference=_CRITIQUE,
    view=first_wrong,
    why="Base rate, split, place, comparator and outcome: five questions that take the shine off many a headline.",
    misconceptions=tuple(
        Misconception(f"statement {letter}", _CRITIQUE | {letter: not _CRITIQUE[letter]}, f"Look again at {hint}")
        for letter, hint in {
            "a": "(a): with 1 % melanoma, a program that always says no is right on 99 % of the photos.",
            "b": "(b): photos were shuffled, not patients, so the same person, even the same mole, can be on both "
            "sides, and the network may recognize it.",
            "c": "(c): all photos, for training and for testing, come from one clinic. Nothing was "
            "measured anywhere else.",
            "d": "(d): accuracy mixes the sick and the healthy. How many melanomas were found is nowhere stated.",
            "e": "(e): in their office the doctors see the whole patient, can ask, touch and use a magnifier; here "
            "they saw one photo each.",
            "f": "(f): a label on a stored photo is not an outcome. Whether patients live longer needs patients, "
            "followed over time, with and without the tool: a trial.",
        }.items()
    ),
)

EXERCISES = (PPV, SENSITIVITY_SPECIFICITY, CHEAPEST_THRESHOLD, CRITIQUE)
