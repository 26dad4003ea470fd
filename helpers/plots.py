"""The course's figure style, the one way a figure is shown, and the few figures that several notebooks draw."""

import base64
import html
import io
import itertools
import json
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

BLUE, VERMILLION, GREEN, PINK, ORANGE, SKY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"
"""Okabe and Ito's color-blind-safe colors; blue and vermillion come first."""


def use_style() -> None:
    """Load the course's matplotlib style (``course.mplstyle``); figures then appear only through :func:`show`."""
    import matplotlib.pyplot as plt

    plt.style.use(Path(__file__).with_name("course.mplstyle"))


def show(fig, caption: str, alt: str, source: str = "real") -> None:
    """Show a figure with a visible caption and an alternative text, then close it.

    The picture reaches the page as an HTML image, because the ``alt`` that Jupyter can store beside an image output
    is not drawn into the page. nbval compares caption and alternative text and skips the pixels. WebP is small.

    Args:
        fig: a matplotlib figure.
        caption: one or two sentences under the figure: what to look at, what it says.
        alt: what the figure shows, for a reader who does not see it.
        source: ``data.source`` of the set it was made from; a stand-in is named inside the figure.

    Raises:
        ValueError: if caption or alternative text is empty.
    """
    import matplotlib.pyplot as plt

    if source != "real":
        # A label of the whole figure: the layout keeps room for it.
        fig.supxlabel("synthetic stand-in data", x=1, ha="right", fontsize=7, color="#888888")
    encoded = []
    for how in ({"lossless": True}, {"quality": 75}):  # lossless is smaller for charts, lossy for photographs
        buffer = io.BytesIO()
        fig.savefig(buffer, format="webp", pil_kwargs=how | {"method": 6})
        encoded.append(buffer.getvalue())
    plt.close(fig)
    _place(min(encoded, key=len), caption, alt)


def _place(webp: bytes, caption: str, alt: str) -> None:
    """Put a picture into the page as an HTML image with its caption."""
    from IPython.display import HTML, display

    if not (caption.strip() and alt.strip()):
        raise ValueError("Every figure needs a caption and an alternative text (alt).")
    picture = base64.b64encode(webp).decode("ascii")
    display(
        HTML(
            f'<figure style="margin:0.5em 0"><img alt="{html.escape(alt)}" src="data:image/webp;base64,{picture}">'
            f"<figcaption>{html.escape(caption)}</figcaption></figure>"
        )
    )


