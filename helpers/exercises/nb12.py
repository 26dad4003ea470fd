"""Exercises of notebook 12, Can a recurrent network read heartbeats of people it has never met?"""

import numpy as np

from helpers.exercises.engine import Exercise, Misconception

_rng = np.random.default_rng(12)

# 12.1 -------------------------------------------------------------------------------------------------------


def cut_beats(signal: np.ndarray, r_peak: np.ndarray, before: int, after: int) -> np.ndarray:
    """Beats (n, before + after, leads) of signal (s, leads); beyond the ends, the first or last sample is repeated."""
    at = r_peak[:, None] + np.arange(-before, after)
    return signal[np.clip(at, 0, len(signal) - 1)]


def _at(r_peak: np.ndarray, before: int, after: int) -> np.ndarray:
    return r_peak[:, None] + np.arange(-before, after)


def _zeros_outside(signal: np.ndarray, r_peak: np.ndarray, before: int, after: int) -> np.ndarray:
    at = _at(r_peak, before, after)
    inside = (at >= 0) & (at < len(signal))
    return np.where(inside[:, :, None], cut_beats(signal, r_peak, before, after), 0.0)


def _shifted_window(signal: np.ndarray, r_peak: np.ndarray, before: int, after: int) -> np.ndarray:
    first = np.clip(r_peak - before, 0, len(signal) - before - after)
    return signal[first[:, None] + np.arange(before + after)]


def _half_hour(s: int, leads: int, r_peak: list[int], before: int, after: int) -> tuple:
    return _rng.normal(1, 1, (s, leads)).round(2), np.array(r_peak), before, after


CUT_BEATS = Exercise(
    id="12.1",
    prompt="Cut a window around each R peak, repeating the first or last sample beyond the record's ends.",
    reference=cut_beats,
    cases=(
        (np.arange(5.0)[:, None], np.array([1, 4]), 2, 2),  # the one predicted in the notebook
        _half_hour(30, 2, [2, 12, 20, 28], 4, 6),
        _half_hour(18, 1, [1, 9, 17], 3, 5),
    ),
    why="A table of positions, one row a beat, clipped to the record, repeats the edge sample where there is no more.",
    misconceptions=(
        Misconception(
            "counts from the end",
            lambda signal, r_peak, before, after: signal[np.minimum(_at(r_peak, before, after), len(signal) - 1)],
            "At the record's start your positions become negative, and Python counts those from the *end*: clip the "
            "positions at 0 too.",
        ),
        Misconception(
            "wraps around",
            lambda signal, r_peak, before, after: signal[_at(r_peak, before, after) % len(signal)],
            "Beyond the record's ends you go on at the other end: the record is no ring. Repeat the first or last "
            "sample, with `np.clip` on the positions.",
        ),
        Misconception(
            "zeros beyond the ends",
            _zeros_outside,
            "You fill with zeros beyond the record's ends: a jump that no heart makes. Repeat the edge sample.",
        ),
        Misconception(
            "window pushed inside",
            _shifted_window,
            "You push the whole window into the record: then the R peak no longer stands at index `before`. Clip each "
            "position instead.",
        ),
        Misconception(
            "one sample late",
            lambda signal, r_peak, before, after: cut_beats(signal, r_peak + 1, before, after),
            "Your window begins a sample late: it runs from `r_peak - before` up to, not including, `r_peak + after`.",
        ),
        Misconception(
            "before and after swapped",
            lambda signal, r_peak, before, after: cut_beats(signal, r_peak, after, before),
            "You take `after` samples before the peak and `before` samples after it: the other way round.",
        ),
        Misconception(
            "end included",
            lambda signal, r_peak, before, after: cut_beats(signal, r_peak, before, after + 1),
            "Your beats are one sample too long: `r_peak + after` itself is not included.",
        ),
        Misconception(
            "beats at the edge dropped",
            lambda signal, r_peak, before, after: cut_beats(
                signal, r_peak[(r_peak >= before) & (r_peak + after <= len(signal))], before, after
            ),
            "You drop beats that touch the record's ends: every peak gets a row, or beats and labels no longer match.",
        ),
        Misconception(
            "reflected at the ends",
            lambda signal, r_peak, before, after: np.pad(signal, ((before, after), (0, 0)), "reflect")[
                r_peak[:, None] + np.arange(before + after)
            ],
            "Beyond the record's ends you go back the way you came (reflected): repeat the first or last sample.",
        ),
        Misconception(
            "one lead only",
            lambda signal, r_peak, before, after: cut_beats(signal, r_peak, before, after)[:, :, 0],
            "You keep one lead: the result has shape (n, before + after, leads).",
        ),
        Misconception(
            "axes in another order",
            lambda signal, r_peak, before, after: cut_beats(signal, r_peak, before, after).transpose(0, 2, 1),
            "Time and leads are swapped: the result has shape (n, before + after, leads).",
        ),
    ),
)

