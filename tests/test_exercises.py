"""Every exercise, as data and as it stands in its notebook; a notebook joins by adding its nbXX.py."""

import ast
import itertools
import json
import random
import re
import subprocess
import sys
import types
import warnings
from pathlib import Path

import numpy as np
import pytest

from helpers.exercises import Exercise, Misconception, all_exercises, check, engine

ROOT = Path(__file__).parents[1]
EXERCISES = all_exercises()
SOLUTION = re.compile(r"<details>\s*<summary>Solution</summary>.*?```python\n(.*?)```.*?</details>", re.DOTALL)


class Hostile:
    """An object on which every way of reading it fails."""

    def _fail(self, *args: object) -> None:
        raise SystemExit("hostile")

    __array__ = __eq__ = __float__ = __len__ = __iter__ = __str__ = __getattr__ = _fail
    __hash__ = object.__hash__


class MuteError(Exception):
    """An exception that cannot print itself."""

    def __str__(self) -> str:
        raise ValueError("no text")


def raising(error: BaseException):
    def function(*args: object) -> None:
        raise error

    return function


def endless(*args: object) -> int:
    return endless(*args) + 1


def noisy(*args: object) -> float:
    print("out")
    print("err", file=sys.stderr)
    warnings.warn("careful", stacklevel=1)
    return np.log(np.zeros(1) - 1)[0]


def cyclic() -> list:
    loop = []
    loop.append(loop)
    return loop


VALUES = {
    "none": None,
    "text": "many",
    "nan": np.nan,
    "inf": -np.inf,
    "nan array": np.full((3, 3), np.nan),
    "wrong shape": np.zeros((7, 1, 5)),
    "empty": [],
    "ragged": [[1, 2], [3]],
    "cyclic": cyclic(),
    "mixed": [1, None, "a"],
    "complex": 1j,
    "true": True,
    "huge": 10**400,
    "bytes": b"5",
    "dict": {"a": 1},
    "set": {1, 2},
    "object": object(),
    "class": object,
    "hostile": Hostile(),
    "generator": (i for i in range(3)),
}
FUNCTIONS = {f"returns {name}": lambda *args, value=value: value for name, value in VALUES.items()} | {
    "ValueError": raising(ValueError("bad")),
    "SystemExit": raising(SystemExit(1)),
    "GeneratorExit": raising(GeneratorExit()),
    "AssertionError": raising(AssertionError()),
    "Mute": raising(MuteError()),
    "NameError": lambda *args: undefined,  # noqa: F821
    "no such arity": lambda a, b, c, d, e, f, g: a,
    "recursion": endless,
    "noisy": noisy,
    "builtin": len,
}


def outcome(exercise_id: str, answer: object) -> tuple[str, str]:
    """Status and message, after a look at how the feedback is shown."""
    feedback = check(exercise_id, answer)
    assert feedback.message
    word = engine._LOOK[feedback.status][1]
    assert word in repr(feedback) and word in feedback._repr_html_()
    assert " at 0x" not in repr(feedback)
    return feedback.status, feedback.message


@pytest.fixture
def toy(monkeypatch):
    """Put exercises in the place of all others for one test."""

    def install(*exercises: Exercise) -> None:
        module = types.ModuleType("toy")
        module.EXERCISES = exercises
        monkeypatch.setattr(engine, "_modules", lambda: ["nb99"])
        monkeypatch.setitem(sys.modules, "helpers.exercises.nb99", module)

    return install


# Every exercise ------------------------------------------------------------


@pytest.mark.parametrize("exercise_id", EXERCISES)
def test_exercise(exercise_id, capfd, recwarn):
    exercise = EXERCISES[exercise_id]
    stub = (lambda *args: ...) if exercise.cases else ...
    assert outcome(exercise_id, stub)[0] == "not attempted"
    assert outcome(exercise_id, exercise.reference) == ("right", exercise.why)
    capfd.readouterr(), recwarn.clear()  # what a library says when it is first imported

    hints = [m.hint for m in exercise.misconceptions]
    assert len(hints) >= 2 and len(set(hints)) == len(hints)
    for misconception in exercise.misconceptions:
        # The first match is answered: its own hint means that it is no twin of another, nor of the reference.
        assert outcome(exercise_id, misconception.wrong) == ("not yet", misconception.hint), misconception.name

    for name, garbage in (VALUES | (FUNCTIONS if exercise.cases else {})).items():
        assert outcome(exercise_id, garbage)[0] == "not yet", name
    assert capfd.readouterr() == ("", "") and not recwarn.list


