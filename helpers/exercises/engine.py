"""The check engine: runs a learner's answer on an exercise's cases and names the mistake it sees.

A notebook joins by adding `nbXX.py` with a tuple `EXERCISES`; exercise "10.3" is looked up in `nb10.py`,
which is imported only when that exercise is checked.
"""

import copy
import functools
import html
import importlib
import inspect
import io
import pkgutil
import random
import re
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

# status -> sign, word, color (Okabe-Ito blue and vermillion, grey)
_LOOK = {
    "not attempted": ("○", "Not attempted", "#888888"),
    "right": ("✓", "Right", "#0072B2"),
    "not yet": ("×", "Not yet", "#D55E00"),
}
_FORMS = {"b": "True or False", "U": "text"}  # by dtype kind; every other kind is a number
_CLOSE = 5e-3  # a relative error below this is taken for rounding or a small number added
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
# The type's name, as in "'ellipsis' object"; in "slices (`:`), ellipsis (`...`)" it is one of the valid indices.
_DOTS = re.compile(r"\b(ellipsis|EllipsisType)\b(?! \()")
_KINDS = {"str": "text", "NoneType": "None", "type": "a class", "function": "a function"}


@dataclass(frozen=True)
class Misconception:
    """A typical mistake: what a learner who makes it would hand in, and the hint that names it.

    `wrong` may raise an IndexError or a ValueError, as NumPy does: an answer that raises the same is meant.
    """

    name: str
    wrong: Any
    hint: str


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    `reference` is a function when there are `cases` (tuples of its arguments), else the value itself.
    `view` maps a raw result, such as a Keras model, to numbers, text, booleans, arrays, or tuples and
    dicts of them. `why` says, after a right answer, why it is right. `form` says what a raw result with the
    right numbers still lacks, such as a dtype, or nothing ("").
    """

    id: str
    prompt: str
    reference: Any
    misconceptions: tuple[Misconception, ...]
    why: str
    cases: tuple[tuple, ...] = ()
    view: Callable[[Any], Any] = lambda result: result
    form: Callable[[Any], str] = lambda result: ""
    rtol: float = 1e-6
    atol: float = 1e-9


@dataclass(frozen=True, repr=False)
class Feedback:
    """What a check answers; `status` is "not attempted", "right" or "not yet"."""

    status: str
    message: str

    def __repr__(self) -> str:
        sign, word, _ = _LOOK[self.status]
        return f"{sign} {word}. {self.message}"

    def _repr_html_(self) -> str:
        sign, word, color = _LOOK[self.status]
        text = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(self.message))
        # Only the edge is colored, so that the text keeps the theme's own contrast in light and in dark.
        style = f"border:1px solid {color};border-left-width:6px;padding:0.4em 0.8em;max-width:46em"
        return f'<div style="{style}"><strong>{sign} {word}.</strong> {text}</div>'


_NOT_ATTEMPTED = Feedback(
    "not attempted", "Replace the `...` in your attempt, run that cell, then run this check again."
)


_PRINTED = " (What your code prints is not shown here: call your function in a cell of its own to see it.)"


def _modules() -> list[str]:
    return sorted(m.name for m in pkgutil.iter_modules([str(Path(__file__).parent)]) if m.name.startswith("nb"))


def all_exercises(modules: list[str] | None = None) -> dict[str, Exercise]:
    """Exercises by id, of the named modules ("nb10") or of all."""
    names = _modules() if modules is None else modules
    found = [importlib.import_module(f"{__package__}.{name}").EXERCISES for name in names]
    return {exercise.id: exercise for exercises in found for exercise in exercises}


def check(exercise_id: str, answer: Any) -> Feedback:
    """Judge `answer`, a learner's function or value, for the exercise `exercise_id`.

    No answer makes it raise, except a person's own interrupt; an unknown id is an author's error and raises
    KeyError. What the answer prints is not shown, but a "not yet" says so; warnings are dropped, and random
    states are left as they were found.
    """
    module = f"nb{str(exercise_id).split('.')[0]:0>2}"
    exercise = all_exercises([module] if module in _modules() else []).get(str(exercise_id))
    if exercise is None:
        raise KeyError(f"There is no exercise {exercise_id!r}; known: {', '.join(all_exercises())}.")
    states = random.getstate(), np.random.get_state()  # a Keras model draws its seeds from `random`
    printed = io.StringIO()
    try:
        with (
            redirect_stdout(printed),
            redirect_stderr(io.StringIO()),
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
        ):
            warnings.simplefilter("ignore")
            feedback = _judge(exercise, answer)
        if feedback.status == "not yet" and printed.getvalue().strip():
            return replace(feedback, message=feedback.message + _PRINTED)
        return feedback
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # an answer may raise anything, also from __array__ or __getattr__
        return Feedback("not yet", f"Your answer cannot be read ({_told(error)}).")
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])


def _judge(exercise: Exercise, answer: Any) -> Feedback:
    if answer is ...:
        return _NOT_ATTEMPTED
    # A model is callable too, but has no __name__: somebody called the function instead of handing it in.
    if exercise.cases and not (callable(answer) and hasattr(answer, "__name__")):
        return _not_yet(f"a function is expected, this is {_kind(answer)}: give its name, no parentheses.")
    cases, raw, got = exercise.cases or ((),), [], []
    for case in cases:
        try:
            result = _run(exercise, answer, case)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            told = _told(error)
            if _DOTS.search(told):  # a stub of several lines stumbles over its own dots
                return _NOT_ATTEMPTED
            raised = f"your function raised {told}{_given(exercise, case, ' for input ')}."
            return _named(exercise, got, told) or _not_yet(raised)
        if _blank(result):
            return _NOT_ATTEMPTED
        if result is None and exercise.cases:
            return _not_yet("your function returns nothing: is `return` missing, or never reached?")
        raw.append(result)
        got.append(exercise.view(result))
    expected = _results(exercise, exercise.reference)
    differences = _differences(exercise, expected, got)
    if not any(differences):
        lacks = next(filter(None, map(exercise.form, raw)), "")
        return _not_yet(lacks) if lacks else Feedback("right", exercise.why)
    if hint := _named(exercise, got):
        return hint
    wrong = [i for i, difference in enumerate(differences) if difference]
    first = next((i for i in wrong if "close, but" not in differences[i]), wrong[0])  # "close" only if all are
    specific = _given(exercise, cases[first], "for input ", ": ") + differences[first]
    return _not_yet(_pattern(exercise, expected, got) or specific)


def _named(exercise: Exercise, got: list, told: str = "") -> Feedback | None:
    """The hint of the mistake that gives these results and then, if an error is told, that error."""
    for misconception in exercise.misconceptions:
        results, own = [], ""
        try:
            for case in (exercise.cases or ((),))[: len(got) + bool(told)]:
                results.append(exercise.view(_run(exercise, misconception.wrong, case)))
        except (IndexError, ValueError) as error:
            own = _told(error)
        if own == told and len(results) == len(got) and not any(_differences(exercise, results, got)):
            return Feedback("not yet", misconception.hint)
    return None


def _not_yet(reason: str) -> Feedback:
    return Feedback("not yet", reason[0].upper() + reason[1:])


def _run(exercise: Exercise, answer: Any, case: tuple) -> Any:
    return answer(*copy.deepcopy(case)) if exercise.cases else answer  # a copy: answers may change arguments


def _results(exercise: Exercise, answer: Any) -> list:
    return [exercise.view(_run(exercise, answer, case)) for case in exercise.cases or ((),)]


def _differences(exercise: Exercise, want: list, got: list) -> list[str]:
    return [_difference(exercise, w, g) for w, g in zip(want, got, strict=True)]


def _blank(result: Any) -> bool:
    parts = result.values() if isinstance(result, dict) else result
    return result is ... or (isinstance(result, dict | tuple | list) and any(part is ... for part in parts))


def _difference(exercise: Exercise, want: Any, got: Any, name: str = "your result") -> str:
    """The first difference in words, without the expected value; "" where there is none."""
    if isinstance(want, tuple):
        one = "array" if isinstance(got, np.ndarray) and got.ndim else "number"
        flat = one == "array" and got.ndim == 1 and all(np.ndim(part) == 0 for part in want)  # as good as a tuple
        if isinstance(got, np.ndarray | np.number | int | float) and not flat:
            return f"{name} is one {one}; {len(want)} results are expected, as in `return a, b`."
        if not isinstance(got, tuple | list | np.ndarray):
            return f"{name} should be {len(want)} results, as in `return a, b`; it is {_kind(got)}."
        if len(got) != len(want):
            return f"{name} has {len(got)} part{'s' * (len(got) != 1)}; {len(want)} are expected."
        named = [(w, g, f"the {ordinal} part of {name}") for w, g, ordinal in zip(want, got, _ORDINALS, strict=False)]
        return next((found for part in named if (found := _difference(exercise, *part))), "")
    if isinstance(want, dict):
        if not isinstance(got, dict):
            return f"{name} should have the parts {', '.join(map(str, want))}; it is {_kind(got)}."
        for key, value in want.items():
            if key not in got:
                return f"{name} has no part `{key}`."
            if difference := _difference(exercise, value, got[key], f"part `{key}` of {name}"):
                return difference
        extra = [key for key in got if key not in want]
        return f"{name} has a part too many: `{extra[0]}`." if extra else ""
    want = np.asarray(want)
    if isinstance(got, tuple) and len({np.shape(part) for part in got}) > 1:  # no rows of one array
        return f"{name} is {len(got)} results; {_shape(want)} is expected."
    have = np.asarray(got)
    if have.dtype.kind == "b" and have.ndim and want.dtype.kind not in _FORMS:
        return f"{name} should be numbers; yours holds True and False."
    if have.dtype.kind not in (want.dtype.kind if want.dtype.kind in _FORMS else "iuf"):
        form = _FORMS.get(want.dtype.kind, "numbers" if want.ndim else "a number")
        return f"{name} should be {'an array of ' if want.ndim else ''}{form}; it is {_kind(got)}."
    if have.shape != want.shape:
        found = f"{len(got)} results" if isinstance(got, tuple) else _shape(have)
        return f"{name} is {found}; {_shape(want)} is expected."
    if want.dtype.kind in _FORMS:
        words = [[str(v).strip().casefold() for v in array.flat] for array in (want, have)]
        return "" if words[0] == words[1] else f"{name} is not what is asked for; it is {have.tolist()!r}."
    if np.isfinite(want).all() and not np.isfinite(have).all():
        what = "NaN (not a number)" if np.isnan(have).any() else "an infinite value"
        return f"{name} contains {what}: a division by zero, a logarithm of zero or the root of a negative number?"
    wrong = np.argwhere(~np.isclose(have, want, exercise.rtol, exercise.atol, equal_nan=True))
    if not len(wrong):
        return ""
    at = tuple(wrong[0].tolist())
    value = f"{name} is {have[at]:.6g}{f' at position {list(at)}' if at else ''}"
    if np.allclose(have, want, rtol=_CLOSE, atol=0):
        return f"{value}: close, but not exact. Is something rounded, or a small number added?"
    return f"{value}, which is too {'large' if have[at] > want[at] else 'small'}."


def _pattern(exercise: Exercise, expected: list, got: list) -> str:
    """Transposed, wrong sign or a constant factor, if that explains every case; "" otherwise."""
    if any(isinstance(value, dict | tuple) for value in [*expected, *got]):
        return ""
    pairs = [(np.asarray(w), np.asarray(g)) for w, g in zip(expected, got, strict=True)]
    if any(a.dtype.kind not in "iuf" or not np.isfinite(a).all() for pair in pairs for a in pair):
        return ""
    close = functools.partial(np.allclose, rtol=exercise.rtol, atol=exercise.atol)
    if all(h.T.shape == w.shape and close(h.T, w) for w, h in pairs):
        return "the values are right, but rows and columns are swapped: your result is the transpose."
    if any(h.shape != w.shape for w, h in pairs):
        return ""
    w, h = (np.concatenate([a.ravel().astype(float) for a in arrays]) for arrays in zip(*pairs, strict=True))
    if close(-h, w):
        return "the size is right, but the sign is wrong."
    if len(np.unique(w[w != 0])) > 2:  # of one or two values any is a multiple
        factor = (h @ w) / (w @ w)
        if factor and abs(factor - 1) > _CLOSE and close(h, factor * w):
            return f"every value is off by the same factor: yours is {factor:.4g} times what is expected."
    return ""


def _given(exercise: Exercise, case: tuple, before: str, after: str = "") -> str:
    if not case:
        return ""
    long = sum(getattr(value, "size", 1) for value in case) > 20  # more numbers than one reads in a hint
    shown = [
        f"{name} = an array of shape {value.shape}" if long and np.ndim(value) else f"{name} = {value}"
        for name, value in zip(inspect.signature(exercise.reference).parameters, case, strict=True)
    ]
    return (before + ", ".join(shown) + after).replace("\n", "")


def _told(error: BaseException) -> str:
    try:
        lines = re.sub(r" at 0x[0-9a-fA-F]+", "", str(error)).strip().splitlines()
    except BaseException:  # a learner's own exception may fail to print itself
        lines = []
    if lines and "inhomogeneous shape" in lines[0]:
        return "ValueError: its rows have different lengths, so they make no array"
    return f"{type(error).__name__}: {lines[0][:200]}".rstrip(" .") if lines else type(error).__name__


def _kind(value: Any) -> str:
    name = type(value).__name__
    return _KINDS.get(name, f"of type {name}")


def _shape(array: np.ndarray) -> str:
    return f"an array of shape {array.shape}" if array.ndim else "a single value"
