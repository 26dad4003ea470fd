"""Figures: the style, the one way they are shown, and the drawings that several notebooks use."""

import base64
import io
import json

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


@pytest.mark.parametrize("last", [(0.5, 0.5), (0.5, 0.501), (0.501, 0.5), (0.2, 0.9)])
def test_training_curves_name_both_lines_also_where_they_end_close(last):
    history = {"loss": [1, last[0]], "val_loss": [1, last[1]], "accuracy": [0, last[0]], "val_accuracy": [0, last[1]]}
    fig, axes = plt.subplots(1, 2, figsize=(6.6, 2.8))
    plots.training_curves(axes, history)
    fig.canvas.draw()
    for ax in axes:
        train, held = (text.get_window_extent() for text in ax.texts[:2])
        assert not train.overlaps(held)
        assert (train.y0 > held.y0) == (last[0] > last[1])


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


def test_gallery_shows_stored_figures_again(tmp_path, shown):
    fig, _ = plt.subplots()
    plots.show(fig, caption="Two & more lines.", alt="Two lines that cross.")
    cells = [{"cell_type": "markdown"}, {"cell_type": "code", "outputs": [{"data": {"text/html": [shown.pop()]}}]}]
    (tmp_path / "01_a.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    plots.gallery(tmp_path, [("01_a", "Two & more", "Crossing < lines"), ("01_a", "Three", "Lost")])
    assert pixels(shown[0]).shape == (330, 660, 3) and 'alt="Two lines that cross."' in shown[0]
    assert "<figcaption>Crossing &lt; lines</figcaption>" in shown[0] and "Two &amp; more" not in shown[0]
    assert shown[0].count("<img") == 1 and "(Run notebook 01_a to see this figure.)" in shown[0]


def test_timeline_flags_do_not_cross():
    _, ax = plt.subplots(figsize=(6.6, 4))
    events = ["1990 first of them all", "1991 second thing", "1992 third thing", "2020 last"]
    plots.timeline(ax, above=events, below=["2001 below"], years=[1980, 2000, 2030])
    text = {t.get_text().split()[0]: t for t in ax.texts}
    heights = [text[year].get_position()[1] for year in ("1990", "1991", "1992", "2020")]
    assert heights[0] > heights[1] > heights[2] >= heights[3] > 0 > text["2001"].get_position()[1]
    ax.figure.draw_without_rendering()
    boxes = [text[year].get_window_extent() for year in ("1990", "1991", "1992", "2020")]
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_nested_names_every_ring():
    _, ax = plt.subplots()
    plots.nested(ax, [("wide", "an example"), ("narrow", "another")])
    assert [t.get_text() for t in ax.texts] == ["wide", "an example", "narrow", "another"]
    wide, narrow = (patch.get_extents() for patch in ax.patches)
    assert wide.x0 < narrow.x0 and wide.y0 < narrow.y0 and wide.x1 > narrow.x1 and wide.y1 > narrow.y1


def test_people_are_counted():
    _, axes = plt.subplots(1, 2)
    plots.people(axes, tp=3, fn=1, fp=4, tn=12)
    assert [len(ax.collections[0].get_offsets()) for ax in axes] == [20, 7]
    colors = [matplotlib.colors.to_hex(color) for color in axes[1].collections[0].get_facecolors()]
    assert colors == [plots.VERMILLION.lower()] * 3 + [plots.BLUE.lower()] * 4


def test_neuron_wires_carry_value_and_gradient():
    _, ax = plt.subplots()
    wires = ["w1", "x1", "w2", "x2", "b", "p1", "p2", "z", "y_hat", "loss"]
    values = {name: -1.0 - i for i, name in enumerate(wires)}
    plots.neuron_wires(ax, values, {name: 1.0 + i for i, name in enumerate(wires)}, target=1.0)
    above = [t.get_text() for t in ax.texts if t.get_color() == plots.BLUE and t.get_va() == "bottom"]
    below = [t.get_text() for t in ax.texts if t.get_color() == plots.VERMILLION and t.get_va() == "top"]
    assert above == [f"−{i}.000" for i in range(1, 11)] and below == [f"{i}.000" for i in range(1, 11)]
    assert [t.get_text() for t in ax.texts if t.get_text() in "×+"] == ["×", "×", "+"]
    assert {"$z$", r"$\hat y$", "$y = 1$"} <= {t.get_text() for t in ax.texts}


def test_graph_puts_children_right_of_parents():
    _, ax = plt.subplots()
    nodes = [("x", 2.0, 4.0), ("w", 1.0, 8.0), ("×", 2.0, 4.0), ("²", 4.0, 1.0)]
    plots.graph(ax, nodes, [(0, 2), (1, 2), (2, 3)])
    at = {text.get_text(): text.get_position() for text in ax.texts if text.get_text() in "xw×²"}
    assert at["x"][0] == at["w"][0] < at["×"][0] < at["²"][0]
    assert abs(at["x"][1] - at["w"][1]) == 1
    assert sum(text.get_color() == plots.VERMILLION for text in ax.texts) == len(nodes)


def test_label_lines_moves_names_apart():
    fig, ax = plt.subplots()
    ax.set(yscale="log", ylim=(0.1, 10))
    plots.label_lines(ax, [1, 2], {"a": [1, 1], "b": [1, 1.001], "gone": [1, np.nan]}, [plots.BLUE, plots.GREEN, "k"])
    low, high = ax.texts
    assert (low.get_text(), high.get_text()) == ("a", "b") and high.get_color() == plots.GREEN
    assert (high.xyann[1] - low.xyann[1]) * fig.dpi / 72 > 11
    _, ax = plt.subplots()
    plots.label_lines(ax, [1, 2], {"low": [0, 0], "high": [900, 900]}, [plots.BLUE, plots.GREEN])
    assert [text.xyann[1] for text in ax.texts] == [0, 0], "far apart on limits that were not set"


def test_ridges_count_what_lies_outside():
    _, ax = plt.subplots()
    plots.ridges(ax, [np.array([0.5, 9.0, 9.0]), np.zeros(3)], np.array([0.0, 1.0, 2.0]))
    first, second = ax.patches
    assert first.get_data().values.tolist() == [2.45, 2.9] and first.get_data().baseline == 2
    assert second.get_data().values.tolist() == [1.9, 1.0]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["1", "2"]


def test_decision_map_draws_border_and_classes():
    _, ax = plt.subplots()
    axis = np.linspace(-1, 1, 21)
    probability = np.tile(axis[None] / 4 + 0.5, (21, 1))
    plots.decision_map(ax, axis, axis, probability, [[0, 1], [0.5, -0.5]], [0, 1], names=("well", "ill"))
    blue, vermillion = ax.collections[-2:]
    assert blue.get_offsets().tolist() == [[0, 1]] and vermillion.get_offsets().tolist() == [[0.5, -0.5]]
    ends = np.stack([ax.images[0].cmap([0.0, 1.0]), [dots.get_facecolor()[0] for dots in (blue, vermillion)]])
    light_0, light_1 = np.moveaxis(ends[..., :3] @ (0.299, 0.587, 0.114), 1, 0)  # ground and dots, printed in gray
    assert (np.abs(light_0 - light_1) > 0.2).all()
    border = np.concatenate([path.vertices for path in ax.collections[0].get_paths()])
    assert np.allclose(border[:, 0], 0) and np.allclose(ax.get_xlim(), (-1.05, 1.05))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["well", "ill"]
    plots.decision_map(plt.subplots()[1], axis, axis, np.full((21, 21), 0.2))  # no border: no warning either


def test_unit_lines_go_through_zero_and_point_to_the_positive_side():
    _, ax = plt.subplots()
    W, b = np.array([[3.0, 0.0], [4.0, 0.0]]), np.array([-5.0, 1.0])
    plots.unit_lines(ax, W, b, length=2)
    (line,), (arrow,) = ax.lines, ax.texts  # the second unit has no weights
    for point in (line.get_xy1(), line.get_xy2()):
        assert np.isclose(W[:, 0] @ point + b[0], 0)
    assert np.isclose(W[:, 0] @ arrow.xyann + b[0], 0) or np.isclose(W[:, 0] @ arrow.xy + b[0], 10)


def test_function_and_slope_marks_where_the_slope_is_small():
    _, axes = plt.subplots(1, 2)
    z = np.linspace(-1, 1, 5)
    plots.function_and_slope(axes, z, {"line": (z, np.ones(5)), "flat": (0 * z, 0 * z)})
    assert [len(ax.collections[0].get_paths()) for ax in axes] == [0, 1]
    assert [line.get_color() for line in axes[0].lines[1:]] == [plots.BLUE, plots.VERMILLION]


def test_matrix_strip_keeps_one_scale():
    fig = plt.figure()
    plots.matrix_strip(fig, "X @ W + b = Z", [np.ones((4, 3)), -2 * np.ones((3, 2)), np.ones(2), np.ones((4, 2))])
    meshes = [ax.collections[0] for ax in fig.axes if ax.collections]
    assert len(fig.axes) == 7 and [m.get_clim() for m in meshes] == [(-2, 2)] * 4
    shown = [ax.texts[0].get_text() for ax in fig.axes]
    assert shown == ["X\n4×3", "@", "W\n3×2", "+", "b\n(2,)", "=", "Z\n4×2"]


def test_network_inputs_draws_all_five():
    names = "rient"
    axes = dict(zip(names, plt.subplots(1, 5)[1], strict=True))
    picture = np.zeros((8, 8, 3))
    plots.network_inputs(axes, np.array([1.0, -1.0]), picture, np.arange(9), np.zeros((4, 4)), picture)
    assert len(axes["r"].patches) == 2 and len(axes["i"].patches) == 3
    signal, cells = axes["e"].lines
    assert len(cells.get_xdata()) == len(axes["e"].texts) + 1  # an arrow, drawn as an empty note, between neighbors
    assert cells.get_ydata().max() < signal.get_ydata().min()
    assert all(axes[name].images for name in "int")


def test_heat_maps_are_white_at_zero():
    _, axes = plt.subplots(1, 2)
    plots.heat_maps(axes, {"A": np.array([[1.0, -3.0]]), "zeros": np.zeros((2, 1))})
    assert [ax.images[0].get_clim() for ax in axes] == [(-3, 3), (-1, 1)]
    assert axes[0].get_title(loc="center") == "A\n(1, 2)"


def test_descent_stays_on_its_map():
    _, ax = plt.subplots()
    x = np.linspace(-1, 1, 9)
    plots.descent(ax, x, 2 * x, np.add.outer(x**2, x**2), [[0.5, 0.5], [40, 1e9]], (0, 0), "loss 1")
    assert ax.get_xlim() == (-1, 1) and ax.get_ylim() == (-2, 2) and ax.texts[0].get_text() == "loss 1"
    walk, start, goal = ax.lines
    assert walk.get_xydata().tolist()[0] == start.get_xydata().tolist()[0] == [0.5, 0.5]
    assert goal.get_xydata().tolist() == [[0, 0]]


def test_animate_plays_and_stops(shown):
    fig, ax = plt.subplots(figsize=(2, 1))
    (dot,) = ax.plot(0, 0, "o")
    ax.set_xlim(0, 3)
    plots.animate(fig, lambda k: dot.set_data([k], [0]), frames=4, caption="A dot & more.", alt="It moves.", plays=2)
    assert 'alt="It moves."' in shown[0] and "<figcaption>A dot &amp; more.</figcaption>" in shown[0]
    moving = Image.open(io.BytesIO(base64.b64decode(shown[0].split("base64,")[1].split('"')[0])))
    assert moving.n_frames == 4 and moving.info["loop"] == 2 and moving.size == (220, 110)
    assert not plt.fignum_exists(fig.number)
    with pytest.raises(ValueError, match="caption and an alternative text"):
        plots.animate(plt.figure(), print, 1, "", "alt")


def test_paired_dots_join_each_repetition():
    _, axes = plt.subplots(1, 2, sharey=True)
    runs = {"noise": ([0.9, 0.8], [0.5, 0.6], "+0.30"), "scaling": ([0.7], [0.7], "0")}
    plots.paired_dots(axes, runs, truth={"noise": 0.5})
    assert [line.get_ydata().tolist() for line in axes[0].lines[:2]] == [[0.9, 0.5], [0.8, 0.6]]
    assert {text.get_text() for text in axes[0].texts} == {"0.850", "0.550", "truth"}
    assert [ax.get_xlabel() for ax in axes] == ["+0.30", "0"] and len(axes[1].texts) == 2


def test_loss_surface_carries_path_and_minimum():
    ax = plt.figure().add_subplot(projection="3d")
    w, b = np.meshgrid(np.linspace(-1, 1, 5), np.linspace(-2, 2, 4))
    plots.loss_surface(ax, w, b, w**2 + b**2, np.array([[1, 2, 5], [0.5, 1, 1.25]]), (0, 0, 0))
    path, start, best = (np.transpose(line.get_data_3d()) for line in ax.lines)
    assert path.tolist() == [[1, 2, 5], [0.5, 1, 1.25]]
    assert start.tolist() == [[1, 2, 5]] and best.tolist() == [[0, 0, 0]]


def test_ecg_paper_has_a_square_for_a_fifth_of_a_second_and_half_a_millivolt():
    _, ax = plt.subplots()
    plots.ecg_paper(ax, (0, 1), (-1, 1.5))
    upright = [line.get_xdata()[0] for line in ax.lines if line.get_xdata()[0] == line.get_xdata()[1]]
    level = [line.get_ydata()[0] for line in ax.lines if line.get_ydata()[0] == line.get_ydata()[1]]
    assert np.allclose(upright, [0, 0.2, 0.4, 0.6, 0.8, 1]) and np.allclose(level, np.arange(-2, 4) / 2)


def test_unrolled_draws_one_cell_a_step_and_the_same_weights_at_each():
    _, ax = plt.subplots()
    plots.unrolled(ax, [np.array([0.0, 1.0]), np.array([1.0, 2.0]), np.array([2.0, -1.0])])
    words = [text.get_text() for text in ax.texts]
    assert len(ax.patches) == 4 and len(ax.lines) == 3
    assert words.count("$\\mathbf{U}$") == words.count("$\\mathbf{W}$") == 4
    assert "$\\mathbf{h}_{3}$" in words and ax.lines[2].get_ydata().min() == pytest.approx(-0.55)


def test_ecg_strip_names_beats_and_waves():
    _, axes = plt.subplots(2, 1)
    time = np.arange(720) / 360
    mv = sum(height * np.exp(-(((time - at) / width) ** 2)) for at, height, width in
             ((0.34, 0.2, 0.03), (0.5, 1.0, 0.01), (0.75, -0.3, 0.05), (1.4, 1.2, 0.03)))  # fmt: skip
    peaks, symbols = np.array([-180, 180, 504, 900]), np.array(["N", "N", "V", "A"])
    plots.ecg_strip(axes, np.stack([mv, -mv], axis=1), 360, ("MLII", "V1"), peaks, symbols, {"V": plots.VERMILLION})
    words = {text.get_text(): text for text in axes[0].texts}
    assert list(words) == ["N", "V", "P", "QRS", "T"] and words["V"].get_color() == plots.VERMILLION
    assert words["P"].get_position()[0] == pytest.approx(0.34, abs=0.02)
    assert words["T"].get_position() == pytest.approx((0.75, -0.42), abs=0.03)
    assert [ax.get_ylabel() for ax in axes] == ["MLII, mV", "V1, mV"]