# 12.2 -------------------------------------------------------------------------------------------------------


def rr_before(r_peak: np.ndarray, record: np.ndarray) -> np.ndarray:
    """Seconds to the beat before, (n,); a record's first beat is given the interval of its second."""
    result = np.empty(len(r_peak))
    for one in np.unique(record):
        gaps = np.diff(r_peak[record == one]) / 360
        result[record == one] = np.r_[gaps[0], gaps]
    return result


def _first_beats(value):
    """As the reference, but a record's first beat is given value(gaps of the record)."""

    def wrong(r_peak: np.ndarray, record: np.ndarray) -> np.ndarray:
        result = np.empty(len(r_peak))
        for one in np.unique(record):
            gaps = np.diff(r_peak[record == one]) / 360
            result[record == one] = np.r_[value(gaps), gaps]
        return result

    return wrong


def _rr_after(r_peak: np.ndarray, record: np.ndarray) -> np.ndarray:
    result = np.empty(len(r_peak))
    for one in np.unique(record):
        gaps = np.diff(r_peak[record == one]) / 360
        result[record == one] = np.r_[gaps, gaps[-1]]
    return result


def _across(r_peak: np.ndarray, record: np.ndarray) -> np.ndarray:
    gaps = np.diff(r_peak) / 360
    return np.r_[gaps[0], gaps]


def _negative_is_new(r_peak: np.ndarray, record: np.ndarray) -> np.ndarray:
    gaps = np.diff(r_peak) / 360
    follow = np.r_[gaps[1:], gaps[-1]]
    gaps = np.where(gaps < 0, follow, gaps)
    return np.r_[gaps[0], gaps]


def _at_borders(value):
    """As the reference, but a later record's first beat is given value(gap across the border, gap before that)."""

    def wrong(r_peak: np.ndarray, record: np.ndarray) -> np.ndarray:
        result = rr_before(r_peak, record)
        for at in np.flatnonzero(np.diff(record)) + 1:
            result[at] = value((r_peak[at] - r_peak[at - 1]) / 360, result[at - 1])
        return result

    return wrong


def _dropped(r_peak: np.ndarray, record: np.ndarray) -> np.ndarray:
    return np.concatenate([np.diff(r_peak[record == one]) / 360 for one in np.unique(record)])


