"""What scikit-learn lacks for judging a medical model: intervals by patient, net benefit, calibration.

Everything else (AUC, sensitivity, Brier score, ...) is `sklearn.metrics`. Bad input ends in a ValueError that
names the argument.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np


class Interval(NamedTuple):
    """A value with its interval; `f"{interval:.2f}"` reads "0.93 [0.90, 0.96]"."""

    value: float
    low: float
    high: float

    def __format__(self, spec: str) -> str:
        return f"{self.value:{spec}} [{self.low:{spec}}, {self.high:{spec}}]"


def bootstrap_interval(
    metric: Callable[[np.ndarray, np.ndarray], float],
    y,
    score,
    *,
    groups=None,
    level: float = 0.95,
    resamples: int = 1000,
    seed: int = 0,
) -> Interval:
    """A metric with its percentile bootstrap interval: patients, not rows, are drawn with replacement.

    Too narrow where few errors remain: without a single miss, no draw can hold one either. For a share close to
    0 or 1, print a Wilson interval beside it.

    Args:
        metric: called as `metric(y, score)`, e.g. `sklearn.metrics.roc_auc_score`; returns one number.
        y: class labels, shape (n,).
        score: what the model said, shape (n,) or (n, K): probabilities, logits or predicted classes.
        groups: the patient of each row, shape (n,); None when every row is a patient of its own.
        level: the interval's coverage, between 0 and 1.
        resamples: how many times the metric is computed on redrawn patients.
        seed: of the draws; the same seed gives the same interval.

    Returns:
        The metric on the rows as given, and the interval's two ends.

    Raises:
        ValueError: lengths differ, values are not finite, fewer than two classes, or a class has rows of
            fewer than two patients. A draw that misses a class is repeated, since most metrics need all classes.

    Source:
        Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
    """
    y, score = np.asarray(y), np.asarray(score)
    groups = np.arange(len(y)) if groups is None else np.asarray(groups)
    _same_length(y=y, score=score, groups=groups)
    _finite("score", score)
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, for instance 0.95; it is {level}.")
    if resamples < 100:
        raise ValueError(f"resamples is {resamples}: an interval needs at least 100, better 1,000.")
    classes = np.unique(y)
    if len(classes) < 2:
        raise ValueError(f"y holds only the class {classes.tolist()}: a second class is empty.")
    _, group_of_row = np.unique(groups, return_inverse=True)
    for k in classes:
        if len(np.unique(group_of_row[y == k])) < 2:
            raise ValueError(f"class {k} of y comes from one patient alone: no interval can be drawn from it.")
    order = np.argsort(group_of_row, kind="stable")
    rows_of_group = np.split(order, np.cumsum(np.bincount(group_of_row))[:-1])

    rng = np.random.default_rng(seed)
    draws = []
    while len(draws) < resamples:
        drawn = rng.integers(len(rows_of_group), size=len(rows_of_group))
        rows = np.concatenate([rows_of_group[g] for g in drawn])
        if len(np.unique(y[rows])) == len(classes):
            draws.append(metric(y[rows], score[rows]))
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(metric(y, score)), float(low), float(high))


def net_benefit(y, probability, thresholds) -> np.ndarray:
    """Net benefit of treating everyone whose predicted risk reaches a threshold: TP/n − FP/n · p/(1 − p).

    One false alarm is charged p/(1 − p) of a hit: at a threshold of p = 0.1 nine false alarms cost one hit.

    Args:
        y: 1 with and 0 without the disease, shape (n,).
        probability: predicted risk, shape (n,). An array of ones gives "treat all".
        thresholds: risks p at which treatment starts, from 0 to below 1; one number or shape (m,).

    Returns:
        Net benefit in true positives a patient, shape (m,) (or one number).

    Raises:
        ValueError: as for `calibration_error`, or a threshold outside [0, 1).

    Source:
        Vickers & Elkin (2006), Medical Decision Making 26, 565-574, doi:10.1177/0272989X06295361.
    """
    y, probability = _binary(y, probability)
    p = np.asarray(thresholds, dtype=float)
    if not ((p >= 0) & (p < 1)).all():
        raise ValueError("thresholds must lie from 0 to below 1: they are risks, and at 1 no harm is accepted at all.")
    treated = probability >= p[..., None]
    true_positive, false_positive = (treated & (y == 1)).mean(-1), (treated & (y == 0)).mean(-1)
    return true_positive - false_positive * p / (1 - p)


def calibration_error(y, probability, bins: int = 10) -> float:
    """Expected calibration error: how far predicted risks lie from observed shares, averaged over equal-width bins.

    Args:
        y: 1 with and 0 without the disease, shape (n,).
        probability: predicted risk, shape (n,).
        bins: number of bins of equal width over [0, 1].

    Returns:
        Mean over patients of |share with disease − mean predicted risk| in the patient's bin; 0 to 1. It is
        never negative, so chance alone keeps it above 0, and more so with many bins and few patients.

    Raises:
        ValueError: lengths differ, y is not 0/1 with both classes present, or a probability lies outside [0, 1].

    Source:
        Naeini, Cooper & Hauskrecht (2015), Obtaining Well Calibrated Probabilities Using Bayesian Binning,
        AAAI, 2901-2907.
    """
    y, probability = _binary(y, probability)
    if bins < 1:
        raise ValueError(f"bins must be at least 1; it is {bins}.")
    bin_of_row = np.minimum((probability * bins).astype(int), bins - 1)
    gap = np.bincount(bin_of_row, weights=y - probability, minlength=bins)
    return float(np.abs(gap).sum() / len(y))


def fit_temperature(logits, y) -> float:
    """The temperature T that makes sigmoid(logits / T), or softmax(logits / T), fit the labels best.

    Fit it on validation data. T above 1 means that the model was too sure. The predicted
    class never changes; with two classes neither do ranks and AUC.

    Args:
        logits: before the sigmoid, shape (n,), or before the softmax, shape (n, K).
        y: class labels, 0 or 1 (or 0 to K − 1), shape (n,).

    Returns:
        T, which minimizes the mean cross-entropy; between 0.01 and 100.

    Raises:
        ValueError: lengths differ, logits are not finite, labels are not of this range, a class is empty, every
            patient is classified right (T would be 0), or T would leave its range (the logits say nothing).

    Source:
        Guo, Pleiss, Sun & Weinberger (2017), On Calibration of Modern Neural Networks, ICML, PMLR 70.
    """
    from scipy.optimize import minimize_scalar
    from scipy.special import log_softmax

    logits, y = np.asarray(logits, dtype=float), np.asarray(y)
    _same_length(logits=logits, y=y)
    _finite("logits", logits)
    if logits.ndim == 1:
        logits = np.stack([np.zeros_like(logits), logits], axis=1)
    _classes(y, range(logits.shape[1]))

    def cross_entropy(log_t: float) -> float:
        return -log_softmax(logits / np.exp(log_t), axis=1)[np.arange(len(y)), y.astype(int)].mean()

    if (logits.argmax(axis=1) == y).all():
        raise ValueError("every patient is classified right, so T would be 0: fit it on more validation patients.")
    ends = np.log([0.01, 100])
    best = minimize_scalar(cross_entropy, bounds=ends, method="bounded").x
    if np.abs(best - ends).min() < 0.01:
        raise ValueError("no temperature between 0.01 and 100 is best: are these logits, and do they tell y apart?")
    return float(np.exp(best))


def _binary(y, probability) -> tuple[np.ndarray, np.ndarray]:
    y, probability = np.asarray(y), np.asarray(probability, dtype=float)
    _same_length(y=y, probability=probability)
    if probability.ndim != 1:
        raise ValueError(f"probability must have shape (n,), the risk of class 1; it has {probability.shape}.")
    _classes(y, range(2))
    _finite("probability", probability)
    if probability.min() < 0 or probability.max() > 1:
        raise ValueError(
            f"probability must lie in [0, 1]; it runs from {probability.min():.3g} to {probability.max():.3g}. "
            "Are these logits? Then apply the sigmoid first."
        )
    return y, probability


def _classes(y: np.ndarray, expected: range) -> None:
    foreign = np.setdiff1d(y, expected)
    if len(foreign):
        raise ValueError(f"y must hold the classes {list(expected)}; it also holds {foreign[:3].tolist()}.")
    missing = np.setdiff1d(expected, y)
    if len(missing):
        raise ValueError(f"y holds nobody of class {missing.tolist()}: that class is empty.")


def _finite(name: str, values: np.ndarray) -> None:
    if np.issubdtype(values.dtype, np.floating) and not np.isfinite(values).all():
        raise ValueError(f"{name} holds {(~np.isfinite(values)).sum()} values that are not finite (NaN or infinite).")


def _same_length(**arrays: np.ndarray) -> None:
    lengths = {name: len(a) if a.ndim else 0 for name, a in arrays.items()}
    if len(set(lengths.values())) > 1 or 0 in lengths.values():
        stated = ", ".join(f"{name}: {n}" for name, n in lengths.items())
        raise ValueError(f"one entry a row is needed, the same number in each; there are {stated}.")
    if "y" in arrays and arrays["y"].ndim != 1:
        raise ValueError(f"y must have shape (n,), one label a row; it has {arrays['y'].shape}.")