def test_ids_follow_modules():
    for name in engine._modules():
        for exercise_id, exercise in all_exercises([name]).items():
            assert f"nb{exercise_id.split('.')[0]:0>2}" == name
            assert all([exercise.prompt, exercise.why, *(m.name for m in exercise.misconceptions)])
    declared = sum(len(sys.modules[f"helpers.exercises.{name}"].EXERCISES) for name in engine._modules())
    assert len(EXERCISES) == declared, "an id is used twice"


# The notebooks ------------------------------------------------------------


def names_in(source: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}


def run_with_imports(source: str, code_before: list[str], namespace: dict) -> None:
    """Execute `source` after those of the notebook's own imports that it uses; nothing else of it runs."""
    for cell in code_before:
        for node in ast.parse(re.sub(r"^\s*[%!].*", "", cell, flags=re.MULTILINE)).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                bound = {(alias.asname or alias.name).split(".")[0] for alias in node.names}
                if bound & names_in(source):
                    exec(ast.unparse(node), namespace)
    exec(source, namespace)


def judge_notebook(path: Path) -> list[tuple[str, str, str]]:
    """(id, status of the stub, status of the folded solution) for each check call of a notebook, in order."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells]
    judged = []
    for i, cell in enumerate(cells):
        if cell["cell_type"] != "code" or "check(" not in sources[i]:
            continue
        for statement in ast.parse(sources[i]).body:  # a check inside a loop shows what a check can answer
            call = getattr(statement, "value", None)
            if not (isinstance(call, ast.Call) and getattr(call.func, "id", "") == "check"):
                continue
            exercise_id, name = call.args[0].value, call.args[1].id
            where = f"{path.name}: exercise {exercise_id}"
            stubs = [sources[j] for j in range(i) if "exercise" in cells[j]["metadata"].get("tags", [])]
            assert stubs, f"{where} has no attempt cell tagged `exercise` before its check."
            # Only up to the next code cell, lest the next exercise's solution be taken for this one's.
            after = itertools.takewhile(lambda j: cells[j]["cell_type"] == "markdown", range(i + 1, len(cells)))
            solution = SOLUTION.search("\n".join(sources[j] for j in after))
            assert solution, f"{where} has no folded solution after its check."
            code = [sources[j] for j in range(i) if cells[j]["cell_type"] == "code"]
            namespace = {}
            run_with_imports(stubs[-1], code, namespace)
            stub_status = check(exercise_id, namespace[name]).status
            run_with_imports(solution[1], code, namespace)
            judged.append((exercise_id, stub_status, check(exercise_id, namespace[name]).status))
    return judged


def test_notebooks():
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        judged = judge_notebook(path)
        module = f"nb{path.name[:2]}"
        known = list(all_exercises([module])) if module in engine._modules() else []
        own = [found for found in judged if found[0] in known]
        assert own == [(exercise_id, "not attempted", "right") for exercise_id in known], path.name
        assert [found[1:] for found in judged] == [("not attempted", "right")] * len(judged), path.name


def notebook(tmp_path: Path, *cells: tuple[str, str]) -> Path:
    """Write a notebook; a cell's kind is "code", "exercise" (tagged code) or "markdown"."""
    path = tmp_path / "99_toy.ipynb"
    written = [
        {
            "cell_type": "code" if kind == "exercise" else kind,
            "metadata": {"tags": ["exercise"]} if kind == "exercise" else {},
            "source": source.splitlines(keepends=True),
        }
        for kind, source in cells
    ]
    path.write_text(json.dumps({"cells": written}), encoding="utf-8")
    return path


FOLDED = "<details>\n<summary>Solution</summary>\n\n```python\n{}\n```\n\nWhy.\n</details>"
STUB = ("exercise", "def double(x):\n    return ...  # your code here")


@pytest.mark.parametrize(("body", "status"), [("2 * np.asarray(x)", "right"), ("x", "not yet")])
def test_notebook_reader(tmp_path, toy, body, status):
    toy(Exercise("99.1", "Double.", lambda x: 2 * x, (), "Twice.", cases=((1.0,), (3.0,), (7.0,))))
    solution = FOLDED.format(f"def double(x):\n    return {body}")
    imports = ("code", "%matplotlib inline\nimport numpy as np\nimport nowhere\n1 / 0")
    path = notebook(tmp_path, imports, STUB, ("code", 'check("99.1", double)'), ("markdown", solution))
    assert judge_notebook(path) == [("99.1", "not attempted", status)]