RR_BEFORE = Exercise(
    id="12.2",
    prompt="Return the seconds to the beat before, without crossing from one record into the next.",
    reference=rr_before,
    cases=(
        (np.array([360, 720, 1440, 180, 360]), np.array([1, 1, 1, 2, 2])),  # the one predicted in the notebook
        (np.array([100, 400, 640, 900, 50, 500, 700, 30, 330]), np.array([7, 7, 7, 7, 9, 9, 9, 12, 12])),
        (np.array([10, 250, 600, 800]), np.array([5, 5, 5, 5])),
        (
            np.array([100, 400, 500, 900, 1000]),
            np.array([1, 1, 2, 2, 2]),
        ),  # the next record begins later than the last ends
    ),
    why="Each record on its own: no interval reaches from one person's recording into another's.",
    misconceptions=(
        Misconception(
            "across records",
            _across,
            "At each new record you subtract a time in *another* record: treat every record on its own.",
        ),
        Misconception(
            "absolute value across records",
            lambda r_peak, record: np.abs(_across(r_peak, record)),
            "The absolute value hides the negative intervals at the borders, but they are still differences between "
            "two recordings: treat every record on its own.",
        ),
        Misconception(
            "a negative difference is a new record",
            _negative_is_new,
            "You look for negative differences, but a record may also begin later than the one above it ended: use "
            "`record`.",
        ),
        Misconception(
            "border set to 0",
            _at_borders(lambda across, last: 0.0),
            "Where a new record begins you write 0, the most premature beat there could be: give its first beat the "
            "interval of the record's second beat.",
        ),
        Misconception(
            "negative border clipped",
            lambda r_peak, record: np.maximum(_across(r_peak, record), 0),
            "You clip negative intervals to 0: they are differences between two recordings. Treat every record on its "
            "own.",
        ),
        Misconception(
            "border copied from the record before",
            _at_borders(lambda across, last: last),
            "A record's first beat gets the last interval of *another* record: give it the one of its own second beat.",
        ),
        Misconception(
            "whole seconds",
            lambda r_peak, record: rr_before(r_peak, record).astype(int),
            "Your intervals are cut to whole numbers: is the result stored in an array of integers "
            "(`np.empty_like(r_peak)`)? Use `np.empty(len(r_peak))`.",
        ),
        Misconception(
            "zero at the very first beat",
            lambda r_peak, record: np.diff(r_peak, prepend=r_peak[0]) / 360,
            "`prepend=r_peak[0]` gives the first beat the interval 0, and at each new record you subtract a time in "
            "*another* record: treat every record on its own.",
        ),
        Misconception(
            "median for the first beat",
            _first_beats(lambda gaps: np.median(gaps)),
            "You give a record's first beat the median interval: here it gets the interval of the record's second "
            "beat.",
        ),
        Misconception(
            "samples, not seconds",
            lambda r_peak, record: rr_before(r_peak, record) * 360,
            "These are samples: divide by 360 to get seconds.",
        ),
        Misconception(
            "interval after",
            _rr_after,
            "This is the interval to the *next* beat: the one before is asked for.",
        ),
        Misconception(
            "beats a minute",
            lambda r_peak, record: 60 / rr_before(r_peak, record),
            "This is a heart rate, beats a minute: the interval itself, in seconds, is asked for.",
        ),
        Misconception(
            "zero for the first beat",
            _first_beats(lambda gaps: 0.0),
            "You give a record's first beat the interval 0, the most premature beat there could be: give it the "
            "interval of the record's second beat.",
        ),
        Misconception(
            "NaN for the first beat",
            _first_beats(lambda gaps: np.nan),
            "You give a record's first beat NaN, which would spread through the whole network: give it the interval "
            "of the record's second beat.",
        ),
        Misconception(
            "mean for the first beat",
            _first_beats(lambda gaps: gaps.mean()),
            "You give a record's first beat the mean interval: here it gets the interval of the record's second beat.",
        ),
        Misconception(
            "time since the record's start",
            lambda r_peak, record: np.concatenate(
                [np.diff(r_peak[record == k], prepend=0) / 360 for k in np.unique(record)]
            ),
            "A record's first beat gets the time since the recording began (`prepend=0`), which says nothing about "
            "the heart: give it the interval of the record's second beat.",
        ),
        Misconception(
            "first beats dropped",
            _dropped,
            "You drop each record's first beat: every beat gets an interval, or beats and intervals no longer match.",
        ),
        Misconception(
            "milliseconds",
            lambda r_peak, record: rr_before(r_peak, record) * 1000,
            "These are milliseconds: seconds are asked for.",
        ),
    ),
)

# 12.3 -------------------------------------------------------------------------------------------------------


