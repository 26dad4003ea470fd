"""The course's figure style, the one way a figure is shown, and the few figures that several notebooks draw."""

import base64
import html
import io
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
    from IPython.display import HTML, display

    if not (caption.strip() and alt.strip()):
        raise ValueError("Every figure needs a caption and an alternative text (alt).")
    if source != "real":
        # A label of the whole figure: the layout keeps room for it.
        fig.supxlabel("synthetic stand-in data", x=1, ha="right", fontsize=7, color="#888888")
    encoded = []
    for how in ({"lossless": True}, {"quality": 75}):  # lossless is smaller for charts, lossy for photographs
        buffer = io.BytesIO()
        fig.savefig(buffer, format="webp", pil_kwargs=how | {"method": 6})
        encoded.append(buffer.getvalue())
    plt.close(fig)
    picture = base64.b64encode(min(encoded, key=len)).decode("ascii")
    display(
        HTML(
            f'<figure style="margin:0.5em 0"><img alt="{html.escape(alt)}" src="data:image/webp;base64,{picture}">'
            f"<figcaption>{html.escape(caption)}</figcaption></figure>"
        )
    )


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
        ax.plot(epochs, train, color=BLUE, marker="o")
        ax.plot(epochs, held, color=BLUE, marker="o", linestyle="--", markerfacecolor="white")
        ax.axvline(best + 1, color="#BBBBBB", linewidth=1, zorder=0)
        ax.set(xlabel="epoch", ylabel=key)
        ax.xaxis.get_major_locator().set_params(integer=True)
        for values, name in ((train, "training"), (held, held_out)):
            ax.annotate(
                name,
                (epochs[-1], values[-1]),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
            )
        ax.margins(x=0.12)
        ax.set_xlim(right=epochs[-1] + 0.35 * max(1, len(epochs) - 1) + 0.2)
    axes[0].annotate(
        f"lowest {held_out} loss:\nepoch {best + 1}",
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
