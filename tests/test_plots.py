"""Figures: the style, the one way they are shown, and the drawings that several notebooks use."""

import base64
import io

import matplotlib
import numpy as np
import pytest

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from PIL import Image

from helpers import plots


@pytest.fixture(autouse=True)
def style():
    with plt.rc_context():
        plots.use_style()
        yield
    plt.close("all")


@pytest.fixture
def shown(monkeypatch):
    """What `plots.show` displays, as HTML texts."""
    outputs = []
    monkeypatch.setattr("IPython.display.display", lambda output: outputs.append(output.data))
    return outputs


def pixels(markup: str) -> np.ndarray:
    picture = markup.split("base64,")[1].split('"')[0]
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB"))


def test_style_is_the_course_style():
    assert plt.rcParams["axes.prop_cycle"].by_key()["color"][:2] == [plots.BLUE, plots.VERMILLION]
    assert plt.rcParams["figure.figsize"] == [6, 3] and plt.rcParams["figure.dpi"] == 110
    assert not plt.rcParams["axes.spines.top"] and not plt.rcParams["axes.spines.right"]


def test_show_gives_picture_caption_and_alternative_text(shown):
    fig, ax = plt.subplots()
    ax.plot([0, 1])
    plots.show(fig, caption="A line & more.", alt='It goes "up" <slowly>.')
    assert 'alt="It goes &quot;up&quot; &lt;slowly&gt;."' in shown[0]
    assert "<figcaption>A line &amp; more.</figcaption>" in shown[0]
    assert pixels(shown[0]).shape == (330, 660, 3)
    assert not plt.fignum_exists(fig.number), "the figure stays open: Jupyter would draw it a second time"


def test_a_stand_in_is_named_in_the_figure(shown):
    for source in ("real", "stand-in"):
        fig, ax = plt.subplots()
        ax.set_axis_off()
        plots.show(fig, "caption", "alternative text", source=source)
    real, standin = map(pixels, shown)
    corner = np.s_[-15:, -150:]
    assert (real[corner] == 255).all() and (standin[corner] < 200).any()


@pytest.mark.parametrize(("caption", "alt"), [("", "alt"), ("caption", " ")])
def test_show_refuses_a_figure_without_words(caption, alt):
    with pytest.raises(ValueError, match="caption and an alternative text"):
        plots.show(plt.figure(), caption, alt)


def test_image_grid_hides_what_is_empty():
    _, axes = plt.subplots(2, 2)
    plots.image_grid(axes, np.zeros((3, 4, 4)), ["a"], vmin=0, vmax=1)
    assert [len(ax.images) for ax in axes.ravel()] == [1, 1, 1, 0]
    assert [ax.axison for ax in axes.ravel()] == [False] * 4
    assert axes[0, 0].get_title(loc="center") == "a"


def test_training_curves_mark_the_best_epoch():
    history = {"loss": [3, 2, 1], "val_loss": [3, 1, 2], "accuracy": [0, 0.5, 1], "val_accuracy": [0, 0.6, 0.5]}
    _, axes = plt.subplots(1, 2)
    plots.training_curves(axes, history)
    train, held, best = axes[0].lines
    assert train.get_ydata().tolist() == [3, 2, 1] and held.get_ydata().tolist() == [3, 1, 2]
    assert (train.get_linestyle(), held.get_linestyle()) == ("-", "--") and train.get_color() == held.get_color()
    assert list(best.get_xdata()) == [2, 2]
    assert any("epoch 2" in text.get_text() for text in axes[0].texts)


def test_confusion_shows_counts_and_shades_by_row():
    _, ax = plt.subplots()
    plots.confusion(ax, [[30, 10], [0, 0]], ["yes", "no"])
    assert [text.get_text() for text in ax.texts] == ["30", "10", "0", "0"]
    assert np.allclose(ax.collections[0].get_array(), [[0.75, 0.25], [0, 0]])


def test_number_grid_keeps_numbers_readable():
    _, ax = plt.subplots()
    plots.number_grid(ax, np.array([[0.0, 1.0]]), "grid", vmin=0, vmax=1)
    assert [(t.get_text(), t.get_color()) for t in ax.texts] == [("0.00", "white"), ("1.00", "black")]


def test_interval_dots_are_sorted():
    _, ax = plt.subplots()
    plots.interval_dots(ax, ["a", "b", "c"], [0.5, 0.9, 0.1], [0.4, 0.8, 0.0], [0.6, 1.0, 0.2])
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["c", "a", "b"]
    assert ax.lines[0].get_xdata().tolist() == [0.1, 0.5, 0.9]
    assert [segment[:, 0].tolist() for segment in ax.collections[0].get_segments()] == [[0, 0.2], [0.4, 0.6], [0.8, 1]]


def test_reliability_draws_curve_and_counts():
    _, axes = plt.subplots(2, 1, sharex=True)
    plots.reliability(axes, [0.1, 0.8], [0.2, 0.9], [0.2, 0.25, 0.9])
    assert axes[0].lines[1].get_xydata().tolist() == [[0.2, 0.1], [0.9, 0.8]]
    assert [patch.get_height() for patch in axes[1].patches] == [0, 0, 2, 0, 0, 0, 0, 0, 0, 1]


def test_seed_dots_keep_order_and_highlight():
    _, ax = plt.subplots()
    plots.seed_dots(ax, {"slow": [0.1, 0.2], "fast": [0.3]}, ["9 s", "1 s"], highlight="fast")
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["slow", "fast"]
    assert [line.get_color() for line in ax.lines] == [plots.BLUE, plots.VERMILLION]
    assert ax.get_ylim()[0] > ax.get_ylim()[1], "the first method stands on top"