def _sigma(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def lstm_step(
    X_t: np.ndarray, H: np.ndarray, C: np.ndarray, W: np.ndarray, U: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Next state and cell, (n, m) each, of an LSTM; W (d, 4 m), U (m, 4 m), b (4 m,) stacked I, F, G, O."""
    i, f, g, o = np.split(X_t @ W + H @ U + b, 4, axis=1)
    C = _sigma(f) * C + _sigma(i) * np.tanh(g)
    return _sigma(o) * np.tanh(C), C


def _ordered(order: str):
    """An LSTM step that takes the stacked parts to be in another order."""

    def wrong(X_t, H, C, W, U, b):
        part = dict(zip(order, np.split(X_t @ W + H @ U + b, 4, axis=1), strict=True))
        C = _sigma(part["f"]) * C + _sigma(part["i"]) * np.tanh(part["g"])
        return _sigma(part["o"]) * np.tanh(C), C

    return wrong


def _lstm(total=None, cell=None, state=None):
    """An LSTM step with the sums, the cell or the state computed otherwise."""
    total = total or (lambda X_t, H, W, U, b: X_t @ W + H @ U + b)
    cell = cell or (lambda i, f, g, C: _sigma(f) * C + _sigma(i) * np.tanh(g))
    state = state or (lambda o, C, old: _sigma(o) * np.tanh(C))

    def wrong(X_t, H, C, W, U, b):
        i, f, g, o = np.split(total(X_t, H, W, U, b), 4, axis=1)
        new = cell(i, f, g, C)
        return state(o, new, C), new

    return wrong


def _tanh_gates(X_t, H, C, W, U, b):
    i, f, g, o = np.tanh(np.split(X_t @ W + H @ U + b, 4, axis=1))
    C = f * C + i * g
    return o * np.tanh(C), C


def _gate_product(X_t, H, C, W, U, b):
    i, f, g, o = np.split(X_t @ W + H @ U + b, 4, axis=1)
    C = _sigma(f) @ C + _sigma(i) @ np.tanh(g)
    return _sigma(o) @ np.tanh(C), C


def _by_rows(X_t, H, C, W, U, b):
    total = X_t @ W + H @ U + b
    i, f, g, o = (total[:, k::4] for k in range(4))
    C = _sigma(f) * C + _sigma(i) * np.tanh(g)
    return _sigma(o) * np.tanh(C), C


def _lstm_case(n: int, d: int, m: int) -> tuple[np.ndarray, ...]:
    shapes = ((n, d), (n, m), (n, m), (d, 4 * m), (m, 4 * m), (4 * m,))
    return tuple(_rng.normal(0, 0.8, shape).round(2) for shape in shapes)


LSTM_STEP = Exercise(
    id="12.3",
    prompt="One step of an LSTM: the next state and the next cell.",
    reference=lstm_step,
    cases=(
        tuple(  # the one predicted in the notebook
            np.array(v, float) for v in ([[1]], [[0.5]], [[2]], [[0, 2, 1, 0]], [[0, -2, 1, 0]], [0, 0, 0, 1])
        ),
        _lstm_case(3, 2, 3),  # as many beats as units, so that a matrix product of the gates can be named too
        _lstm_case(2, 4, 2),
        _lstm_case(3, 3, 3),
    ),
    why="Four sums in one product, three gates and a candidate; the cell keeps and adds, the state shows.",
    misconceptions=(
        Misconception(
            "cell and state swapped",
            lambda *a: lstm_step(*a)[::-1],
            "The two results are swapped: first the state `H`, then the cell `C`.",
        ),
        Misconception(
            "order I F O G",
            _ordered("ifog"),
            "You take the parts in the order I, F, O, G: Keras stacks them as I, F, G, O (the candidate is the third).",
        ),
        Misconception(
            "input and forget gate swapped",
            _ordered("figo"),
            "Input and forget gate are swapped: the first part is I, the second F; F multiplies the old cell, I the "
            "candidate.",
        ),
        Misconception(
            "sigmoid for the candidate",
            _lstm(cell=lambda i, f, g, C: _sigma(f) * C + _sigma(i) * _sigma(g)),
            "The candidate G goes through tanh, not through the sigmoid: it may be negative, or the cell could only "
            "grow.",
        ),
        Misconception(
            "tanh for the gates",
            _tanh_gates,
            "You use tanh for the gates: I, F and O lie between 0 and 1, so they need the sigmoid (`expit`).",
        ),
        Misconception(
            "no tanh on the cell",
            _lstm(state=lambda o, C, old: _sigma(o) * C),
            "The state shows tanh of the cell, `O * np.tanh(C)`: the tanh is missing.",
        ),
        Misconception(
            "output gate forgotten",
            _lstm(state=lambda o, C, old: np.tanh(C)),
            "The output gate is missing: H is tanh(C) times O.",
        ),
        Misconception(
            "state from the old cell",
            _lstm(state=lambda o, C, old: _sigma(o) * np.tanh(old)),
            "Your state shows the *old* cell: compute the new C first, then H from it.",
        ),
        Misconception(
            "matrix product of the gate",
            _gate_product,
            "A gate works unit by unit: multiply with `*`, not with `@`.",
        ),
        Misconception(
            "forget gate inverted",
            _lstm(cell=lambda i, f, g, C: (1 - _sigma(f)) * C + _sigma(i) * np.tanh(g)),
            "Your forget gate is inverted: F near 1 *keeps* the old cell, so `F * C`.",
        ),
        Misconception(
            "no input gate",
            _lstm(cell=lambda i, f, g, C: _sigma(f) * C + np.tanh(g)),
            "The input gate is missing: the candidate is let in by I, `I * G`.",
        ),
        Misconception(
            "nothing forgotten",
            _lstm(cell=lambda i, f, g, C: C + _sigma(i) * np.tanh(g)),
            "The forget gate is missing: the old cell is multiplied by F.",
        ),
        Misconception(
            "old cell dropped",
            _lstm(cell=lambda i, f, g, C: _sigma(i) * np.tanh(g)),
            "The old cell is missing: the new one is `F * C + I * G`.",
        ),
        Misconception(
            "coupled gates",
            _lstm(cell=lambda i, f, g, C: _sigma(f) * C + (1 - _sigma(f)) * np.tanh(g)),
            "You let in 1 − F, as a GRU does: an LSTM has an input gate of its own, I.",
        ),
        Misconception(
            "no candidate tanh",
            _lstm(cell=lambda i, f, g, C: _sigma(f) * C + _sigma(i) * g),
            "The candidate's tanh is missing: G is tanh of the third part.",
        ),
        Misconception(
            "bias forgotten",
            _lstm(total=lambda X_t, H, W, U, b: X_t @ W + H @ U),
            "The bias b is missing from the sums.",
        ),
        Misconception(
            "no memory",
            _lstm(total=lambda X_t, H, W, U, b: X_t @ W + b),
            "The state before is missing from the sums: add `H @ U`.",
        ),
        Misconception(
            "cell in the sums",
            lambda X_t, H, C, W, U, b: lstm_step(X_t, C, C, W, U, b),
            "You feed the cell to the gates: the sums use the *state*, `H @ U`.",
        ),
        Misconception(
            "units interleaved",
            _by_rows,
            "You take every fourth column: the parts stand side by side, m columns of I, then m of F, G and O.",
        ),
    ),
)

# 12.4 -------------------------------------------------------------------------------------------------------


def parameters(d: int, m: int) -> tuple[int, int, int]:
    """Number of parameters of a plain RNN, an LSTM and a GRU (as Keras builds it), d features, m units."""
    return m * (d + m + 1), 4 * m * (d + m + 1), 3 * m * (d + m + 2)


PARAMETERS = Exercise(
    id="12.4",
    prompt="Count the parameters of SimpleRNN, LSTM and GRU.",
    reference=parameters,
    cases=((3, 4), (8, 48), (1, 10), (20, 5)),
    why="Four parts in an LSTM, three in a GRU, each with its own W and U; Keras' GRU has two biases a part.",
    misconceptions=(
        Misconception(
            "one bias in the GRU",
            lambda d, m: (m * (d + m + 1), 4 * m * (d + m + 1), 3 * m * (d + m + 1)),
            "Plain RNN and LSTM are right; Keras' GRU (`reset_after=True`) has *two* biases in each of its three "
            "parts, one beside W and one beside U.",
        ),
        Misconception(
            "two biases everywhere",
            lambda d, m: (m * (d + m + 2), 4 * m * (d + m + 2), 3 * m * (d + m + 2)),
            "The GRU is right; plain RNN and LSTM have one bias a part, not two.",
        ),
        Misconception(
            "no biases",
            lambda d, m: (m * (d + m), 4 * m * (d + m), 3 * m * (d + m)),
            "You count W and U, but no bias.",
        ),
        Misconception(
            "three gates in the LSTM",
            lambda d, m: (m * (d + m + 1), 3 * m * (d + m + 1), 3 * m * (d + m + 2)),
            "Your LSTM has three parts: besides the three gates there is the candidate, with W, U and b of its own.",
        ),
        Misconception(
            "two parts in the GRU",
            lambda d, m: (m * (d + m + 1), 4 * m * (d + m + 1), 2 * m * (d + m + 2)),
            "Your GRU has two parts: besides its two gates there is the candidate, with weights of its own.",
        ),
        Misconception(
            "no candidate in either",
            lambda d, m: (m * (d + m + 1), 3 * m * (d + m + 1), 2 * m * (d + m + 2)),
            "You count the gates only: LSTM and GRU have a candidate besides, with weights of its own.",
        ),
        Misconception(
            "no candidate, one bias in the GRU",
            lambda d, m: (m * (d + m + 1), 3 * m * (d + m + 1), 2 * m * (d + m + 1)),
            "You count the gates only (LSTM and GRU have a candidate besides), and one bias in the GRU, which has two.",
        ),
        Misconception(
            "four parts in the GRU",
            lambda d, m: (m * (d + m + 1), 4 * m * (d + m + 1), 4 * m * (d + m + 2)),
            "Your GRU has four parts, as an LSTM has: it has two gates and a candidate, three parts.",
        ),
        Misconception(
            "brackets forgotten",
            lambda d, m: (m * d + m + 1, 4 * (m * d + m + 1), 3 * (m * d + m + 2)),
            "Brackets are missing: each of the m units has d + m weights and its bias, `m * (d + m + 1)`.",
        ),
        Misconception(
            "no recurrent weights",
            lambda d, m: (m * (d + 1), 4 * m * (d + 1), 3 * m * (d + 2)),
            "You count the weights from the input and the biases; U, from the m units to the m units, is missing.",
        ),
        Misconception(
            "U is d by m",
            lambda d, m: (m * (2 * d + 1), 4 * m * (2 * d + 1), 3 * m * (2 * d + 2)),
            "Your U has d · m numbers: it leads from m units to m units, so m · m.",
        ),
        Misconception(
            "d and m swapped",
            lambda d, m: (d * (d + m + 1), 4 * d * (d + m + 1), 3 * d * (d + m + 2)),
            "You multiply by d: there are m units, each with d + m weights and its bias.",
        ),
        Misconception(
            "GRU and LSTM in another order",
            lambda d, m: (m * (d + m + 1), 3 * m * (d + m + 2), 4 * m * (d + m + 1)),
            "The numbers are right, in the wrong order: plain RNN, LSTM, GRU.",
        ),
        Misconception(
            "one scalar bias",
            lambda d, m: (m * (d + m) + 1, 4 * (m * (d + m) + 1), 3 * (m * (d + m) + 2)),
            "You count one bias a part: each of the m units has one of its own.",
        ),
    ),
)

# 12.5 -------------------------------------------------------------------------------------------------------


def from_counts(M: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Sensitivities (K,), PPVs (K,) and macro F1 from counts M (K, K), true classes in rows."""
    TP, true, called = np.diag(M), M.sum(axis=1), M.sum(axis=0)
    return TP / true, TP / called, np.mean(2 * TP / (true + called))


def _f1_of_means(M: np.ndarray) -> tuple:
    sensitivity, ppv, _ = from_counts(M)
    return sensitivity, ppv, 2 * sensitivity.mean() * ppv.mean() / (sensitivity.mean() + ppv.mean())


FROM_COUNTS = Exercise(
    id="12.5",
    prompt="Sensitivity and PPV of each class, and macro F1, from a confusion matrix.",
    reference=from_counts,
    cases=(
        (np.array([[8, 2], [1, 1]]),),  # the one predicted in the notebook
        (np.array([[50, 3, 2], [4, 9, 1], [6, 2, 20]]),),
        (np.array([[90, 5, 8, 1], [7, 11, 2, 3], [4, 1, 30, 2], [2, 1, 6, 5]]),),
    ),
    why="Rows add up to what was true, columns to what was said, and the macro mean gives every class one vote.",
    misconceptions=(
        Misconception(
            "sensitivity and PPV swapped",
            lambda M: (from_counts(M)[1], from_counts(M)[0], from_counts(M)[2]),
            "Sensitivity and PPV are swapped: true classes stand in the rows, so TP divided by the *row's* sum "
            "(`axis=1`) is the sensitivity.",
        ),
        Misconception(
            "micro F1",
            lambda M: (*from_counts(M)[:2], np.trace(M) / M.sum()),
            "Your third number is the accuracy (the micro F1): for the macro F1 compute each class's F1, then take "
            "the plain mean.",
        ),
        Misconception(
            "weighted F1",
            lambda M: (
                *from_counts(M)[:2],
                np.sum(2 * np.diag(M) / (M.sum(axis=0) + M.sum(axis=1)) * M.sum(axis=1)) / M.sum(),
            ),
            "You weight each class's F1 by its size: in the macro mean every class counts the same.",
        ),
        Misconception(
            "F1 of the means",
            _f1_of_means,
            "You average sensitivity and PPV first and then take their F1: the macro F1 is the mean of the classes' "
            "own F1.",
        ),
        Misconception(
            "F1 of each class",
            lambda M: (*from_counts(M)[:2], 2 * np.diag(M) / (M.sum(axis=0) + M.sum(axis=1))),
            "Your third result is the F1 of each class: take their mean.",
        ),
        Misconception(
            "2 forgotten",
            lambda M: (*from_counts(M)[:2], from_counts(M)[2] / 2),
            "The factor 2 of F1 is missing: 2 TP / (2 TP + FP + FN).",
        ),
        Misconception(
            "FP and FN without TP",
            lambda M: (*from_counts(M)[:2], np.mean(2 * np.diag(M) / (M.sum(axis=0) + M.sum(axis=1) - 2 * np.diag(M)))),
            "Your F1 divides by FP + FN: the denominator is 2 TP + FP + FN.",
        ),
        Misconception(
            "Jaccard",
            lambda M: (*from_counts(M)[:2], np.mean(np.diag(M) / (M.sum(axis=0) + M.sum(axis=1) - np.diag(M)))),
            "This is TP / (TP + FP + FN), the Jaccard index: in F1 the TP count twice, above and below.",
        ),
        Misconception(
            "accuracy of each class",
            lambda M: (
                (M.sum() - M.sum(axis=1) - M.sum(axis=0) + 2 * np.diag(M)) / M.sum(),
                *from_counts(M)[1:],
            ),
            "Your first result counts every true negative too: the sensitivity asks only about beats of the class, "
            "TP / (row's sum).",
        ),
        Misconception(
            "divided by everything",
            lambda M: (np.diag(M) / M.sum(), np.diag(M) / M.sum(), from_counts(M)[2]),
            "You divide by all beats: sensitivity divides by the row's sum, PPV by the column's.",
        ),
        Misconception(
            "sum of F1",
            lambda M: (*from_counts(M)[:2], len(M) * from_counts(M)[2]),
            "Your third number is the sum of the classes' F1: take their mean.",
        ),
        Misconception(
            "PPV by rows",
            lambda M: (from_counts(M)[0], from_counts(M)[0], from_counts(M)[2]),
            "Your PPV divides by the row's sum, as the sensitivity does: it asks of the *answers*, the column's sum "
            "(`axis=0`).",
        ),
        Misconception(
            "sensitivity by columns",
            lambda M: (from_counts(M)[1], from_counts(M)[1], from_counts(M)[2]),
            "Your sensitivity divides by the column's sum, as the PPV does: it asks of the *true* beats: row's sum.",
        ),
        Misconception(
            "TP over FN",
            lambda M: (np.diag(M) / (M.sum(axis=1) - np.diag(M)), *from_counts(M)[1:]),
            "You divide TP by FN alone: the sensitivity is TP / (TP + FN).",
        ),
        Misconception(
            "mean of sensitivity and PPV",
            lambda M: (*from_counts(M)[:2], np.mean((from_counts(M)[0] + from_counts(M)[1]) / 2)),
            "Your F1 is the plain mean of sensitivity and PPV: it is their harmonic mean, 2 TP / (2 TP + FP + FN).",
        ),
        Misconception(
            "mean sensitivity for macro F1",
            lambda M: (*from_counts(M)[:2], from_counts(M)[0].mean()),
            "Your third number is the mean sensitivity: the macro F1 also counts false alarms.",
        ),
    ),
)

# 12.6 -------------------------------------------------------------------------------------------------------


def no_person_twice(record: np.ndarray, held: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Rows to train on and rows held out; records 201 and 202 are one person."""
    person, people = (np.where(np.asarray(a) == 202, 201, a) for a in (record, held))
    return np.flatnonzero(~np.isin(person, people)), np.flatnonzero(np.isin(record, held))


def _by_record(record: np.ndarray, held: list[int]) -> tuple:
    out = np.isin(record, held)
    return np.flatnonzero(~out), np.flatnonzero(out)


def _whole_person(record: np.ndarray, held: list[int]) -> tuple:
    train, _ = no_person_twice(record, held)
    return train, np.setdiff1d(np.arange(len(record)), train)


NO_PERSON_TWICE = Exercise(
    id="12.6",
    prompt="Rows to train on and rows held out, without a person on both sides.",
    reference=no_person_twice,
    cases=(
        (np.array([200, 201, 201, 202, 203]), [202]),  # the one predicted in the notebook
        (np.array([201, 201, 202, 100, 100, 202, 230]), [201]),
        (np.array([100, 101, 101, 201, 202, 105]), [100, 105]),
        (np.array([201, 202, 202, 100, 119]), [201, 202]),
    ),
    why="A split keeps its promise only if it is made by person; the record number is a stand-in.",
    misconceptions=(
        Misconception(
            "201 and 202 taken for two people",
            _by_record,
            "You split by record, but records 201 and 202 are the same man: where one is held out, the other must not "
            "be trained on.",
        ),
        Misconception(
            "held-out rows also in training",
            lambda record, held: (np.arange(len(record)), _by_record(record, held)[1]),
            "The held-out rows stand among the training rows too: the network would be examined on what it learned.",
        ),
        Misconception(
            "the other record held out too",
            _whole_person,
            "You move the man's other record into the held-out part: it belongs on neither side, only the records in "
            "`held` are judged.",
        ),
        Misconception(
            "201 never trained on",
            lambda record, held: (
                np.flatnonzero(~np.isin(record, [*held, 201, 202])),
                _by_record(record, held)[1],
            ),
            "You always leave 201 and 202 out of the training: that is needed only where one of them is held out.",
        ),
        Misconception(
            "only 202 looked after",
            lambda record, held: (
                np.flatnonzero(~np.isin(record, [*held, 201] if 202 in held else held)),
                _by_record(record, held)[1],
            ),
            "You leave 201 out where 202 is held out, but not the other way round.",
        ),
        Misconception(
            "results swapped",
            lambda record, held: no_person_twice(record, held)[::-1],
            "The two results are swapped: first the rows to train on, then the rows held out.",
        ),
        Misconception(
            "record numbers",
            lambda record, held: tuple(record[rows] for rows in no_person_twice(record, held)),
            "These are record numbers: the *rows* are asked for, as `np.flatnonzero` gives them.",
        ),
        Misconception(
            "masks",
            lambda record, held: tuple(np.isin(np.arange(len(record)), r) for r in no_person_twice(record, held)),
            "These are True and False for each row: `np.flatnonzero` makes row numbers of them.",
        ),
    ),
)

EXERCISES = (CUT_BEATS, RR_BEFORE, LSTM_STEP, PARAMETERS, FROM_COUNTS, NO_PERSON_TWICE)