def test_notebook_reader_misses_nothing(tmp_path, toy):
    toy(Exercise("99.1", "Double.", lambda x: 2 * x, (), "Twice.", cases=((1.0,),)))
    call = ("code", 'check("99.1", double)')
    with pytest.raises(AssertionError, match="no folded solution"):
        judge_notebook(notebook(tmp_path, STUB, call, ("code", "1"), ("markdown", FOLDED.format("x"))))
    with pytest.raises(AssertionError, match="no attempt cell"):
        judge_notebook(notebook(tmp_path, call, ("markdown", FOLDED.format("x"))))


# The engine ------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda x: -3 * x @ x.T, "off by the same factor: yours is -3 times"),
        (lambda x: -x, "sign is wrong"),
        (lambda x: x.T, "transpose"),
        (lambda x: x[0], r"of shape \(3,\); an array of shape \(2, 3\)"),
        (
            lambda x: x + (x == 4),
            r"For input x = .*: your result is 5 at position \[1, 1\], which is too large",
        ),
        (lambda x: (x + 1) / 0, "an infinite value"),
        (lambda x: 0 / (x * 0), "NaN"),
        (lambda x: "5", "should be an array of numbers; it is text"),
        (lambda x: x > 2, "should be numbers; yours holds True and False"),
        (lambda x: None, "is `return` missing"),
        (lambda: 5, r"raised TypeError: .* for input x = \[\["),
        (raising(SystemExit(1)), "^Your function raised SystemExit: 1 for input"),
        (raising(MuteError()), "^Your function raised MuteError for input"),
        (raising(ValueError(object())), "ValueError: <object object> for input"),
        (lambda x: np.array([x[0], x[1][:2]]), "raised ValueError: its rows have different lengths"),
        (lambda x: [x[0], x[1][:2]], "cannot be read .*rows have different lengths"),
    ],
)
def test_messages(toy, answer, words):
    x = np.array([[0.0, 1, 2], [3, 4, 6]])
    reference = (lambda x: x @ x.T) if "factor" in words else (lambda x: x)
    toy(Exercise("99.1", "Copy.", reference, (), "Yes.", cases=((x,),)))
    status, message = outcome("99.1", answer)
    assert status == "not yet" and re.search(words, message), message
    assert check("99.1", answer)._repr_html_() == check("99.1", answer)._repr_html_()


def test_numbers_in_any_wrapping(toy):
    toy(Exercise("99.1", "Three.", 3, (Misconception("two", 2, "Not two."),), "Three."))
    for three in (3, 3.0, np.float32(3), np.int8(3), np.array(3), 3 + 1e-9):
        assert outcome("99.1", three) == ("right", "Three."), three
    assert outcome("99.1", 2.0) == ("not yet", "Not two.")
    assert outcome("99.1", [3])[1] == "Your result is an array of shape (1,); a single value is expected."
    assert outcome("99.1", 4)[1] == "Your result is 4, which is too large."
    assert outcome("99.1", ...)[0] == "not attempted"


def test_close_is_not_a_factor(toy):
    """A small number added inside a logarithm, or rounding, is named as such and not as a factor of 1."""
    p = np.array([0.9, 0.2, 0.6, 0.4])
    toy(
        Exercise("99.1", "Surprise.", lambda p: -np.log(p), (), "Yes.", cases=((p,),)),
        Exercise("99.2", "Pair.", (0.8182, 2.0), (), "Yes."),
    )
    for answer in (lambda p: -np.log(p + 1e-4), lambda p: np.round(-np.log(p), 3)):
        assert re.search(r"close, but not exact\. Is something rounded", outcome("99.1", answer)[1])
    assert outcome("99.2", (0.818, 2))[1].startswith("The first part of your result is 0.818: close, but not exact")
    assert "by the same factor: yours is 1.1 times" in outcome("99.1", lambda p: -1.1 * np.log(p))[1]


def test_close_needs_every_case(toy):
    toy(Exercise("99.1", "Add.", lambda x: x + 1e-4, (), "Yes.", cases=((1.0,), (0.001,))))
    assert "too small" in outcome("99.1", lambda x: x)[1]