def gallery(folder: Path, figures: Sequence[tuple[str, str, str]]) -> None:
    """Show figures again that notebooks have stored among their outputs, side by side under captions of their own.

    Where a notebook has lost its outputs, a line says how to get the figure back.

    Args:
        folder: where the notebooks are.
        figures: for each a notebook's name without suffix, the first words of the figure's caption there, and the
            caption here.
    """
    from IPython.display import HTML, display

    found = []
    for name, words, caption in figures:
        cells = json.loads((folder / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
        pages = ["".join(o.get("data", {}).get("text/html", "")) for cell in cells for o in cell.get("outputs", [])]
        stored = [page for page in pages if f"<figcaption>{html.escape(words)}" in page]
        picture = stored[0].split("<figcaption>")[0] if stored else f"<figure>(Run notebook {name} to see this figure.)"
        found.append(
            f'<div style="flex:1 1 40%;max-width:36em">{picture}'
            f"<figcaption>{html.escape(caption)}</figcaption></figure></div>"
        )
    display(HTML(f'<div style="display:flex;flex-wrap:wrap;gap:1em">{"".join(found)}</div>'))


def image_grid(axes, images, titles: Sequence[str] = (), **imshow) -> None:
    """Draw images on axes, without ticks, each with its title above.

    Args:
        axes: an array of axes, any shape; axes beyond the last image are hidden.
        images: a sequence of arrays (height, width) or (height, width, 3).
        titles: for the first images, in order; images beyond the last title have none.
        imshow: handed to ``Axes.imshow`` (``cmap``, ``vmin``, ``vmax``).
    """
    axes = np.ravel(axes)
    for ax in axes:
        ax.set_axis_off()
    for i, (ax, image) in enumerate(zip(axes, images, strict=False)):
        ax.imshow(image, **imshow)
        if i < len(titles):
            ax.set_title(titles[i], fontsize=8, fontweight="normal", loc="center", pad=3)


def training_curves(axes, history: Mapping[str, Sequence[float]], held_out: str = "validation") -> None:
    """Draw loss and accuracy against the epoch: solid for training, dashed for held-out data, the best epoch marked.

    Args:
        axes: two axes, loss and accuracy.
        history: Keras' ``History.history``: ``loss``, ``accuracy``, ``val_loss``, ``val_accuracy``, each (epochs,).
        held_out: what the ``val_`` curves were measured on, for the label.
    """
    best = int(np.argmin(history["val_loss"]))
    for ax, key in zip(axes, ("loss", "accuracy"), strict=True):
        train, held = np.asarray(history[key]), np.asarray(history["val_" + key])
        epochs = np.arange(1, len(train) + 1)
        marker = "o" if len(epochs) <= 30 else ""  # more of them would hide the dashes
        ax.plot(epochs, train, color=BLUE, marker=marker)
        ax.plot(epochs, held, color=BLUE, marker=marker, linestyle="--", markerfacecolor="white")
        ax.axvline(best + 1, color="#BBBBBB", linewidth=1, zorder=0)
        ax.set(xlabel="epoch", ylabel=key)
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.margins(x=0.12)
        ax.set_xlim(right=epochs[-1] + 0.35 * max(1, len(epochs) - 1) + 0.2)
        ax.autoscale_view()  # else the ends are still measured on the old limits
        ends = [ax.transData.transform((epochs[-1], values[-1]))[1] for values in (train, held)]
        apart = max(0.0, 13 - abs(ends[0] - ends[1])) / 2 * 72 / ax.figure.dpi  # labels that would touch are moved
        for values, name, up in ((train, "training", ends[0] > ends[1]), (held, held_out, ends[0] <= ends[1])):
            ax.annotate(
                name,
                (epochs[-1], values[-1]),
                xytext=(6, apart if up else -apart),
                textcoords="offset points",
                va="center",
                fontsize=8,
            )
    note = f"lowest {held_out} loss:\nepoch {best + 1}"
    axes[0].annotate(
        note if len(epochs) <= 30 else note.replace(" ", "\n", 1),  # narrower, clear of a curve that falls early
        (best + 1, 1),
        xycoords=("data", "axes fraction"),
        xytext=(-4, -2),
        textcoords="offset points",
        ha="right",
        va="top",
        fontsize=8,
        color="#666666",
    )


def confusion(ax, matrix, class_names: Sequence[str]) -> None:
    """Draw a confusion matrix: counts as numbers, the share of each true class as shade.

    Args:
        ax: one axes.
        matrix: (k, k) counts; rows are true classes, columns predictions.
        class_names: k names.
    """
    import seaborn as sns

    matrix = np.asarray(matrix)
    share = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    sns.heatmap(
        share,
        ax=ax,
        annot=matrix,
        fmt="d",
        cmap="Blues",
        vmin=0,
        vmax=1,
        annot_kws={"fontsize": 7},
        linewidths=0.5,
        linecolor="white",
        xticklabels=class_names,
        yticklabels=class_names,
        cbar_kws={"label": "share of the true class"},
    )
    ax.set(xlabel="predicted class", ylabel="true class")
    ax.tick_params(length=0, labelsize=8)
    ax.tick_params(axis="x", labelrotation=45)
    for label in ax.get_xticklabels():
        label.set(ha="right", rotation_mode="anchor")


def number_grid(ax, values, title: str, decimals: int = 2, **imshow) -> None:
    """Draw a small matrix as shaded cells with the number in each.

    Args:
        ax: one axes.
        values: (rows, columns).
        title: above the grid.
        decimals: of the numbers.
        imshow: handed to ``Axes.imshow`` (``cmap``, ``vmin``, ``vmax``).
    """
    image = ax.imshow(values, **imshow)
    for (i, j), value in np.ndenumerate(values):
        dark = np.dot(image.to_rgba(value)[:3], (0.299, 0.587, 0.114)) < 0.5
        ax.text(
            j,
            i,
            f"{value:.{decimals}f}",
            ha="center",
            va="center",
            fontsize=7,
            color="white" if dark else "black",
        )
    ax.set_title(title, loc="center")
    ax.set_axis_off()


def interval_dots(ax, names: Sequence[str], values, low, high) -> None:
    """Draw one dot with a horizontal interval for each name, sorted by value, the highest on top.

    Args:
        ax: one axes.
        names: k names.
        values, low, high: (k,) each; the dot and the ends of its interval.
    """
    order = np.argsort(values)
    rows = np.arange(len(order))
    ax.hlines(rows, np.asarray(low)[order], np.asarray(high)[order], color=BLUE, linewidth=2)
    ax.plot(np.asarray(values)[order], rows, "o", color=BLUE)
    ax.set_yticks(rows, np.asarray(names)[order])


def reliability(axes, share_right, mean_score, scores) -> None:
    """Draw a reliability curve over a histogram of the scores.

    Args:
        axes: two axes, one above the other, sharing x: curve and histogram.
        share_right, mean_score: (bins,) each, as scikit-learn's ``calibration_curve`` returns them.
        scores: (n,) all scores, in [0, 1].
    """
    curve, counts = axes
    curve.plot([0, 1], [0, 1], color="#BBBBBB", linewidth=1, zorder=0)
    curve.annotate("too modest", (0.05, 0.95), xycoords="axes fraction", va="top", color="#777777", fontsize=8)
    curve.annotate(
        "too sure of itself", (0.95, 0.05), xycoords="axes fraction", ha="right", color="#777777", fontsize=8
    )
    curve.plot(mean_score, share_right, "o-", color=BLUE)
    curve.set(ylabel="share right", xlim=(0, 1), ylim=(0, 1))
    counts.hist(scores, bins=np.linspace(0, 1, 11), color=BLUE, alpha=0.6, edgecolor="white")
    counts.set(xlabel="score", ylabel="count")


def seed_dots(ax, runs: Mapping[str, Sequence[float]], notes: Sequence[str], highlight: str) -> None:
    """Draw repeated runs: one row a method, one dot a seed, a short note at the left of each row.

    Args:
        ax: one axes.
        runs: for each method its results, one a seed; drawn from top to bottom.
        notes: one text for each method, such as its seconds.
        highlight: the method drawn in vermillion.
    """
    for row, (name, values) in enumerate(runs.items()):
        color = VERMILLION if name == highlight else BLUE
        ax.plot(values, [row] * len(values), "o", color=color, alpha=0.7, clip_on=False)
        ax.text(
            0.01,
            row,
            notes[row],
            transform=ax.get_yaxis_transform(),
            va="center",
            color="#777777",
            fontsize=8,
        )
    ax.set_yticks(range(len(runs)), list(runs))
    ax.set_ylim(len(runs) - 0.5, -0.5)
    ax.grid(axis="y")


def timeline(ax, above: Sequence[str], below: Sequence[str], years: Sequence[int]) -> None:
    """Draw dated events as flags on one line; the time scale bends so that each of `years` is equally far apart.

    A flag hangs on its year and reads to the right. It stands higher than every later flag that begins under it,
    so that no flag and no pole crosses another.

    Args:
        ax: one axes; its figure's width is taken for its own.
        above, below: "1958 what happened" each, in blue and in vermillion.
        years: the ticks, rising; the first and the last are the line's ends.
    """
    width, place, top = ax.figure.get_size_inches()[0], np.linspace(0, 1, len(years)), {}
    for events, side, color in ((above, 1, BLUE), (below, -1, VERMILLION)):
        flags = []  # (x, level) of the flags to the right
        for event in sorted(events, reverse=True):
            x, label = np.interp(int(event[:4]), years, place), textwrap.wrap(event, 24)
            right = x + 0.08 * max(map(len, label)) / width
            level = 1 + max((other for at, other in flags if at < right), default=0)
            flags.append((x, level))
            y = side * (0.2 + level)
            ax.plot([x, x], [side * 0.3, y], color=color, linewidth=1)
            ax.text(x + 0.006, y, "\n".join(label), color=color, fontsize=7.5, va="top" if side > 0 else "bottom")
        top[side] = 0.3 + max(level for _, level in flags)
    ax.axhspan(-0.3, 0.3, color="#EEEEEE")
    for x, year in zip(place, years, strict=True):
        ax.text(x, 0, str(year), ha="center", va="center", fontsize=7.5, color="#333333")
    ax.set(xlim=(-0.03, 1.15), ylim=(-top[-1], top[1]))
    ax.set_axis_off()


def nested(ax, rings: Sequence[tuple[str, str]]) -> None:
    """Draw sets that contain each other as boxes, the widest first, each with a name and an example.

    Args:
        ax: one axes.
        rings: (name, example) each; an example may have two lines.
    """
    from matplotlib.patches import FancyBboxPatch

    for i, (name, example) in enumerate(rings):
        height = 2.6 * (len(rings) - i) - 0.4
        box = (1.2 * i, 0.3 * i), 10 - 2.4 * i, height - 0.3 * i
        shade = np.array([0.92, 0.95, 0.98]) - 0.14 * i * np.array([1, 0.5, 0.25])
        ax.add_patch(FancyBboxPatch(*box, boxstyle="round,pad=0.2", facecolor=shade, edgecolor=BLUE))
        ax.text(5, height, name, ha="center", va="top", fontweight="bold")
        ax.text(5, height - 0.85, example, ha="center", va="top", fontsize=8)
    ax.set(xlim=(-0.4, 10.4), ylim=(-0.4, 2.6 * len(rings) + 0.1))
    ax.set_axis_off()


def people(axes, tp: int, fn: int, fp: int, tn: int) -> None:
    """Draw one dot a person: all of them, and beside them those with a positive test alone.

    Args:
        axes: two axes, the first about three times as wide as the second.
        tp, fn, fp, tn: true positives, false negatives, false positives and true negatives.
    """
    everybody, positives = axes
    colors = np.repeat([VERMILLION, "black", BLUE, "#D5D5D5"], [tp, fn, fp, tn])
    for ax, shown, rows, size in (
        (everybody, colors, 25, 13),
        (positives, np.r_[colors[:tp], colors[tp + fn :]], 10, 30),
    ):
        shown = shown[: tp + fp] if ax is positives else shown
        column, row = np.divmod(np.arange(len(shown)), rows)
        ax.scatter(column, -row, c=shown, s=size)
        ax.set_axis_off()
    everybody.set_title(f"Of {tp + fn + fp + tn} people, {tp + fn} are sick")
    positives.set_title(f"Of {tp + fp} positive\ntests, {tp} are right")
    notes = (
        (everybody, 0, f"{tp} sick, found", VERMILLION),
        (everybody, 0.24, f"{fn} sick, missed", "black"),
        (everybody, 0.5, f"{fp} false alarms", BLUE),
        (everybody, 0.75, f"{tn} cleared", "#666666"),
        (positives, 0, f"{tp} sick", VERMILLION),
        (positives, 0.45, f"{fp} healthy", BLUE),
    )
    for ax, x, note, color in notes:
        ax.text(x, -0.02, note, transform=ax.transAxes, va="top", fontsize=8, color=color)


def decision_map(ax, x1, x2, probability, X=None, y=None, names: Sequence[str] = (), size: float = 8) -> None:
    """Draw a model's answer over the plane, the line where it is 0.5, and examples in front.

    Printed in gray, class 0 is a dark dot on light ground, class 1 an open circle on darker ground.

    Args:
        ax: one axes.
        x1, x2: (columns,) and (rows,) equally spaced values of the two features.
        probability: (rows, columns) the model's output at each point, in [0, 1].
        X: (n, 2) examples, or None.
        y: (n,) their classes, 0 or 1.
        names: of class 0 and class 1, for a legend; none without.
        size: of the dots.
    """
    from matplotlib.colors import LinearSegmentedColormap

    x1, x2, probability = np.asarray(x1), np.asarray(x2), np.asarray(probability)
    ground = LinearSegmentedColormap.from_list("ground", ["#C9E0F2", "#FFFFFF", "#E28F5A"])
    half = (x1[1] - x1[0]) / 2, (x2[1] - x2[0]) / 2
    extent = (x1[0] - half[0], x1[-1] + half[0], x2[0] - half[1], x2[-1] + half[1])
    ax.imshow(probability, cmap=ground, vmin=0, vmax=1, extent=extent, origin="lower", aspect="auto")
    if probability.min() < 0.5 < probability.max():
        ax.contour(x1, x2, probability, levels=[0.5], colors="black", linewidths=1.5)
    if X is not None:
        X, y = np.asarray(X), np.asarray(y)
        width = min(0.22 * size**0.5, 1.5)
        for k, (face, edge) in enumerate(((BLUE, BLUE), ("white", "#A84300"))):  # the edge: vermillion, darker
            dots = {
                "facecolors": face,
                "edgecolors": edge,
                "linewidths": width,
                "label": names[k] if len(names) else None,
            }
            ax.scatter(*X[y == k].T, s=size, zorder=2.5, **dots)
        if len(names):
            ax.legend(loc="upper left", frameon=True, framealpha=0.8, edgecolor="none", markerscale=1.5)
    ax.set(xlim=extent[:2], ylim=extent[2:])


def unit_lines(ax, W, b, length: float = 1.0) -> None:
    """Draw the line of each unit, where its weighted sum is zero, and an arrow to its positive side.

    Args:
        ax: one axes, its limits already set.
        W: (2, m) weights, one unit a column; a unit without weights has no line.
        b: (m,) biases.
        length: of the arrows, in data units.
    """
    for w, bias in zip(np.asarray(W, float).T, np.asarray(b, float), strict=True):
        norm = np.linalg.norm(w)
        if norm < 1e-9:
            continue
        foot, normal = -bias * w / norm**2, w / norm
        ax.axline(foot, foot + normal[::-1] * (-1, 1), color="#555555", linewidth=0.9, zorder=2)
        arrow = {
            "arrowstyle": "-|>",
            "color": "#555555",
            "linewidth": 0.9,
            "mutation_scale": 7,
            "shrinkA": 0,
            "shrinkB": 0,
        }
        ax.annotate("", foot + length * normal, foot, arrowprops=arrow, annotation_clip=True)


def function_and_slope(axes, z, curves: Mapping[str, tuple], small: float = 0.05) -> None:
    """Draw functions with their derivatives; gray marks where the derivative is small.

    Args:
        axes: an array of axes, one a function.
        z: (n,) where the functions were computed, ascending.
        curves: for each name the function and its derivative, (n,) each.
        small: the derivative's size below which the background is gray.
    """
    for ax, (name, (value, slope)) in zip(np.ravel(axes), curves.items(), strict=True):
        flat = np.abs(slope) < small
        ax.fill_between(z, 0, 1, where=flat, color="#E9E9E9", transform=ax.get_xaxis_transform(), linewidth=0, zorder=0)
        ax.axhline(0, color="#BBBBBB", linewidth=0.7, zorder=0.5)
        ax.plot(z, value, color=BLUE)
        ax.plot(z, slope, color=VERMILLION, linewidth=1.3)
        ax.set(xlim=(z[0], z[-1]), ylim=(-1.3, 2.3))
        ax.set_title(name, fontsize=9, fontweight="normal", pad=3)
    first = np.ravel(axes)[0]
    first.text(0.03, 0.93, "φ(z)", color=BLUE, transform=first.transAxes, va="top", fontsize=8)
    first.text(0.03, 0.79, "φ′(z)", color=VERMILLION, transform=first.transAxes, va="top", fontsize=8)
    for ax in np.atleast_2d(axes)[-1]:
        ax.set_xlabel("z")


def matrix_strip(fig, formula: str, matrices: Sequence[np.ndarray]) -> None:
    """Draw a formula's matrices in a row, each number a square, with the signs between them.

    All share one color scale, which ends at the size that 97 % of the numbers stay below.

    Args:
        fig: an empty figure.
        formula: names and signs in turn, with spaces between, such as "X @ W = Z".
        matrices: (rows, columns) each, or (columns,), one a name.
    """
    words, limit = formula.split(), np.percentile(np.concatenate([np.abs(m).ravel() for m in matrices]), 97)
    sizes = ["×".join(map(str, m.shape)) if m.ndim == 2 else f"({len(m)},)" for m in matrices]
    matrices = [np.atleast_2d(m) for m in matrices]
    rows = max(m.shape[0] for m in matrices)
    widths = [matrices[i // 2].shape[1] if i % 2 == 0 else 5 for i in range(len(words))]
    for i, ax in enumerate(fig.subplots(1, len(words), width_ratios=widths)):
        ax.set_axis_off()
        if i % 2:
            ax.text(0.5, 0.5, words[i], ha="center", va="center", transform=ax.transAxes, fontsize=9)
            continue
        height, width = matrices[i // 2].shape
        grid = {"edgecolors": "#DDDDDD", "linewidth": 0.3}
        ax.pcolormesh(matrices[i // 2], cmap="RdBu_r", vmin=-limit, vmax=limit, **grid)
        ax.set(xlim=(-0.1, width + 0.1), ylim=((height + rows) / 2 + 0.1, (height - rows) / 2 - 0.1), aspect="equal")
        ax.text(width / 2, -0.5, f"{words[i]}\n{sizes[i // 2]}", ha="center", va="bottom", fontsize=8)


def network_inputs(axes: Mapping[str, object], row, image, signal, noise, target) -> None:
    """Draw what four kinds of network read: a table row, an image, a signal, and noise beside what it shall become.

    Args:
        axes: five axes named r (row), i (image), e (signal), n (noise), t (target).
        row: (d,) standardized features of one patient.
        image: (h, w, 3) in [0, 1]; three equal frames stand for one detector used everywhere.
        signal: (steps,); squares joined by arrows stand for one cell, used step after step.
        noise: (h, w).
        target: (h, w, 3), a real image.
    """
    import matplotlib.pyplot as plt

    frame = {"fill": False, "linewidth": 1.8}
    axes["r"].bar(range(1, len(row) + 1), row, color=[VERMILLION if v > 0 else BLUE for v in row])
    axes["r"].axhline(0, color="#888888", linewidth=0.8)
    axes["r"].set(xlabel="feature", ylabel="SD from the mean")
    axes["r"].set_title("MLP: a table row, in any order")
    image_grid([axes["i"], axes["t"]], [image, target])
    h, w = image.shape[:2]
    for i, j in ((0.2, 0.12), (0.6, 0.3), (0.35, 0.68)):
        axes["i"].add_patch(plt.Rectangle((j * w, i * h), 0.16 * w, 0.16 * h, edgecolor="white", **frame))
    axes["i"].set_title("CNN: one detector,\nall places")
    axes["e"].plot(signal, color=BLUE, linewidth=1)
    low, height = np.min(signal), np.ptp(signal)
    steps, level = np.linspace(0.04, 0.96, 9) * (len(signal) - 1), low - 0.3 * height
    memory = {"arrowstyle": "-|>", "color": VERMILLION, "linewidth": 1, "mutation_scale": 8, "shrinkA": 4, "shrinkB": 4}
    for start, end in itertools.pairwise(steps):
        axes["e"].annotate("", (end, level), (start, level), arrowprops=memory)
    axes["e"].vlines(steps, level, np.interp(steps, np.arange(len(signal)), signal), color=VERMILLION, linewidth=0.7)
    axes["e"].plot(steps, 0 * steps + level, "s", color=VERMILLION, markersize=6)
    axes["e"].set(xlabel="time step", yticks=(), ylim=(low - 0.5 * height, low + 1.05 * height))
    axes["e"].set_title("RNN: one cell, step after step")
    axes["n"].imshow(noise, cmap="gray")
    axes["n"].set_axis_off()
    axes["n"].set_title("GAN: from\nrandom noise …")
    axes["t"].set_title("… to images like\nthis real one")
    arrow = {"arrowstyle": "-|>", "linewidth": 2, "color": "#444444"}
    axes["n"].annotate("", (1.35, 0.5), (1.05, 0.5), xycoords="axes fraction", arrowprops=arrow)


def neuron_wires(ax, values: Mapping[str, float], gradients: Mapping[str, float], target: float) -> None:
    """Draw a neuron of two inputs and its loss: on each wire its value above (blue), its gradient below (vermillion).

    Args:
        ax: one axes; it is drawn on without ticks.
        values, gradients: number on each wire: w1, x1, w2, x2, b, p1 = w1 x1, p2 = w2 x2, z, y_hat, loss.
        target: y.
    """
    names = {"w1": "$w_1$", "x1": "$x_1$", "w2": "$w_2$", "x2": "$x_2$", "b": "$b$"}
    starts = {name: (0.0, y) for name, y in zip(names, (4.0, 2.9, 1.6, 0.5, -0.6), strict=True)}
    starts["b"] = (1.1, -0.6)
    gates = {"×": (1.1, 3.45), "× ": (1.1, 1.05), "+": (2.2, 1.7), "$\\sigma$": (3.2, 1.7), r"$\ell$": (4.3, 1.7)}
    times, also_times, plus, sigmoid, loss = gates.values()
    lines = dict.fromkeys(("w1", "x1"), times) | dict.fromkeys(("w2", "x2"), also_times) | {"b": plus}
    wires = {name: (starts[name], end) for name, end in lines.items()}
    wires |= {"p1": (times, plus), "p2": (also_times, plus), "z": (plus, sigmoid), "y_hat": (sigmoid, loss)}
    wires["loss"] = (loss, (5.1, 1.7))
    for name, ((x0, y0), (x1, y1)) in wires.items():
        ax.plot([x0, x1], [y0, y1], color="#999999", linewidth=1, zorder=1)
        for number, color, va in ((values[name], BLUE, "bottom"), (gradients[name], VERMILLION, "top")):
            ax.text(
                (x0 + x1) / 2,
                (y0 + y1) / 2,
                f"{number:.3f}".replace("-", "−"),
                color=color,
                ha="center",
                va=va,
                fontsize=8,
                rotation=np.degrees(np.arctan2(y1 - y0, x1 - x0)),
                rotation_mode="anchor",
                transform_rotates_text=True,
            )
    for x, label in ((2.7, "$z$"), (3.75, r"$\hat y$")):
        ax.text(x, 2.15, label, ha="center", va="center")
    ax.plot([loss[0]] * 2, [loss[1], 3.3], color="#999999", linewidth=1, zorder=1)
    circle = {"boxstyle": "circle,pad=0.35", "facecolor": "#EEEEEE", "edgecolor": "#666666", "linewidth": 1}
    plain = {"boxstyle": "square,pad=0.15", "facecolor": "white", "edgecolor": "none"}
    for (x, y), label in [*zip(starts.values(), names.values(), strict=True), ((loss[0], 3.4), f"$y = {target:g}$")]:
        ax.text(x, y, label, ha="center", va="center", bbox=plain)
    for label, (x, y) in gates.items():
        ax.text(x, y, label.strip(), ha="center", va="center", bbox=circle)
    ax.margins(0.04, 0.08)
    ax.set_axis_off()


def graph(ax, nodes: Sequence[tuple[str, float, float]], edges: Sequence[tuple[int, int]]) -> None:
    """Draw a computation graph from left to right, each node with its value (blue) above its gradient (vermillion).

    A node stands one column right of its last parent, an input just left of its first child.

    Args:
        ax: one axes; it is drawn on without ticks.
        nodes: (label, value, gradient), parents before children.
        edges: (parent, child), by their places in `nodes`.
    """
    parents = [[a for a, b in edges if b == i] for i in range(len(nodes))]
    children = [[b for a, b in edges if a == i] for i in range(len(nodes))]
    column = []
    for above in parents:
        column.append(max((column[p] + 1 for p in above), default=0))
    for i, below in enumerate(children):
        if below and not parents[i]:
            column[i] = min(column[c] for c in below) - 1
    row = {}
    for c in range(max(column), -1, -1):  # each node as near as it can be to the mean of its children
        wish = {i: np.mean([row[k] for k in children[i]] or [0.0]) for i in range(len(nodes)) if column[i] == c}
        members = sorted(wish, key=wish.get)
        rows = [wish[members[0]]]
        for i in members[1:]:
            rows.append(max(wish[i], rows[-1] + 1))
        shift = np.mean(rows) - np.mean(list(wish.values()))
        row |= {i: r - shift for i, r in zip(members, rows, strict=True)}
    for a, b in edges:
        ax.annotate(
            "",
            (column[b] - 0.34, row[b]),
            (column[a] + 0.34, row[a]),
            arrowprops={"arrowstyle": "->", "color": "#999999", "linewidth": 1},
        )
    for i, (label, value, gradient) in enumerate(nodes):
        corner = (column[i] - 0.34, row[i] - 0.44)
        ax.add_artist(_box(corner, 0.68, 0.88))
        texts = (label, "black", 0.27), (f"{value:.3f}", BLUE, 0.0), (f"{gradient:.3f}", VERMILLION, -0.27)
        for text, color, up in texts:
            ax.text(column[i], row[i] + up, text.replace("-", "−"), color=color, ha="center", va="center", fontsize=8)
    ax.set(xlim=(-0.4, max(column) + 0.4), ylim=(min(row.values()) - 0.5, max(row.values()) + 0.5))
    ax.set_axis_off()


def _box(corner, width: float, height: float):
    from matplotlib.patches import Rectangle

    return Rectangle(corner, width, height, facecolor="#F4F4F4", edgecolor="#888888", linewidth=0.8, zorder=2)


def label_lines(ax, x, series: Mapping[str, Sequence[float]], colors: Sequence[str], **line) -> None:
    """Draw lines, each named at its right end in its color; names that would touch are moved apart.

    Args:
        ax: one axes, its scale already set (linear or logarithmic).
        x: (k,), the same for all lines.
        series: name -> (k,) values.
        colors: one for each line, in order.
        line: handed to ``Axes.plot``.
    """
    for (_, y), color in zip(series.items(), colors, strict=False):
        ax.plot(x, y, color=color, **line)
    ax.autoscale_view()  # else the ends are still measured on the old limits
    ends = [ax.transData.transform((x[-1], y[-1]))[1] for y in series.values()]
    place = -np.inf
    for i in np.argsort(ends):
        if np.isfinite(ends[i]):
            place = max(ends[i], place + 12)  # pixels at 110 dpi
            offset = (place - ends[i]) * 72 / ax.figure.dpi
            name, y = list(series.items())[i]
            ax.annotate(
                name,
                (x[-1], y[-1]),
                (5, offset),
                textcoords="offset points",
                va="center",
                fontsize=8,
                color=colors[i],
                annotation_clip=False,
            )


def ridges(ax, samples: Sequence[np.ndarray], bins: np.ndarray, color: str = BLUE) -> None:
    """Draw one histogram above the other, the first sample on top; each is scaled to its own highest bin.

    Args:
        ax: one axes.
        samples: k arrays; values outside the bins count into the first or the last one.
        bins: edges.
        color: of the filled histograms.
    """
    for i, sample in enumerate(samples):
        counts, _ = np.histogram(np.clip(np.ravel(sample), bins[0], bins[-1]), bins)
        base = len(samples) - i
        top = base + 0.9 * counts / max(1, counts.max())
        ax.stairs(top, bins, baseline=base, fill=True, color=color, alpha=0.75, zorder=2 + i)
        ax.hlines(base, bins[0], bins[-1], color="#BBBBBB", linewidth=0.5, zorder=2 + i)
    ax.set_yticks(np.arange(len(samples), 0, -1) + 0.3, range(1, len(samples) + 1))
    ax.tick_params(axis="y", length=0)
    ax.set(ylim=(1, len(samples) + 1.05), xlim=(bins[0], bins[-1]))
    ax.spines["left"].set_visible(False)


def heat_maps(axes, matrices: Mapping[str, np.ndarray]) -> None:
    """Draw matrices as heat maps with name and shape above, white at zero, each to its own scale.

    Args:
        axes: an array of axes, as many as matrices.
        matrices: name -> (rows, columns).
    """
    for ax, (name, values) in zip(np.ravel(axes), matrices.items(), strict=True):
        largest = np.abs(values).max() or 1
        ax.imshow(values, cmap="RdBu_r", vmin=-largest, vmax=largest, aspect="auto")
        ax.set_title(f"{name}\n{values.shape}", loc="center", fontsize=8)
        ax.set(xticks=[], yticks=[])


def descent(ax, x1, x2, J, path, minimum, note: str = "") -> None:
    """Draw a walk over an objective in log-spaced gray bands, dark is low; ring: start, dots: steps, cross: minimum.

    Args:
        ax: one axes; its limits become those of x1 and x2, so that a walk that leaves them stays outside.
        x1, x2: (columns,) and (rows,) equally spaced values of the two parameters.
        J: (rows, columns) the objective, positive but for its minimum.
        path: (steps + 1, 2), or an array without steps for the contours alone.
        minimum: (2,).
        note: a line below the walk, such as its last loss.
    """
    path = np.reshape(path, (-1, 2))
    levels = np.geomspace(np.percentile(J, 2), np.max(J), 6)
    grays = [str(shade) for shade in np.linspace(0.76, 1, 7)]
    ax.contourf(x1, x2, J, levels, colors=grays, extend="both", antialiased=False)
    ax.contour(x1, x2, J, levels, colors="#888888", linewidths=0.5, antialiased=False)  # hard edges: small files
    ax.plot(*path.T, color=BLUE, linewidth=1, marker=".", markersize=3)
    ax.plot(*path[:1].T, "o", color=BLUE, markerfacecolor="white", markersize=6)
    ax.plot(*minimum, "+", color="black", markersize=8, markeredgewidth=1.5)
    ax.set(xlim=(x1[0], x1[-1]), ylim=(x2[0], x2[-1]))
    ax.text(0.03, 0.03, note, transform=ax.transAxes, fontsize=8, bbox={"color": "white", "alpha": 0.8, "pad": 1})


def animate(fig, draw, frames: int, caption: str, alt: str, seconds: float = 6.0, plays: int = 2) -> None:
    """Show a moving figure with caption and alternative text, then close it; it stops by itself on its last frame.

    It is an animated WebP image, which JupyterLab, Colab and every current browser play without further software.

    Args:
        fig: a matplotlib figure.
        draw: called with 0 ... frames - 1; it changes what the figure shows.
        frames: how many.
        caption, alt: as for :func:`show`.
        seconds: of one play, less its last frame, which stays for a second.
        plays: how often it plays.
    """
    import matplotlib.pyplot as plt
    from PIL import Image

    pictures = []
    for k in range(frames):
        draw(k)
        buffer = io.BytesIO()
        fig.savefig(buffer, format="png")
        rounded = [round(i / 17) * 17 for i in range(256)] * 3  # 16 levels a color: half the bytes
        pictures.append(Image.open(buffer).convert("RGB").point(rounded))
    plt.close(fig)
    times, buffer = [round(1000 * seconds / frames)] * (frames - 1) + [1000], io.BytesIO()
    how = {"save_all": True, "append_images": pictures[1:], "duration": times, "loop": plays, "lossless": True}
    pictures[0].save(buffer, format="webp", method=6, minimize_size=True, **how)
    _place(buffer.getvalue(), caption, alt)


def paired_dots(
    axes,
    runs: Mapping[str, tuple],
    ticks: tuple[str, str] = ("wrong", "right"),
    truth: Mapping[str, float] | None = None,
) -> None:
    """Draw each repetition of an experiment done wrong (left, vermillion) and right (right, blue), joined by a line.

    Args:
        axes: an array of axes, one an experiment.
        runs: title -> (wrong, right, note): (repetitions,) each, and a text drawn below; a bar marks each mean.
        ticks: names of the two sides.
        truth: for some titles the known true value, drawn dashed.
    """
    for ax, (title, (wrong, right, note)) in zip(np.ravel(axes), runs.items(), strict=True):
        ax.plot([0, 1], np.array([wrong, right], float), color="#CCCCCC", linewidth=0.7, zorder=1)
        for x, values, color in ((0, wrong, VERMILLION), (1, right, BLUE)):
            ax.plot([x] * len(values), values, "o", color=color, alpha=0.5, markeredgewidth=0, zorder=2)
            mean, ha = np.mean(values), "left" if x else "right"
            ax.hlines(mean, x - 0.2, x + 0.2, color="black", linewidth=2, zorder=3)
            ax.text(1.26 * x - 0.26 * (1 - x), mean, f"{mean:.3f}", ha=ha, va="center", fontweight="bold")
        if truth and title in truth:
            ax.hlines(truth[title], -0.75, 1.2, color="#888888", linewidth=1, linestyle="--", zorder=0)
            ax.text(-0.72, truth[title], "truth", va="bottom", fontsize=8, color="#666666")
        ax.set_xticks([0, 1], ticks)
        ax.set(xlim=(-0.75, 1.75), xlabel=note)
        ax.set_title(title, fontsize=9, fontweight="normal")


def loss_surface(ax, w, b, J, path, best) -> None:
    """Draw an objective of two parameters as a surface, with the path of a descent and the minimum on it.

    Args:
        ax: one axes with a 3-D projection.
        w, b, J: (rows, columns) each: the parameters' grid and the objective on it.
        path: (steps, 3) rows of w, b, J; its start is marked by a square.
        best: (w, b, J) at the minimum, marked by a star.
    """
    ax.computed_zorder = False  # else the surface hides what lies on it
    ax.plot_surface(w, b, J, cmap="Blues", rcount=41, ccount=41, linewidth=0.15, edgecolor="#7F9DB5", zorder=1)
    ax.plot(*np.transpose(path), color="black", linewidth=1.5, marker="o", markersize=2, zorder=5)
    ax.plot(*np.transpose(path)[:, :1], "s", color="black", markersize=5, zorder=6)
    ax.plot(*np.transpose([best]), "*", color=VERMILLION, markersize=11, zorder=6)
    for axis, name in ((ax.xaxis, "w"), (ax.yaxis, "b"), (ax.zaxis, "J")):
        axis.set_label_text(name)
        axis.labelpad = -6
    ax.tick_params(labelsize=7, pad=-3)
    ax.view_init(elev=30, azim=-120)
    ax.set_box_aspect((1, 1, 0.8), zoom=1.08)


def ecg_paper(ax, seconds: tuple[float, float], millivolts: tuple[float, float]) -> None:
    """Rule axes like electrocardiogram paper: a line each 0.2 s and each 0.5 mV, so that a square is a large box.

    Args:
        ax: one axes.
        seconds, millivolts: (low, high) ends of x and y.
    """
    ax.set(xlim=seconds, ylim=millivolts)
    for low, high, step, rule in (
        (*seconds, 0.2, lambda at: ax.axvline(at, color="#E9E4E0", linewidth=0.6, zorder=0)),
        (*millivolts, 0.5, lambda at: ax.axhline(at, color="#E9E4E0", linewidth=0.6, zorder=0)),
    ):
        for k in range(int(np.ceil(low / step - 1e-9)), int(np.floor(high / step + 1e-9)) + 1):
            rule(k * step)


def unrolled(ax, signals: Sequence[np.ndarray]) -> None:
    """Draw a recurrent cell rolled up and, right of it, unrolled over its inputs.

    Args:
        ax: one axes, about five times as wide as high; it is drawn on without ticks.
        signals: one piece of the input for each step, any (k,), drawn to a common scale.
    """
    from matplotlib.patches import Rectangle

    def arrow(start, end, label="", at=None, bend=0.0, color="#555555"):
        style = f"arc3,rad={bend}"
        ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": color, "connectionstyle": style})
        if label:
            ax.text(*at, label, ha="center", va="center", color=color)

    def cell(x, name):
        ax.add_patch(Rectangle((x - 0.4, 0.6), 0.8, 0.8, facecolor="#E3EEF6", edgecolor=BLUE, zorder=2))
        ax.text(x, 1, name, ha="center", va="center", zorder=3)
        arrow((x, 0), (x, 0.6), "$\\mathbf{W}$", (x + 0.17, 0.3))

    cell(0, "$\\mathbf{h}$")
    ax.text(0, -0.2, "$\\mathbf{x}$", ha="center", va="center")
    arrow((0.3, 1.4), (-0.3, 1.4), "$\\mathbf{U}$", (0, 2.08), bend=1.5, color=VERMILLION)
    ax.text(1.1, 1, "=", ha="center", va="center", fontsize=14)
    low, high = min(s.min() for s in signals), max(s.max() for s in signals)
    ax.text(1.85, 1, "$\\mathbf{h}_0$", ha="center", va="center")
    for t, piece in enumerate(signals, 1):
        x, last = 1.4 + 1.5 * t, t == len(signals)
        cell(x, f"$\\mathbf{{h}}_{{{t}}}$")
        arrow((x - (0.85 if t == 1 else 1.1), 1), (x - 0.4, 1), "$\\mathbf{U}$", (x - 0.72, 1.2), color=VERMILLION)
        ax.plot(x + np.linspace(-0.55, 0.55, len(piece)), -0.55 + 0.5 * (piece - low) / (high - low), color="black")
        ax.text(x, -0.75, f"$\\mathbf{{x}}_{{{t}}}$", ha="center", va="center")
        if last:
            arrow((x + 0.4, 1), (x + 1.0, 1))
            ax.text(x + 1.1, 1, "to the\noutput", va="center", fontsize=8)
    ax.set(xlim=(-0.7, x + 1.9), ylim=(-0.95, 2.3))
    ax.set_axis_off()


def ecg_strip(axes, signal, fs: int, leads: Sequence[str], peaks, symbols, colors: Mapping[str, str]) -> None:
    """Draw an electrocardiogram on ruled paper, one axes a lead, with the beats' symbols above the first.

    Args:
        axes: one axes for each lead, one above the other.
        signal: (samples, leads) in millivolts; x runs in seconds from its first sample.
        fs: samples a second.
        leads: their names.
        peaks, symbols: (n,) each; those within the signal are drawn. P, QRS and T are named at the first.
        colors: of some symbols; the others are gray.
    """
    length = len(signal) / fs
    for ax, lead, mv in zip(axes, leads, np.transpose(signal), strict=True):
        ecg_paper(ax, (0, length), (np.floor(2 * mv.min()) / 2, np.ceil(2 * mv.max()) / 2 + 0.5))
        ax.plot(np.arange(len(mv)) / fs, mv, color="black", linewidth=0.9)
        ax.set_ylabel(f"{lead}, mV")
    axes[-1].set_xlabel("seconds")
    top = axes[0].get_ylim()[1]
    for peak, symbol in zip(peaks, symbols, strict=True):
        if 0 <= peak < len(signal):
            look = {"color": colors.get(symbol, "#777777"), "fontweight": "bold"}
            axes[0].text(peak / fs, top, symbol, ha="center", va="bottom", **look)
    first, mv = min(p for p in peaks if p >= 0.25 * fs), np.asarray(signal)[:, 0]
    level = np.median(mv[: first + fs])
    for wave, low, high, aside in (("P", -0.24, -0.09, 0), ("QRS", -0.01, 0.01, 0.17), ("T", 0.13, 0.4, 0)):
        window = np.arange(int(first + low * fs), int(first + high * fs) + 1)
        k = window[np.abs(mv[window] - level).argmax()]
        up = mv[k] > level
        where = k / fs + aside, mv[k] + (0.1 if up else -0.12)
        axes[0].text(*where, wave, ha="center", va="bottom" if up else "top", fontsize=8)
