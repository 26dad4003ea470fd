"""Exercises of notebook 20, What stands between this course and a hospital?"""

import math

import numpy as np

from helpers.exercises.engine import Exercise, Misconception

_rng = np.random.default_rng(20)

# 20.1 -------------------------------------------------------------------------------------------------------


def films_needed(n1: float, e1: float, n2: float, e2: float, target: float) -> float:
    """Films at which the power law through (n1, e1) and (n2, e2) reaches the error target."""
    return n1 * (e1 / target) ** (1 / _slope(n1, e1, n2, e2))


def _slope(n1: float, e1: float, n2: float, e2: float) -> float:
    """The exponent b of error = a · n^(−b)."""
    return math.log(e1 / e2) / math.log(n2 / n1)


FILMS_NEEDED = Exercise(
    id="20.1",
    prompt="Return the number of films at which a power law through two measured points reaches the target error.",
    reference=films_needed,
    cases=(
        (100, 0.2, 400, 0.1, 0.05),  # the one predicted in the notebook
        (150, 0.24, 1100, 0.11, 0.04),
        (80, 0.31, 900, 0.09, 0.15),  # between the two points
        (400, 0.037, 4700, 0.021, 0.015),
    ),
    why="Two points fix the line in logs: b is its steepness, and 1/b turns a gain in error into a factor of films.",
    misconceptions=(
        Misconception(
            "straight line",
            lambda n1, e1, n2, e2, target: n1 + (target - e1) * (n2 - n1) / (e2 - e1),
            "You draw a straight line through the two points: a power law is straight only in the logarithms of "
            "*both*, films and error.",
        ),
        Misconception(
            "log of the films only",
            lambda n1, e1, n2, e2, target: n1 * (n2 / n1) ** ((target - e1) / (e2 - e1)),
            "You take the logarithm of the films but not of the error: for a power law the *error* is in logs, too.",
        ),
        Misconception(
            "log of the error only",
            lambda n1, e1, n2, e2, target: n1 + math.log(target / e1) * (n2 - n1) / math.log(e2 / e1),
            "You take the logarithm of the error but not of the films: that is an exponential, which falls much faster "
            "than a power law.",
        ),
        Misconception(
            "sign of b",
            lambda n1, e1, n2, e2, target: n1 * (target / e1) ** (1 / _slope(n1, e1, n2, e2)),
            "You ask for *fewer* films to err less: the exponent has the wrong sign. With error = a · n^(−b), b is "
            "positive when the error falls.",
        ),
        Misconception(
            "b for one over b",
            lambda n1, e1, n2, e2, target: n1 * (e1 / target) ** _slope(n1, e1, n2, e2),
            "You raise the gain to the power b: solve e = a · n^(−b) for n, which gives the power 1/b. (Or your b is "
            "upside down: it is log(e1/e2) / log(n2/n1).)",
        ),
        Misconception(
            "b = 1 from the second point",
            lambda n1, e1, n2, e2, target: n2 * e2 / target,
            "You assume that twice the films halve the error (b = 1), starting from the second point: how steep the "
            "curve is has to come from *both* points.",
        ),
        Misconception(
            "b = 1 from the first point",
            lambda n1, e1, n2, e2, target: n1 * e1 / target,
            "You assume that twice the films halve the error (b = 1), starting from the first point; the second point "
            "is not used at all, and it tells how steep the curve is.",
        ),
        Misconception(
            "b = 1/2 from the second point",
            lambda n1, e1, n2, e2, target: n2 * (e2 / target) ** 2,
            "You assume b = 1/2, the law of a standard error: here b is whatever the two points say.",
        ),
        Misconception(
            "b = 1/2 from the first point",
            lambda n1, e1, n2, e2, target: n1 * (e1 / target) ** 2,
            "You assume b = 1/2, which holds for the predicted example only; the second point is not used at all, and "
            "it tells how steep the curve is.",
        ),
        Misconception(
            "additional films",
            lambda n1, e1, n2, e2, target: films_needed(n1, e1, n2, e2, target) - n2,
            "This is how many films to *add* to n2: the total is asked for.",
        ),
        Misconception(
            "additional to n1",
            lambda n1, e1, n2, e2, target: films_needed(n1, e1, n2, e2, target) - n1,
            "This is how many films to *add* to n1: the total is asked for.",
        ),
        Misconception(
            "times n1",
            lambda n1, e1, n2, e2, target: (e1 / target) ** (1 / _slope(n1, e1, n2, e2)),
            "This is how many *times* n1 it takes: multiply by n1.",
        ),
        Misconception(
            "times n2",
            lambda n1, e1, n2, e2, target: (e2 / target) ** (1 / _slope(n1, e1, n2, e2)),
            "This is how many *times* n2 it takes: multiply by n2.",
        ),
        Misconception(
            "no brackets around 1/b",
            lambda n1, e1, n2, e2, target: n1 * (e1 / target) ** 1 / _slope(n1, e1, n2, e2),
            "Python reads `x ** 1 / b` as `(x ** 1) / b`: put the exponent in brackets, `x ** (1 / b)`.",
        ),
        Misconception(
            "target for the films",
            lambda n1, e1, n2, e2, target: e1 * n1 ** _slope(n1, e1, n2, e2) * target ** -_slope(n1, e1, n2, e2),
            "You put the target in the place of n: a · n^(−b) turns films into an error. Set it equal to the target "
            "and solve for n.",
        ),
        Misconception(
            "accuracy for error",
            lambda n1, e1, n2, e2, target: films_needed(n1, 1 - e1, n2, 1 - e2, 1 - target),
            "You fit the power law to 1 − error: it is the *error* that falls as a power of the films.",
        ),
        Misconception(
            "target as accuracy",
            lambda n1, e1, n2, e2, target: films_needed(n1, e1, n2, e2, 1 - target),
            "You turn the target into 1 − target: it is an error already, as e1 and e2 are.",
        ),
        Misconception(
            "points mixed",
            lambda n1, e1, n2, e2, target: n2 * (e1 / target) ** (1 / _slope(n1, e1, n2, e2)),
            "You start from n2 films but with the error of n1: take both numbers from the same point.",
        ),
        Misconception(
            "points mixed the other way",
            lambda n1, e1, n2, e2, target: n1 * (e2 / target) ** (1 / _slope(n1, e1, n2, e2)),
            "You start from n1 films but with the error of n2: take both numbers from the same point.",
        ),
        Misconception(
            "quotient of the films' logarithms",
            lambda n1, e1, n2, e2, target: (
                n1 * (e1 / target) ** (1 / (math.log(e1 / e2) / (math.log(n2) / math.log(n1))))
            ),
            "In your b, log(n2) is *divided* by log(n1): the logarithm of n2/n1 is log(n2) − log(n1).",
        ),
        Misconception(
            "quotients of logarithms",
            lambda n1, e1, n2, e2, target: (
                n1 * (e1 / target) ** (1 / ((math.log(e1) / math.log(e2)) / (math.log(n2) / math.log(n1))))
            ),
            "In your b, logarithms of the errors are divided by each other, and those of the films, too: log(e1/e2) is "
            "the *difference* log(e1) − log(e2).",
        ),
        Misconception(
            "no logarithms in b",
            lambda n1, e1, n2, e2, target: n1 * (e1 / target) ** ((n2 / n1) / (e1 / e2)),
            "Your b is a ratio of two ratios: it is the ratio of their *logarithms*, log(e1/e2) / log(n2/n1).",
        ),
        Misconception(
            "the exponent",
            lambda n1, e1, n2, e2, target: _slope(n1, e1, n2, e2),
            "You return the exponent b: one step is missing, the films at which a · n^(−b) reaches the target.",
        ),
        Misconception(
            "rounded up",
            lambda n1, e1, n2, e2, target: math.ceil(films_needed(n1, e1, n2, e2, target)),
            "You round up to whole films, which is sensible in life; here return the number as it is.",
        ),
    ),
)