def test_other_kinds(toy):
    toy(
        Exercise("99.1", "Text.", "Adam", (), "Yes."),
        Exercise("99.2", "Truth.", True, (), "Yes."),
        Exercise("99.3", "Pair.", (2, "relu"), (), "Yes."),
        Exercise("99.4", "Named.", {"mean": 0.5, "sd": np.ones(2)}, (), "Yes."),
        Exercise("99.5", "Arrays.", (np.ones(3), np.ones(3)), (), "Yes."),
    )
    for right in (
        ("99.1", " adam"),
        ("99.2", np.True_),
        ("99.3", [2, "relu"]),
        ("99.4", {"sd": [1, 1], "mean": 0.5}),
    ):
        assert outcome(*right)[0] == "right", right
    assert "it is 'sgd'" in outcome("99.1", "sgd")[1]
    assert "should be True or False; it is of type int" in outcome("99.2", 1)[1]
    assert outcome("99.3", (1, "relu"))[1] == "The first part of your result is 1, which is too small."
    assert outcome("99.3", (2,))[1] == "Your result has 1 part; 2 are expected."
    assert outcome("99.3", 2)[1] == "Your result is one number; 2 results are expected, as in `return a, b`."
    assert outcome("99.5", np.ones((2, 3)))[1].startswith("Your result is one array; 2 results are expected")
    assert outcome("99.3", (2, "relu", 1))[1] == "Your result has 3 parts; 2 are expected."
    assert outcome("99.3", "relu")[1] == "Your result should be 2 results, as in `return a, b`; it is text."
    assert "should have the parts mean, sd" in outcome("99.4", 5)[1]
    assert outcome("99.4", {"mean": 0.5})[1] == "Your result has no part `sd`."
    assert "has a part too many: `n`" in outcome("99.4", {"mean": 0.5, "sd": [1, 1], "n": 3})[1]
    assert "Part `sd` of your result is an array of shape (3,)" in outcome("99.4", {"mean": 0.5, "sd": [1, 1, 1]})[1]
    assert outcome("99.4", {"mean": ..., "sd": ...})[0] == "not attempted"


def test_learner_changes_nothing(toy):
    def spoils(x):
        x += 1
        random.seed(1)
        np.random.seed(1)
        np.seterr(all="raise")
        sys.stdout = None
        return x - 1

    x = np.arange(3.0)
    toy(Exercise("99.1", "Copy.", lambda x: x, (), "Yes.", cases=((x,),)))
    before = random.getstate(), np.random.get_state()[1].tolist(), np.geterr(), sys.stdout
    assert outcome("99.1", spoils)[0] == "right"
    assert (random.getstate(), np.random.get_state()[1].tolist(), np.geterr(), sys.stdout) == before
    assert x.tolist() == [0, 1, 2]


def test_lost_prints_are_mentioned(toy):
    def talks(x):
        print("x is", x)
        return x + 1

    toy(Exercise("99.1", "Copy.", lambda x: x, (), "Yes.", cases=((1.0,),)))
    assert outcome("99.1", talks)[1].endswith("call your function in a cell of its own to see it.)")
    assert "prints" not in outcome("99.1", lambda x: x + 1)[1]


def test_stubs_that_stumble(toy):
    toy(Exercise("99.1", "Copy.", lambda x: x, (), "Yes.", cases=((1.0,),)))
    for stub in (lambda x: ... + 1, lambda x: np.sqrt(...), lambda x: (..., ...), lambda x: [...]):
        assert outcome("99.1", stub)[0] == "not attempted"
    # NumPy's list of valid indices, which names the ellipsis too, is no stub.
    status, message = outcome("99.1", lambda x: np.arange(3)[x / 2])
    assert status == "not yet" and "raised IndexError: only integers" in message


def test_a_mistake_that_raises(toy):
    def half(x):
        return np.arange(9)[x / 2] if x > 2 else x

    toy(Exercise("99.1", "Copy.", lambda x: x, (Misconception("half", half, "Whole!"),), "Yes.", cases=((1,), (5,))))
    assert outcome("99.1", half) == ("not yet", "Whole!")
    assert "raised IndexError: only integers" in outcome("99.1", lambda x: half(x) + 1)[1]  # differs before it
    assert "raised IndexError: index 5" in outcome("99.1", lambda x: np.arange(2)[x])[1]
    assert outcome("99.1", lambda x: 1)[1] == "For input x = 5: your result is 1, which is too small."


