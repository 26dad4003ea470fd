"""helpers.metrics against closed forms, scikit-learn and hand-computed cases; and its refusals."""

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import norm, rankdata
from sklearn.metrics import roc_auc_score

from helpers import metrics


def accuracy(y, score):
    return float(np.mean(y == score))


def cohort(n=400, slope=1.0, seed=0):
    """Logits, labels drawn with the risk sigmoid(slope * logit)."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 2, n)
    return logits, (rng.random(n) < expit(slope * logits)).astype(int)


def test_the_interval_of_a_proportion_is_the_textbook_one():
    y = np.repeat([0, 1], 200)
    score = np.where(np.arange(400) % 5 == 0, 1 - y, y)  # 80 % right
    interval = metrics.bootstrap_interval(accuracy, y, score, resamples=4000)
    half = norm.ppf(0.975) * np.sqrt(0.8 * 0.2 / 400)
    assert interval.value == pytest.approx(0.8)
    assert (interval.low, interval.high) == pytest.approx((0.8 - half, 0.8 + half), abs=0.006)
    narrow = metrics.bootstrap_interval(accuracy, y, score, level=0.5)
    assert interval.low < narrow.low < narrow.high < interval.high


def rank_auc(y, score):
    """The AUC as Mann and Whitney's share of pairs: forty thousand of scikit-learn's would take half a minute."""
    ill, n = y == 1, len(y)
    return (rankdata(score)[ill].mean() - (ill.sum() + 1) / 2) / (n - ill.sum())


def test_intervals_cover_the_truth_as_often_as_they_claim():
    rng = np.random.default_rng(1)
    covered = 0
    for seed in range(200):
        y = rng.integers(0, 2, 120)
        score = rng.normal(y, 1)
        interval = metrics.bootstrap_interval(rank_auc, y, score, resamples=200, seed=seed)
        covered += interval.low <= norm.cdf(1 / np.sqrt(2)) <= interval.high
    assert 0.88 <= covered / 200 <= 0.99
    assert rank_auc(y, score) == pytest.approx(roc_auc_score(y, score))


def test_rows_of_one_patient_travel_together():
    """Ten copies of each row tell nothing new: by patient the interval stays, by row it shrinks by sqrt(10)."""
    logits, y = cohort(100)
    once = metrics.bootstrap_interval(roc_auc_score, y, logits, resamples=500)
    patients = np.repeat(np.arange(100), 10)
    by_patient = metrics.bootstrap_interval(
        roc_auc_score, y[patients], logits[patients], groups=patients, resamples=500
    )
    by_row = metrics.bootstrap_interval(roc_auc_score, y[patients], logits[patients], resamples=500)
    assert by_patient == pytest.approx(once)
    ratio = (by_patient.high - by_patient.low) / (by_row.high - by_row.low)
    assert 2.4 < ratio < 4.2
    shuffled = np.random.default_rng(0).permutation(1000)
    mixed = metrics.bootstrap_interval(
        roc_auc_score, y[patients][shuffled], logits[patients][shuffled], groups=patients[shuffled], resamples=500
    )
    assert mixed == pytest.approx(by_patient)


def test_a_rare_class_is_drawn_again_rather_than_crashing():
    y = np.zeros(50, int)
    y[:2] = 1
    interval = metrics.bootstrap_interval(roc_auc_score, y, np.arange(50), resamples=300)
    assert 0 <= interval.low <= interval.value <= interval.high <= 1


def test_an_interval_reads_as_a_sentence_would():
    assert f"{metrics.Interval(0.934, 0.9, 0.957):.2f}" == "0.93 [0.90, 0.96]"


def test_net_benefit_by_hand():
    y = np.array([1, 1, 0, 0, 0, 0, 0, 0, 0, 0])
    risk = np.array([0.9, 0.1, 0.5, 0.2, 0.1, 0.1, 0.0, 0.0, 0.0, 0.0])
    assert metrics.net_benefit(y, risk, 0.2) == pytest.approx(1 / 10 - 2 / 10 * 0.25)  # a risk of 0.2 is treated
    curve = metrics.net_benefit(y, np.ones(10), np.array([0, 0.2, 0.5]))
    assert curve == pytest.approx([0.2, 0.0, -0.6])  # treat all crosses zero at the prevalence
    assert metrics.net_benefit(y, np.zeros(10), np.array([0.1, 0.9])) == pytest.approx([0, 0])


def test_calibration_error_by_hand_and_of_a_calibrated_model():
    y = np.array([0, 1, 1, 1])
    risk = np.array([0.22, 0.28, 0.9, 1.0])
    assert metrics.calibration_error(y, risk) == pytest.approx((abs(1 - 0.5) + abs(2 - 1.9)) / 4)
    logits, y = cohort(200_000)
    assert metrics.calibration_error(y, expit(logits)) < 0.005
    assert metrics.calibration_error(y, expit(3 * logits)) > 0.05


@pytest.mark.parametrize("truth", [0.5, 2.0])
def test_temperature_undoes_a_known_one(truth):
    logits, y = cohort(100_000)
    assert metrics.fit_temperature(truth * logits, y) == pytest.approx(truth, rel=0.03)
    both = np.stack([np.zeros_like(logits), truth * logits], axis=1)
    assert metrics.fit_temperature(both, y) == pytest.approx(metrics.fit_temperature(truth * logits, y))


GOOD_Y, GOOD_P = np.array([0, 1, 1, 0]), np.array([0.1, 0.9, 0.4, 0.6])


@pytest.mark.parametrize("name", ["bootstrap_interval", "net_benefit", "calibration_error", "fit_temperature"])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"y": GOOD_Y[:3]}, r"\by: 3\b.*: 4|: 4.*\by: 3\b"),
        ({"y": np.zeros(4, int)}, "empty"),
        ({"score": np.array([0.1, np.nan, 0.4, 0.6])}, "1 values that are not finite"),
        ({"y": GOOD_Y[:, None]}, r"y must have shape \(n,\)"),
        ({"y": GOOD_Y[:0], "score": GOOD_P[:0]}, "y: 0"),
    ],
)
def test_bad_input_is_refused_by_name(name, change, message):
    y, score = change.get("y", GOOD_Y), change.get("score", GOOD_P)
    arguments = {
        "bootstrap_interval": (roc_auc_score, y, score),
        "net_benefit": (y, score, 0.5),
        "calibration_error": (y, score),
        "fit_temperature": (score, y),
    }[name]
    with pytest.raises(ValueError, match=message):
        getattr(metrics, name)(*arguments)


@pytest.mark.parametrize("function", [lambda y, p: metrics.net_benefit(y, p, 0.5), metrics.calibration_error])
def test_probabilities_are_held_to_their_range(function):
    with pytest.raises(ValueError, match=r"probability must lie in \[0, 1\]; it runs from -1 to 3.*sigmoid"):
        function(GOOD_Y, np.array([-1, 3, 0.4, 0.6]))
    with pytest.raises(ValueError, match=r"y must hold the classes \[0, 1\]; it also holds \[2\]"):
        function(np.array([0, 1, 2, 0]), GOOD_P)
    with pytest.raises(ValueError, match=r"probability must have shape \(n,\)"):
        function(GOOD_Y, np.stack([1 - GOOD_P, GOOD_P], axis=1))


def test_other_refusals_say_what_to_do():
    with pytest.raises(ValueError, match="thresholds must lie from 0 to below 1"):
        metrics.net_benefit(GOOD_Y, GOOD_P, [0.5, 1.0])
    with pytest.raises(ValueError, match="level"):
        metrics.bootstrap_interval(roc_auc_score, GOOD_Y, GOOD_P, level=95)
    with pytest.raises(ValueError, match="resamples"):
        metrics.bootstrap_interval(roc_auc_score, GOOD_Y, GOOD_P, resamples=10)
    with pytest.raises(ValueError, match="class 1 of y comes from one patient alone"):
        metrics.bootstrap_interval(roc_auc_score, GOOD_Y, GOOD_P, groups=np.array([1, 2, 2, 3]))
    with pytest.raises(ValueError, match="bins"):
        metrics.calibration_error(GOOD_Y, GOOD_P, bins=0)
    with pytest.raises(ValueError, match="every patient is classified right"):
        metrics.fit_temperature(np.array([-3.0, 2.0, 1.0, -1.0]), GOOD_Y)
    with pytest.raises(ValueError, match="no temperature between"):
        metrics.fit_temperature(np.array([3.0, -2.0, -1.0, 1.0]), GOOD_Y)