# 20.2 -------------------------------------------------------------------------------------------------------


def true_accuracy(measured: np.ndarray, r: float) -> np.ndarray:
    """Accuracy against the truth, given that measured against labels of which a share r is flipped at random."""
    return (measured - r) / (1 - 2 * r)


TRUE_ACCURACY = Exercise(
    id="20.2",
    prompt="Return the true accuracy behind one that was measured on partly flipped labels.",
    reference=true_accuracy,
    cases=(
        (0.82, 0.1),  # the one predicted in the notebook
        (np.array([0.61, 0.7, 0.745]), 0.25),
        (np.array([0.93, 0.88]), 0.05),
        (np.array([0.55, 0.43]), 0.4),
    ),
    why="Flips take r of the right answers and give back r of the wrong ones; solved for the accuracy, the spread "
    "1 − 2r is undone.",
    misconceptions=(
        Misconception(
            "r added",
            lambda measured, r: measured + r,
            "You add all flips back, as if each had cost a right answer: a flip of a film the model got *wrong* makes "
            "it look right.",
        ),
        Misconception(
            "wrong and flipped forgotten",
            lambda measured, r: measured / (1 - r),
            "You solve a · (1 − r) = measured: the wrong answers on flipped labels, (1 − a) · r, count as right and "
            "are missing.",
        ),
        Misconception(
            "the other way",
            lambda measured, r: measured * (1 - r) + (1 - measured) * r,
            "You flip once more: this turns a true accuracy into a measured one. Solve that equation for a.",
        ),
        Misconception(
            "divided by 1 − r",
            lambda measured, r: (measured - r) / (1 - r),
            "The top is right. Below, a stands in both a · (1 − r) and −a · r: divide by 1 − 2r.",
        ),
        Misconception(
            "not divided",
            lambda measured, r: measured - r,
            "You subtract r and stop, so that a noisy test set makes the model *worse* than it looked: divide by "
            "1 − 2r.",
        ),
        Misconception(
            "no brackets below",
            lambda measured, r: (measured - r) / 1 - 2 * r,
            "Python divides by the 1 alone and then subtracts 2r: put 1 − 2r in brackets, `/ (1 - 2 * r)`.",
        ),
        Misconception(
            "no brackets on top",
            lambda measured, r: measured - r / (1 - 2 * r),
            "Python divides r alone and then subtracts it: put measured − r in brackets, `(measured - r) / ...`.",
        ),
        Misconception(
            "wrong ones given back",
            lambda measured, r: measured + r * (1 - measured),
            "You turn the share r of what *counted* as wrong into right answers. Flipped are labels of the truly right "
            "and of the truly wrong answers alike: solve measured = a · (1 − r) + (1 − a) · r for a.",
        ),
        Misconception(
            "measured for the unknown",
            lambda measured, r: (measured - r * (1 - measured)) / (1 - r),
            "You take the lucky answers as r · (1 − measured): flipped are r of the *truly* wrong ones, r · (1 − a), "
            "and a is the unknown there, too.",
        ),
        Misconception(
            "unchanged",
            lambda measured, r: measured,
            "You return what was measured, as if the flips cancelled: they pull every accuracy toward one half.",
        ),
        Misconception(
            "r not subtracted",
            lambda measured, r: measured / (1 - 2 * r),
            "You divide by 1 − 2r but leave the lucky r in: subtract it first, or a coin (0.5) would come out above "
            "one half.",
        ),
        Misconception(
            "true error",
            lambda measured, r: (1 - measured - r) / (1 - 2 * r),
            "This is the true *error*: the accuracy is 1 minus it.",
        ),
        Misconception(
            "labels drawn anew",
            lambda measured, r: (measured - r / 2) / (1 - r),
            "You treat r as the share of labels drawn *anew*, half of which stay right: here all of the share r is "
            "flipped.",
        ),
        Misconception(
            "arguments exchanged",
            lambda measured, r: (r - measured) / (1 - 2 * measured),
            "`measured` and `r` have changed places in your formula.",
        ),
        Misconception(
            "twice r subtracted",
            lambda measured, r: (measured - 2 * r) / (1 - 2 * r),
            "On top only r is subtracted, once: measured = a · (1 − 2r) + r.",
        ),
    ),
)