def test_right_numbers_in_a_wrong_form(toy):
    def lacks(result):
        return "" if result.dtype == np.int8 else "the values are right, the bytes are not."

    x = np.arange(3)
    toy(Exercise("99.1", "Copy.", lambda x: x.astype(np.int8), (), "Yes.", cases=((x,),), form=lacks))
    assert outcome("99.1", lambda x: x.astype(np.int8)) == ("right", "Yes.")
    assert outcome("99.1", lambda x: x) == ("not yet", "The values are right, the bytes are not.")
    assert "too large" in outcome("99.1", lambda x: x + (x == 1))[1]


def test_html_is_escaped():
    shown = check("10.1", raising(ValueError("<script> `x` & y")))._repr_html_()
    assert "&lt;script&gt; <code>x</code> &amp; y" in shown and "<script>" not in shown


def test_interrupt_passes():
    with pytest.raises(KeyboardInterrupt):
        check("10.1", raising(KeyboardInterrupt()))


@pytest.mark.parametrize("unknown", ["10.99", "77.1", "x", 10])
def test_unknown_id(unknown):
    with pytest.raises(KeyError, match=r"10\.1, 10\.2"):
        check(unknown, 1)


def test_an_id_without_quotes_is_understood():
    assert check(10.1, ...).status == "not attempted"


def test_import_is_light():
    heavy = "{'tensorflow', 'keras', 'helpers.exercises.nb10'}"
    code = f"import sys, helpers.exercises; print(*{heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


# Notebook 10 ------------------------------------------------------------


def test_nb10_against_keras():
    import keras

    from helpers.exercises import nb10

    model = nb10.build_normalized()
    assert model.count_params() == 123_050
    conv = keras.layers.Conv2D(8, 5, strides=3)
    assert conv.compute_output_shape((None, 32, 32, 4))[1] == nb10.output_size(32, 5, 0, 3)
    x = np.random.default_rng(0).normal(size=(1, 6, 4, 3)).astype("float32")
    assert np.array_equal(keras.layers.MaxPooling2D(2)(x)[0], nb10.max_pool(x[0]))


def test_nb10_architecture_in_other_words():
    import keras
    from keras import layers

    def functional():
        y = x = keras.Input((32, 32, 3))
        for i, filters in enumerate((32, 64, 64)):
            y = layers.Conv2D(filters, (3, 3), use_bias=False)(y)
            y = layers.ReLU()(layers.BatchNormalization()(y))
            y = layers.MaxPool2D()(y) if i < 2 else y
        y = layers.Dense(64, activation="relu")(layers.Flatten()(y))
        return keras.Model(x, layers.Softmax()(layers.Dense(10)(y)))

    assert outcome("10.5", functional)[0] == "right"
    assert "A function is expected, this is of type Functional" in outcome("10.5", functional())[1]

    def filters_wrong():
        return keras.Sequential([keras.Input((32, 32, 3)), layers.Conv2D(16, 3, use_bias=False)])

    assert "Part `step 1`" in outcome("10.5", filters_wrong)[1] and "16 filters" in outcome("10.5", filters_wrong)[1]


# Notebook 20 ------------------------------------------------------------


def test_nb20_attack():
    from helpers.exercises import nb20

    others = np.random.default_rng(0).permutation(np.arange(100.0))
    for percent in range(100):  # by the definition, where `int(0.29 * 100)` is 28
        assert nb20.accused_members(np.arange(100) - 0.5, others, percent / 100) == (percent + 1) / 100

    def accused(position):
        return lambda members, others, fpr: np.mean(members < np.sort(others)[position(fpr, len(others))])

    assert outcome("20.4", accused(lambda fpr, n: int(fpr * n)))[0] == "right"
    assert outcome("20.4", lambda m, o, fpr: np.mean(m < max(t for t in o if np.mean(o < t) <= fpr)))[0] == "right"
    assert "must be a whole number: round down" in outcome("20.4", accused(lambda fpr, n: fpr * n))[1]
    assert "must be a whole number: round down" in outcome("20.4", accused(lambda fpr, n: np.floor(fpr * n)))[1]


@pytest.mark.parametrize("dtype", [float, np.float16, np.int32, np.int64, np.int16])
def test_nb20_one_byte(dtype):
    from helpers.exercises import nb20

    words = f"The values are right, but each takes {np.dtype(dtype).itemsize} bytes"
    assert outcome("20.5", lambda *given: nb20.to_int8(*given).astype(dtype))[1].startswith(words)
    assert "The values are right, but this is no" in outcome("20.5", lambda *given: nb20.to_int8(*given).tolist())[1]