# 20.3 -------------------------------------------------------------------------------------------------------


def cam_from_gradients(A: np.ndarray, G: np.ndarray) -> np.ndarray:
    """Grad-CAM of shape (h, w) from activations A and gradients G of the logit, both (h, w, K)."""
    return np.maximum(_weighted(A, G.mean(axis=(0, 1))), 0)


def _weighted(A: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Sum over the maps, each times its weight."""
    return np.sum(A * alpha, axis=-1)


CAM_FROM_GRADIENTS = Exercise(
    id="20.3",
    prompt="Return the Grad-CAM map from activations and gradients.",
    reference=cam_from_gradients,
    cases=(
        # the one predicted in the notebook
        (np.array([[[1.0, 2.0], [3.0, 0.0]]]), np.array([[[2.0, -1.0], [0.0, -3.0]]])),
        (_rng.normal(0.5, 1, (3, 3, 3)).round(2), _rng.normal(0.2, 1, (3, 3, 3)).round(2)),
        (_rng.normal(0.5, 1, (2, 4, 5)).round(2), _rng.normal(0.2, 1, (2, 4, 5)).round(2)),
    ),
    why="One weight for each map, its mean gradient; then the sum over the maps, and only what speaks for the class.",
    misconceptions=(
        Misconception(
            "no ReLU",
            lambda A, G: _weighted(A, G.mean(axis=(0, 1))),
            "The ReLU at the end is missing: places that speak *against* the class stay negative.",
        ),
        Misconception(
            "ReLU before the sum",
            lambda A, G: np.maximum(A * G.mean(axis=(0, 1)), 0).sum(axis=-1),
            "You cut off negative values in each map and then add: what speaks against the class must be able to "
            "cancel what speaks for it. Sum first, then ReLU.",
        ),
        Misconception(
            "ReLU of the weights",
            lambda A, G: _weighted(A, np.maximum(G.mean(axis=(0, 1)), 0)),
            "You drop the maps with a negative weight: they speak against the class and belong in the sum. The ReLU "
            "comes last.",
        ),
        Misconception(
            "ReLU of the weights and of the sum",
            lambda A, G: np.maximum(_weighted(A, np.maximum(G.mean(axis=(0, 1)), 0)), 0),
            "One ReLU too many: the one at the end is right, the one on the weights drops what speaks against the "
            "class.",
        ),
        Misconception(
            "ReLU of the gradients",
            lambda A, G: np.maximum(_weighted(A, np.maximum(G, 0).mean(axis=(0, 1))), 0),
            "You set negative gradients to zero before you average: the weight is the mean of *all* gradients of a "
            "map.",
        ),
        Misconception(
            "no averaging",
            lambda A, G: np.maximum((A * G).sum(axis=-1), 0),
            "You multiply each activation by its own gradient: Grad-CAM gives each map *one* weight, the mean of its "
            "gradients over height and width.",
        ),
        Misconception(
            "sum of the gradients",
            lambda A, G: np.maximum(_weighted(A, G.sum(axis=(0, 1))), 0),
            "The weights are sums of the gradients, h · w times too large: take the *mean* over height and width.",
        ),
        Misconception(
            "mean over the maps",
            lambda A, G: np.maximum((A * G.mean(axis=-1, keepdims=True)).sum(axis=-1), 0),
            "You average the gradients over the *maps* (last axis), which gives each place a weight: average over "
            "height and width (axes 0 and 1), which gives each map one.",
        ),
        Misconception(
            "one weight for all",
            lambda A, G: np.maximum(A.sum(axis=-1) * G.mean(), 0),
            "You average the gradients over everything, so all maps get the same weight: keep the last axis.",
        ),
        Misconception(
            "mean over the height only",
            lambda A, G: np.maximum(_weighted(A, G.mean(axis=0)), 0),
            "You average the gradients over the height only: a weight belongs to a whole map, so average over the "
            "width as well.",
        ),
        Misconception(
            "as for a batch",
            lambda A, G: np.maximum((A * G.mean(axis=(1, 2), keepdims=True)).sum(axis=-1), 0),
            "Axes 1 and 2 are height and width in a *batch* of films. This is one film, there is no batch axis: "
            "average over axes 0 and 1.",
        ),
        Misconception(
            "as for a batch, axes not kept",
            lambda A, G: np.maximum((A * G.mean(axis=(1, 2))).sum(axis=-1), 0),
            "Axes 1 and 2 are height and width in a *batch* of films; here they are the width and the maps. Average "
            "over axes 0 and 1.",
        ),
        Misconception(
            "as for a batch, weights first",
            lambda A, G: np.maximum((G.mean(axis=(1, 2)) * A).sum(axis=-1), 0),
            "Axes 1 and 2 are height and width in a *batch* of films; of one film they are the width and the maps. "
            "Average over axes 0 and 1.",
        ),
        Misconception(
            "sum divided by the height",
            lambda A, G: np.maximum(_weighted(A, G.sum(axis=(0, 1)) / G.shape[0]), 0),
            "You divide the sum of the gradients by the height only: a map has h · w places.",
        ),
        Misconception(
            "sum divided by the width",
            lambda A, G: np.maximum(_weighted(A, G.sum(axis=(0, 1)) / G.shape[1]), 0),
            "You divide the sum of the gradients by the width only: a map has h · w places.",
        ),
        Misconception(
            "last map only",
            lambda A, G: np.maximum(A[..., -1] * G[..., -1].mean(), 0),
            "Only the last map is left. In a loop over the maps, add each to the sum (`+=`); with `=` it replaces what "
            "came before.",
        ),
        Misconception(
            "mean of the maps",
            lambda A, G: np.maximum((A * G.mean(axis=(0, 1))).mean(axis=-1), 0),
            "You average the weighted maps: Grad-CAM is their *sum*, K times as large.",
        ),
        Misconception(
            "absolute value",
            lambda A, G: np.abs(_weighted(A, G.mean(axis=(0, 1)))),
            "You take the absolute value, so that what speaks against the class shines as brightly as what speaks for "
            "it: set it to zero.",
        ),
        Misconception(
            "one map for each channel",
            lambda A, G: np.maximum(A * G.mean(axis=(0, 1)), 0),
            "You return K maps: sum them over the last axis before the ReLU.",
        ),
        Misconception(
            "normalized",
            lambda A, G: cam_from_gradients(A, G) / cam_from_gradients(A, G).max(),
            "You divide by the largest value, which is for drawing: the map as it is says how *much* speaks for the "
            "class.",
        ),
        Misconception(
            "roles exchanged",
            lambda A, G: np.maximum(_weighted(G, A.mean(axis=(0, 1))), 0),
            "Activations and gradients have changed places: the *gradients* are averaged to weights, the activations "
            "are the maps.",
        ),
        Misconception(
            "against the class",
            lambda A, G: np.maximum(-_weighted(A, G.mean(axis=(0, 1))), 0),
            "This map shows what speaks *against* the class: there is a minus sign too many.",
        ),
        Misconception(
            "the weights",
            lambda A, G: G.mean(axis=(0, 1)),
            "You return the weights of the maps: multiply the maps by them, sum, and apply the ReLU.",
        ),
        Misconception(
            "activations only",
            lambda A, G: np.maximum(A.sum(axis=-1), 0),
            "The gradients are not used: this is where the network is active, whatever the class.",
        ),
    ),
)

# 20.4 -------------------------------------------------------------------------------------------------------


def accused_members(member_losses: np.ndarray, other_losses: np.ndarray, fpr: float) -> float:
    """Share of the members whose loss lies below a threshold that accuses at most a share fpr of the others."""
    return float(np.mean(member_losses < _threshold(other_losses, fpr)))


def _threshold(losses: np.ndarray, fpr: float) -> float:
    """The largest of the losses such that at most a share fpr of them lies below it."""
    return np.sort(losses)[int(fpr * len(losses) + 1e-9)]  # 0.29 * 100 is 28.999…


def _caught(members: np.ndarray, others: np.ndarray, fpr: float) -> tuple[int, int]:
    """How many members and how many others are accused."""
    t = _threshold(others, fpr)
    return int(np.sum(members < t)), int(np.sum(others < t))


def _pairs(members: np.ndarray, others: np.ndarray) -> float:
    """The attack's AUC: share of the pairs in which the member has the smaller loss, a tie counting one half."""
    smaller, tied = members[:, None] < others, members[:, None] == others
    return float(np.mean(smaller + 0.5 * tied))


ACCUSED_MEMBERS = Exercise(
    id="20.4",
    prompt="Return the true positive rate of the loss attack at a false positive rate of at most fpr.",
    reference=accused_members,
    cases=(
        # the one predicted in the notebook
        (np.array([0.1, 0.2, 0.4, 0.9]), np.array([0.3, 0.8, 0.5, 0.6]), 0.25),
        # exactly 6 of 8 others may be accused, and one member ties with the threshold
        (np.array([0.95, 0.02, 0.23, 0.64, 1.2, 0.82]), np.array([0.6, 0.11, 1.4, 0.31, 0.26, 0.95, 0.7, 0.2]), 0.75),
        # none of 5 others may be accused
        (np.array([0.05, 0.33, 0.71, 0.12, 0.25, 1.9, 0.22]), np.array([0.9, 0.22, 0.47, 1.3, 0.36]), 0.1),
        # 3.6 of 6, two others tied at the threshold; 5.4 of the 9 members
        (
            np.array([0.55, 0.08, 0.47, 1.2, 0.41, 0.02, 0.49, 0.9, 1.1]),
            np.array([0.5, 0.3, 0.45, 0.5, 2.0, 0.85]),
            0.6,
        ),
        # 5.6 of 8, but 4.9 of 7, whether of the gaps between the others or of the members
        (
            np.array([0.2, 1.2, 0.37, 0.85, 1.01, 0.6, 1.44]),
            np.array([0.92, 0.13, 1.35, 0.48, 1.08, 0.71, 0.29, 1.6]),
            0.7,
        ),
    ),
    why="The others alone fix the threshold, because only they are falsely accused; the members then say what it "
    "catches.",
    misconceptions=(
        Misconception(
            "high loss accused",
            lambda member_losses, other_losses, fpr: accused_members(-member_losses, -other_losses, fpr),
            "You accuse those with a *high* loss: what a model was trained on it knows well, so members have low "
            "losses.",
        ),
        Misconception(
            "threshold from the members",
            lambda member_losses, other_losses, fpr: float(np.mean(member_losses < _threshold(member_losses, fpr))),
            "Your threshold comes from the members, so the share you return is about `fpr` whatever the model: take "
            "it from the others.",
        ),
        Misconception(
            "sets exchanged",
            lambda member_losses, other_losses, fpr: accused_members(other_losses, member_losses, fpr),
            "The sets have changed places: the *others* fix the threshold, the share of the *members* below it is "
            "asked for.",
        ),
        Misconception(
            "tie accused",
            lambda member_losses, other_losses, fpr: float(np.mean(member_losses <= _threshold(other_losses, fpr))),
            "You accuse at or below the threshold: then the other it belongs to would be accused, too, one too many. "
            "Accused is who lies *below*.",
        ),
        Misconception(
            "not a whole position",
            lambda member_losses, other_losses, fpr: np.sort(other_losses)[fpr * len(other_losses)],
            "A position must be a whole number: round down with `int` (`np.floor` leaves a number with a decimal "
            "point).",
        ),
        Misconception(
            "counted among the members",
            lambda member_losses, other_losses, fpr: float(
                np.mean(member_losses < np.sort(other_losses)[math.floor(fpr * len(member_losses))])
            ),
            "You take `fpr` of the number of *members*: how many may be falsely accused is `fpr` of the number of "
            "*others*.",
        ),
        Misconception(
            "ties dropped",
            lambda member_losses, other_losses, fpr: float(
                np.mean(member_losses < np.unique(other_losses)[math.floor(fpr * len(other_losses))])
            ),
            "`np.unique` sorts, but keeps only one of two equal losses: they belong to two people, so use `np.sort`.",
        ),
        Misconception(
            "last accused loss",
            lambda member_losses, other_losses, fpr: float(
                np.mean(
                    member_losses < np.sort(other_losses)[: math.floor(fpr * len(other_losses))].max(initial=-math.inf)
                )
            ),
            "Your threshold is the largest loss of the others that may be accused, so members between it and the next "
            "other escape. With k others below it, it stands at position k, counted from 0.",
        ),
        Misconception(
            "others at the threshold counted",
            lambda member_losses, other_losses, fpr: float(
                np.mean(member_losses < max((t for t in other_losses if np.mean(other_losses <= t) <= fpr), default=0))
            ),
            "You count the others *at or below* the threshold: only those below it are accused, so it can be larger.",
        ),
        Misconception(
            "smallest loss",
            lambda member_losses, other_losses, fpr: float(np.mean(member_losses < other_losses.min())),
            "Your threshold is the smallest of the others' losses, whatever `fpr` is. (`int(fpr)` alone is 0: multiply "
            "by the number of others first, then round down.)",
        ),
        Misconception(
            "positions for losses",
            lambda member_losses, other_losses, fpr: float(
                np.mean(member_losses < np.argsort(other_losses)[math.floor(fpr * len(other_losses))])
            ),
            "`np.argsort` gives *positions*, and you compare losses with one of them: take the loss that stands there, "
            "or use `np.sort`.",
        ),
        Misconception(
            "one place too early",
            lambda member_losses, other_losses, fpr: float(
                np.mean(member_losses < np.sort(other_losses)[math.floor(fpr * len(other_losses)) - 1])
            ),
            "Your threshold is one place too early among the sorted losses (and the *last* one if nobody may be "
            "accused): with k others below it, it stands at position k, counted from 0.",
        ),
        Misconception(
            "one place too late",
            lambda member_losses, other_losses, fpr: float(
                np.mean(member_losses < np.sort(other_losses)[math.floor(fpr * len(other_losses)) + 1])
            ),
            "Your threshold is one place too late among the sorted losses: with k others below it, it stands at "
            "position k, counted from 0.",
        ),
        Misconception(
            "not sorted",
            lambda member_losses, other_losses, fpr: float(
                np.mean(member_losses < other_losses[math.floor(fpr * len(other_losses))])
            ),
            "You count the positions in the order the losses came: sort the others' losses first.",
        ),
        Misconception(
            "one minus fpr",
            lambda member_losses, other_losses, fpr: accused_members(member_losses, other_losses, 1 - fpr),
            "You let the share 1 − fpr of the others be accused: `fpr` is the share that *may* be.",
        ),
        Misconception(
            "rounded up",
            lambda member_losses, other_losses, fpr: float(
                np.mean(member_losses < np.sort(other_losses)[math.ceil(fpr * len(other_losses))])
            ),
            "You round the number of others that may be accused *up*, so that more than the share `fpr` are: round "
            "down.",
        ),
        Misconception(
            "rounded to the nearest",
            lambda member_losses, other_losses, fpr: float(
                np.mean(member_losses < np.sort(other_losses)[round(fpr * len(other_losses))])
            ),
            "You round the number of others that may be accused to the nearest, which is at times too many: round "
            "down.",
        ),
        Misconception(
            "quantile",
            lambda member_losses, other_losses, fpr: float(np.mean(member_losses < np.quantile(other_losses, fpr))),
            "`np.quantile` and `np.percentile` place the threshold *between* two losses, at times a little too low or "
            "too high: take one of the others' losses.",
        ),
        Misconception(
            "less than the share",
            lambda member_losses, other_losses, fpr: float(
                np.mean(member_losses < np.sort(other_losses)[math.ceil(fpr * len(other_losses)) - 1])
            ),
            "Where the share `fpr` is exactly a whole number of others, as 1 of 4, your threshold is one place too "
            "early: *at most* this share allows all of them. (`np.quantile` with `inverted_cdf` does the same.)",
        ),
        Misconception(
            "lower quantile",
            lambda member_losses, other_losses, fpr: float(
                np.mean(member_losses < np.quantile(other_losses, fpr, method="lower"))
            ),
            "Your threshold stands at position int(fpr · (n − 1)), as in `np.quantile` with `lower`, which counts the "
            "gaps between the n losses: count the losses themselves.",
        ),
        Misconception(
            "higher quantile",
            lambda member_losses, other_losses, fpr: float(
                np.mean(member_losses < np.quantile(other_losses, fpr, method="higher"))
            ),
            "Your threshold stands at position fpr · (n − 1) rounded *up*, as in `np.quantile` with `higher`: at times "
            "it accuses one other too many. Round fpr · n down.",
        ),
        Misconception(
            "percentile",
            lambda member_losses, other_losses, fpr: float(np.mean(member_losses < np.percentile(other_losses, fpr))),
            "`np.percentile` wants percent, 0 to 100, and gets a share, so that it lands next to the smallest loss. "
            "And it places the threshold *between* two losses: take one of the others' losses.",
        ),
        Misconception(
            "precision",
            lambda member_losses, other_losses, fpr: (
                (c := _caught(member_losses, other_losses, fpr))[0] / max(sum(c), 1)
            ),
            "This is the share of members among the *accused* (precision): the share of accused among the *members* "
            "is asked for.",
        ),
        Misconception(
            "AUC",
            lambda member_losses, other_losses, fpr: _pairs(member_losses, other_losses),
            "This is the area under the ROC curve, an average over all thresholds: here only the one for `fpr` counts.",
        ),
        Misconception(
            "count",
            lambda member_losses, other_losses, fpr: _caught(member_losses, other_losses, fpr)[0],
            "You return how *many* members are accused: divide by the number of members.",
        ),
        Misconception(
            "false positive rate",
            lambda member_losses, other_losses, fpr: _caught(member_losses, other_losses, fpr)[1] / len(other_losses),
            "You return the share of the *others* below the threshold, the false positive rate: ask the members.",
        ),
        Misconception(
            "advantage",
            lambda member_losses, other_losses, fpr: accused_members(member_losses, other_losses, fpr) - fpr,
            "You subtract the false positive rate, which gives the attack's *advantage*: return the true positive "
            "rate itself.",
        ),
        Misconception(
            "missed",
            lambda member_losses, other_losses, fpr: 1 - accused_members(member_losses, other_losses, fpr),
            "This is the share of members that *escapes*: return 1 minus it.",
        ),
        Misconception(
            "above the threshold",
            lambda member_losses, other_losses, fpr: float(np.mean(member_losses > _threshold(other_losses, fpr))),
            "Your threshold is right, but you count the members *above* it: accused is who lies below.",
        ),
        Misconception(
            "divided by all people",
            lambda member_losses, other_losses, fpr: (
                _caught(member_losses, other_losses, fpr)[0] / (len(member_losses) + len(other_losses))
            ),
            "You divide by the number of *all* people: the share of the members is asked for.",
        ),
        Misconception(
            "divided by the others",
            lambda member_losses, other_losses, fpr: _caught(member_losses, other_losses, fpr)[0] / len(other_losses),
            "You count members but divide by the number of *others*: divide by the number of members.",
        ),
        Misconception(
            "the threshold",
            lambda member_losses, other_losses, fpr: _threshold(other_losses, fpr),
            "You return the threshold, and it is right: one step is missing, the share of the members below it.",
        ),
        Misconception(
            "all together",
            lambda member_losses, other_losses, fpr: float(
                np.mean(member_losses < _threshold(np.concatenate([member_losses, other_losses]), fpr))
            ),
            "Your threshold comes from members and others together: only the others can be *falsely* accused, so they "
            "alone fix it.",
        ),
        Misconception(
            "fpr as a loss",
            lambda member_losses, other_losses, fpr: float(np.mean(member_losses < fpr)),
            "You compare losses with `fpr`: it is a share of people, not a loss. Find the loss that accuses this share "
            "of the others.",
        ),
    ),
)

# 20.5 -------------------------------------------------------------------------------------------------------


def to_int8(x: np.ndarray, scale: float, zero_point: int) -> np.ndarray:
    """The integers, one byte each, that stand for x; of x's shape."""
    return np.clip(np.round(x / scale) + zero_point, -128, 127).astype(np.int8)


def _one_byte(q: np.ndarray) -> str:
    """What integers with the right values still lack: one byte each."""
    dtype = np.asarray(q).dtype
    if dtype == np.int8:
        return ""
    if not isinstance(q, np.ndarray):
        return "the values are right, but this is no `int8` array: make it one, with `.astype(np.int8)` at the end."
    return f"the values are right, but each takes {dtype.itemsize} bytes (`{dtype}`): end with `.astype(np.int8)`."


def _bytes(q: np.ndarray) -> np.ndarray:
    """What `.astype(np.int8)` makes of numbers: decimals are cut off, and what does not fit wraps around."""
    return q.astype(np.int64).astype(np.int8)


def _back(q: np.ndarray, scale: float, zero_point: int) -> np.ndarray:
    """The way back, from integers to numbers."""
    return (q.astype(float) - zero_point) * scale


TO_INT8 = Exercise(
    id="20.5",
    prompt="Return the int8 integers of an array for a scale and a zero point.",
    reference=to_int8,
    cases=(
        (np.array([0.0, 0.26, -0.37, 100.0]), 0.1, -10),  # the one predicted in the notebook
        (np.array([[0.0, 0.526, -1.314], [2.2, -3.9, 0.9]]), 0.02, 3),
        (np.array([-1.43, -1.28, 0.71, 0.006, 3.39]), 0.015, -31),
        (np.array([7.7, 180.0, -640.0, 321.3]), 2.5, 0),
    ),
    form=_one_byte,
    why="Divide, round, shift, and clip last: whatever comes out fits into one byte.",
    misconceptions=(
        Misconception(
            "not clipped",
            lambda x, scale, zero_point: np.round(x / scale) + zero_point,
            "Some of your integers do not fit into one byte: clip to −128 … 127.",
        ),
        Misconception(
            "wrapped around",
            lambda x, scale, zero_point: _bytes(np.round(x / scale) + zero_point),
            "You convert to `int8` without clipping: what does not fit wraps around, and a large number turns "
            "negative. Clip first.",
        ),
        Misconception(
            "0 to 255",
            lambda x, scale, zero_point: np.clip(np.round(x / scale) + zero_point, 0, 255),
            "0 … 255 are the bytes of `uint8`: a signed byte, `int8`, holds −128 … 127.",
        ),
        Misconception(
            "0 to 255, wrapped around",
            lambda x, scale, zero_point: _bytes(np.clip(np.round(x / scale) + zero_point, 0, 255)),
            "You clip to 0 … 255, the bytes of `uint8`, and `int8` wraps what lies above 127 around: it holds "
            "−128 … 127.",
        ),
        Misconception(
            "-127 to 127",
            lambda x, scale, zero_point: np.clip(np.round(x / scale) + zero_point, -127, 127),
            "You stop at −127: that is the rule for *weights*, kept symmetric; here the smallest integer is −128.",
        ),
        Misconception(
            "0 to 127",
            lambda x, scale, zero_point: np.clip(np.round(x / scale) + zero_point, 0, 127),
            "You cut off the negative integers: a signed byte holds −128 … 127.",
        ),
        Misconception(
            "-128 to 128",
            lambda x, scale, zero_point: _bytes(np.clip(np.round(x / scale) + zero_point, -128, 128)),
            "You clip at +128, which does not fit into a signed byte and wraps around to −128: the largest is 127.",
        ),
        Misconception(
            "clipped above only",
            lambda x, scale, zero_point: _bytes(np.minimum(np.round(x / scale) + zero_point, 127)),
            "You clip at 127 but not at −128: what lies below wraps around.",
        ),
        Misconception(
            "clipped below only",
            lambda x, scale, zero_point: _bytes(np.maximum(np.round(x / scale) + zero_point, -128)),
            "You clip at −128 but not at 127: what lies above wraps around.",
        ),
        Misconception(
            "out of range to 0",
            lambda x, scale, zero_point: np.where(
                np.abs(np.round(x / scale) + zero_point + 0.5) < 128, np.round(x / scale) + zero_point, 0
            ),
            "You set what does not fit to 0: it gets the *nearest* integer that fits, −128 or 127.",
        ),
        Misconception(
            "truncated",
            lambda x, scale, zero_point: np.clip(np.trunc(x / scale) + zero_point, -128, 127),
            "You cut off the decimals (as `astype` does by itself), an error of up to a whole step: round first.",
        ),
        Misconception(
            "rounded up",
            lambda x, scale, zero_point: np.clip(np.ceil(x / scale) + zero_point, -128, 127),
            "You round *up* (`np.ceil`), so that values come back too large: round to the nearest.",
        ),
        Misconception(
            "x rounded",
            lambda x, scale, zero_point: np.clip(np.round(x) / scale + zero_point, -128, 127),
            "You round x itself, before dividing: divide first, then round the number of steps, `np.round(x / scale)`.",
        ),
        Misconception(
            "x rounded, decimals cut off",
            lambda x, scale, zero_point: _bytes(np.clip(np.round(x) / scale + zero_point, -128, 127)),
            "You round x itself, and `astype` then cuts off the decimals that dividing leaves: divide first, round "
            "then.",
        ),
        Misconception(
            "rounded down",
            lambda x, scale, zero_point: np.clip(np.floor(x / scale) + zero_point, -128, 127),
            "You round *down* (`np.floor` or `//`), so that every value comes back too small: round to the nearest.",
        ),
        Misconception(
            "not rounded",
            lambda x, scale, zero_point: np.clip(x / scale + zero_point, -128, 127),
            "Decimals are left: round to the nearest integer before you clip.",
        ),
        Misconception(
            "truncated at the end",
            lambda x, scale, zero_point: np.clip(x / scale + zero_point, -128, 127).astype(np.int8),
            "The conversion to `int8` at the end only cuts off the decimals: round before it.",
        ),
        Misconception(
            "multiplied",
            lambda x, scale, zero_point: np.clip(np.round(x * scale) + zero_point, -128, 127),
            "You multiply by the scale: it is the size of one step, so divide to count steps.",
        ),
        Misconception(
            "zero point forgotten",
            lambda x, scale, zero_point: np.clip(np.round(x / scale), -128, 127),
            "The zero point is missing: x = 0 must become the integer `zero_point`.",
        ),
        Misconception(
            "zero point subtracted",
            lambda x, scale, zero_point: np.clip(np.round(x / scale) - zero_point, -128, 127),
            "You subtract the zero point: that is done on the way back. Here it is added, so that x = 0 becomes "
            "`zero_point`.",
        ),
        Misconception(
            "zero point added before dividing",
            lambda x, scale, zero_point: np.clip(np.round((x + zero_point) / scale), -128, 127),
            "You add the zero point to x: it is an integer, counted in steps, so divide first and add then.",
        ),
        Misconception(
            "zero point subtracted before dividing",
            lambda x, scale, zero_point: np.clip(np.round((x - zero_point) / scale), -128, 127),
            "You subtract the zero point from x: it is an integer, counted in steps. Divide first, then *add* it.",
        ),
        Misconception(
            "clipped before the zero point",
            lambda x, scale, zero_point: np.clip(np.round(x / scale), -128, 127) + zero_point,
            "You clip, then add the zero point, which may leave the range again: clip last.",
        ),
        Misconception(
            "x clipped",
            lambda x, scale, zero_point: np.round(np.clip(x, -128, 127) / scale) + zero_point,
            "You clip x: the range −128 … 127 is that of the *integers*, after dividing, rounding and adding.",
        ),
        Misconception(
            "x clipped, wrapped around",
            lambda x, scale, zero_point: _bytes(np.round(np.clip(x, -128, 127) / scale) + zero_point),
            "You clip x, so that integers out of range are left, which wrap around: clip after dividing, rounding and "
            "adding.",
        ),
        Misconception(
            "there and back",
            lambda x, scale, zero_point: _back(to_int8(x, scale, zero_point), scale, zero_point),
            "You go there and back: these are numbers near x, on the grid. The *integers* are asked for.",
        ),
        Misconception(
            "the way back",
            lambda x, scale, zero_point: (x - zero_point) * scale,
            "This is the way *back*, from integers to numbers: solve x = (q − zero_point) · scale for q.",
        ),
        Misconception(
            "own scale",
            lambda x, scale, zero_point: np.round(x / np.abs(x).max() * 127),
            "You make a scale of your own from the largest value: use `scale` and `zero_point`, which were fixed "
            "beforehand.",
        ),
    ),
)

EXERCISES = (FILMS_NEEDED, TRUE_ACCURACY, CAM_FROM_GRADIENTS, ACCUSED_MEMBERS, TO_INT8)
