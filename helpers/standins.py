"""Synthetic data with the shapes, types, classes and difficulty of the real sets.

For machines without network: nothing is read or written, and the bytes are the same everywhere. To that end
only PCG64's `integers` and `random`, element-wise + - * / (exactly rounded by IEEE 754), comparisons, floor
and integer sums are used: no exp, sin, normal, matrix product or float sum, which differ between processors
and NumPy versions.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

SEED = 20240613
SIDE = 32  # pixels
CHUNK = 100  # images drawn together, from a seed of their own: few enough for the processor's cache
TILE = 256  # side of a texture, in pixels
AWAY = 200.0  # a center so far off the picture that the spot is not seen

Spots = tuple[tuple[float, float, float], ...]  # x, y, radius of each
Draw = np.ndarray | float  # one number for each image, or for all


@dataclass(frozen=True)
class _Form:
    """How the cells of one class look: lengths in units of a nucleus' radius, stains as optical depth."""

    nuclei: Spots
    slim: float = 1.0  # height of a nucleus over its width
    body: float = 1.8  # half the length of the body
    body_slim: float = 0.95  # its height over its length
    vacuoles: Spots = ()
    granules: float = 0.0
    chromatin: float = 1.0  # hematoxylin in the nuclei
    cytoplasm: float = 0.5  # eosin in the body


ARC = ((-1.1, 0.6, 0.5), (-0.65, 0, 0.55), (0, -0.25, 0.55), (0.65, 0, 0.55), (1.1, 0.6, 0.5))
PAIR = ((-0.95, 0, 0.75), (0.95, 0, 0.75))
LOBES = ((-0.9, 0.5, 0.6), (-0.4, -0.5, 0.6), (0.6, -0.4, 0.6), (0.85, 0.6, 0.55))
GROUP = ((-1.1, -0.5, 0.5), (0.4, -1.1, 0.5), (1.2, 0.2, 0.5), (0, 0.1, 0.5), (-0.5, 1.1, 0.5))
HOLES = ((-1, -0.4, 0.55), (-0.5, 1, 0.5), (0.2, -1.1, 0.5), (1.2, -0.4, 0.4), (0.8, 0.9, 0.5))

# Forms two by two look alike: a few images of each class are drawn in the form of its twin.
FORMS = {
    "round": _Form(((0, 0, 1.05),), body=1.6, chromatin=0.8, cytoplasm=0.55),
    "granular": _Form(((0.3, 0.1, 0.9),), granules=0.9, cytoplasm=0.8),
    "spindle": _Form(((0, 0, 1.9),), slim=0.29, body=2.8, body_slim=0.32, cytoplasm=0.4),
    "crescent": _Form(ARC, cytoplasm=0.25),
    "binucleate": _Form(PAIR, slim=1.1, body=2.5, body_slim=0.75, cytoplasm=0.8),
    "budding": _Form(((-0.3, 0, 1.05), (1.1, 0.1, 0.55)), chromatin=1.1, cytoplasm=0.65),
    "lobed": _Form(LOBES, body=1.7, chromatin=1.4, cytoplasm=0.35),
    "clustered": _Form(GROUP, body=2.2, chromatin=1.2, cytoplasm=0.6),
    "vacuolated": _Form(((0.2, 0.1, 0.75),), body=1.9, vacuoles=HOLES, cytoplasm=0.15),
    "signet ring": _Form(((-1.35, 0, 0.42),), slim=2.4, vacuoles=((0.1, 0, 1.15),), cytoplasm=0.4),
}


def _table(part: str) -> np.ndarray:
    """Puts one field of all forms into an array: (forms,) of numbers, or (forms, slots, 3) of spots."""
    values = [getattr(form, part) for form in FORMS.values()]
    if not isinstance(values[0], tuple):
        return np.array(values)
    slots = max(map(len, values))
    return np.array([spots + ((AWAY, AWAY, 1.0),) * (slots - len(spots)) for spots in values])


def _blur(image: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """Sums an integer image over a (rows, columns) window that wraps around."""
    image = sum(np.roll(image, shift, axis=0) for shift in range(rows))
    return sum(np.roll(image, shift, axis=1) for shift in range(columns))


def _textures() -> dict[str, np.ndarray]:
    """Makes the textures: float32 views (kinds, TILE, TILE, SIDE, SIDE), a window at each place.

    Their mean is 0 and their mean absolute deviation 1.
    """
    rng = np.random.Generator(np.random.PCG64([SEED, 2]))
    noise = rng.integers(0, 256, size=(4, 4, TILE, TILE), dtype=np.int64).sum(axis=1)  # nearly Gaussian
    bend = _blur(_blur(noise[2], 1, 24), 1, 24)[0]  # a wavy line for the fibers to follow
    bend = (bend - bend.min()) * 24 // (bend.max() - bend.min())
    fiber = _blur(noise[1], 2, 14)
    fiber = np.stack([np.roll(fiber[:, i], bend[i]) for i in range(TILE)], axis=1)
    slanted = np.stack([np.roll(row, i) for i, row in enumerate(fiber.T)])
    kinds = {
        "smooth": [_blur(_blur(noise[0], 5, 5), 4, 4)],
        "fiber": [fiber, fiber.T, slanted, slanted[::-1]],
        "clump": [_blur(noise[2], 2, 2)],
        "noise": [noise[3]],
    }
    views = {}
    for name, tiles in kinds.items():
        tiles = np.stack(tiles) * TILE**2 - tiles[0].sum()
        tiles = (tiles / (np.abs(tiles[0]).sum() // TILE**2)).astype(np.float32)
        tiles = np.pad(tiles, ((0, 0), (0, SIDE - 1), (0, SIDE - 1)), mode="wrap")
        views[name] = np.lib.stride_tricks.sliding_window_view(tiles, (SIDE, SIDE), axis=(1, 2))
    return views


def _ellipses(spots: np.ndarray, edge: np.ndarray) -> np.ndarray:
    """Draws the union of each image's ellipses, 0 outside to 1 inside, as float32 (n, SIDE, SIDE).

    `spots` (6, n, slots): center x, y, the two radii (pixels), cosine and sine of the first one's direction.
    `edge` (n, 1): width of the soft outline in pixels. Values go beyond 0 and 1; the caller clips them.
    """
    x, y, radius_x, radius_y, cos, sin = spots[..., None]
    sharp = np.minimum(radius_x, radius_y) / (2 * edge[..., None])
    wide, high = sharp / (radius_x * radius_x), sharp / (radius_y * radius_y)
    at = np.arange(SIDE, dtype=np.float64)
    dx, dy = at - x, at - y  # (n, slots, SIDE)
    by_x = ((wide * cos * cos + high * sin * sin) * dx * dx - sharp).astype(np.float32)
    by_y = ((wide * sin * sin + high * cos * cos) * dy * dy).astype(np.float32)
    by_both, dx = (2 * cos * sin * (wide - high) * dy).astype(np.float32), dx.astype(np.float32)
    lowest = np.full((len(dx), SIDE, SIDE), np.inf, dtype=np.float32)
    for i in range(dx.shape[1]):  # slot by slot: all at once would leave the cache
        value = by_both[:, i, :, None] * dx[:, i, None, :]
        value += by_x[:, i, None, :]
        value += by_y[:, i, :, None]
        np.minimum(lowest, value, out=lowest)
    return -lowest


def _chances(rng: np.random.Generator, textures: dict[str, np.ndarray]) -> tuple[Callable, ...]:
    """Makes four functions that draw one thing for each image of a chunk.

    `between`: numbers (CHUNK, *shape); `flat`: such numbers, one an image, as float32 (CHUNK, 1, 1); `amount`:
    both; `window`: a piece of a texture, float32 (CHUNK, SIDE, SIDE).
    """

    def between(low: float, high: float, *shape: int) -> np.ndarray:
        return low + (high - low) * rng.random((CHUNK, *shape))

    def flat(value: np.ndarray) -> np.ndarray:
        return value.astype(np.float32)[:, None, None]

    def amount(low: float, high: float) -> np.ndarray:
        return flat(between(low, high))

    def window(name: str) -> np.ndarray:
        kind = rng.integers(0, len(textures[name]), size=CHUNK)
        row, column = rng.integers(0, TILE, size=(2, CHUNK))
        return textures[name][kind, row, column]

    return between, flat, amount, window


def _cell_chunk(split: int, index: int, textures: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Draws one chunk of stained cells: images uint8 (CHUNK, SIDE, SIDE, 3) and labels int64 (CHUNK,)."""
    rng = np.random.Generator(np.random.PCG64([SEED, split, index]))

    between, flat, amount, window = _chances(rng, textures)

    def turn(half: float, slots: int) -> tuple[np.ndarray, np.ndarray]:
        """Draws cosine and sine of an angle up to 2 atan(half) either way, as fractions: no sin or cos."""
        t = between(-half, half, slots)
        return (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)

    def direction(slots: int) -> tuple[np.ndarray, np.ndarray]:
        """Draws cosine and sine of any angle, opposite directions taken as one: a tilt and a quarter turn."""
        c, s = turn(0.4142, slots)
        upright = rng.random((CHUNK, slots)) < 0.5
        return np.where(upright, -s, c), np.where(upright, c, s)

    def sign(slots: int) -> np.ndarray:
        return 2.0 * rng.integers(0, 2, size=(CHUNK, slots)) - 1

    label = np.argsort(rng.random(CHUNK), kind="stable") % 10
    form = np.where(rng.random(CHUNK) < 0.12, label ^ 1, label)

    # Where the cell lies: its nucleus' radius, its center, its direction and mirror image.
    size, stretch = between(3.9, 6.0, 1), between(0.85, 1.15, 1)
    center_x = 15.5 + between(-2, 2, 1) + between(-2, 2, 1)
    center_y = 15.5 + between(-2, 2, 1) + between(-2, 2, 1)
    cos, sin = direction(1)
    width, height = size * stretch, size / stretch
    along, across = sign(1) * width, sign(1) * height
    edge = between(0.7, 2.2, 1)

    def place(spots: np.ndarray, slim: np.ndarray | float, wander: float) -> np.ndarray:
        """Jitters the cell's spots (CHUNK, slots, 3) and puts them into the picture: (6, CHUNK, slots)."""
        x, y, radius = np.moveaxis(spots, 2, 0)
        slots = x.shape[1]
        x, y = along * (x + between(-wander, wander, slots)), across * (y + between(-wander, wander, slots))
        radius_x = width * radius * between(0.76, 1.24, slots)
        radius_y = height * radius * between(0.76, 1.24, slots) * slim
        c, s = turn(0.15, slots)
        at = center_x + cos * x - sin * y, center_y + sin * x + cos * y
        return np.stack([*at, radius_x, radius_y, cos * c - sin * s, sin * c + cos * s])

    # Neighbors: plain nuclei around the cell, most of them cut by the border.
    way_x, way_y = sign(3) * between(17, 26, 3) * direction(3)
    radii = size * between(0.6, 1.2, 3), size * between(0.5, 0.9, 3)
    neighbors = np.stack([center_x + way_x, center_y + way_y, *radii, *direction(3)])
    neighbor_bodies = neighbors * np.array([1, 1, 1.6, 1.7, 1, 1])[:, None, None]

    wobble = window("smooth")  # makes the outlines uneven
    nuclei = place(_table("nuclei")[form], _table("slim")[form][:, None], 0.18)
    nuclei = np.concatenate([nuclei, neighbors], axis=2)
    nucleus = np.clip(_ellipses(nuclei, edge) + wobble * amount(0.1, 0.5), 0, 1)
    middle = _table("body")[form][:, None, None] * np.array([0, 0, 1])
    bodies = place(middle, _table("body_slim")[form][:, None], 0.2)
    bodies = np.concatenate([bodies, neighbor_bodies], axis=2)
    body = np.clip(_ellipses(bodies, 1.5 * edge) + wobble * amount(-0.8, 0.8), 0, 1)
    vacuole = np.clip(_ellipses(place(_table("vacuoles")[form], 1.0, 0.2), edge), 0, 1)

    # Stains, as optical depth: hematoxylin (blue-purple) in the nuclei, eosin (pink) everywhere else.
    clump = window("clump")
    hematoxylin = flat(_table("chromatin")[form] * between(0.75, 1.25)) + clump * amount(0.03, 0.2)
    hematoxylin *= nucleus
    eosin = window("fiber") * amount(0.03, 0.14) + wobble * amount(0.0, 0.08) + amount(0.25, 0.5)
    inside = flat(_table("cytoplasm")[form] + between(-0.15, 0.15)) + clump * amount(0.0, 0.05)
    inside -= (eosin - np.float32(0.2)) * amount(0.4, 0.9)
    inside += (1 - body) * amount(0.0, 0.8)  # the cell's rim
    granules = np.clip(window("clump") - np.float32(0.5), 0, 1)
    inside += granules * flat(_table("granules")[form] + between(0.0, 0.25))
    eosin += body * inside
    eosin *= 1 - vacuole * amount(0.6, 0.95)
    eosin *= 1 - np.float32(0.4) * nucleus

    # Something in front, in 4 of 10 images: a red blood cell or a gap in the tissue.
    over = [between(0, 31, 1), between(0, 31, 1), between(3, 6, 1), between(3, 6, 1), *direction(1)]
    over = np.clip(_ellipses(np.stack(over), edge), 0, 1) * flat(np.where(rng.random(CHUNK) < 0.4, 0.85, 0.0))
    eosin += over * (flat(np.where(rng.random(CHUNK) < 0.5, 1.1, 0.05)) - eosin)
    hematoxylin *= 1 - over

    # Light, uneven across the picture, is absorbed by the stains, nearly as exp(-depth) would have it.
    slope = np.arange(SIDE, dtype=np.float32) / SIDE - np.float32(0.5)
    shade = amount(0.0, 0.08) + amount(-0.15, 0.15) * slope + amount(-0.15, 0.15) * slope[:, None]
    strength = between(0.9, 1.15)
    images = np.empty((CHUNK, SIDE, SIDE, 3), dtype=np.uint8)
    for channel, (blue, pink) in enumerate([(1.4, 0.2), (1.9, 1.1), (0.8, 0.5)]):
        depth = hematoxylin * flat(blue * strength * between(0.9, 1.1))
        depth += eosin * flat(pink * strength * between(0.9, 1.1))
        depth += window("noise") * amount(0.01, 0.05) + shade
        depth = 1 + np.maximum(depth, 0) / 2
        images[..., channel] = 250 / (depth * depth)
    return images, label


def _cells(split: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Draws the first n images of a split (n a multiple of CHUNK); they do not depend on n."""
    textures = _textures()
    images, labels = np.empty((n, SIDE, SIDE, 3), dtype=np.uint8), np.empty(n, dtype=np.int64)
    for start in range(0, n, CHUNK):
        part = slice(start, start + CHUNK)
        images[part], labels[part] = _cell_chunk(split, start // CHUNK, textures)
    return images, labels


def cifar10() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, tuple[str, ...]]:
    """Draws 60,000 synthetic stained cells in place of CIFAR-10: ten balanced classes, each a form of cell.

    Returns x_train uint8 (50000, 32, 32, 3), y_train int64 (50000,), x_test uint8 (10000, 32, 32, 3),
    y_test int64 (10000,) and the ten class names. Pixels are red, green, blue, 0 to 255; every hundred images
    hold ten of each class, and 12 in 100 are drawn as the look-alike of their label. Takes about 3 s on one
    core and about 15 MB beyond the result; raises nothing. Source: drawn here, from no photograph.
    """
    x_train, y_train = _cells(0, 50_000)
    x_test, y_test = _cells(1, 10_000)
    return x_train, y_train, x_test, y_test, tuple(FORMS)


def _chest_chunk(ill: np.ndarray, shift: bool, rng: np.random.Generator, textures: dict) -> np.ndarray:
    """Draws one chunk of chests, uint8 (CHUNK, 28, 28), that look `ill` (CHUNK,) or not; `shift`: as in the test."""
    between, flat, amount, window = _chances(rng, textures)

    # How the child lies: zoom, the middle of the chest, the width of soft outlines, all in pixels.
    zoom = between(1.0, 1.25, 1) + between(0, 0.15, 1) * ill[:, None]
    middle_x, middle_y = 15.5 + between(-2, 2, 1), 15.5 + between(-2, 2, 1)
    edge = between(1, 2, 1) + between(0, 1, 1) * ill[:, None]

    def place(x: Draw, y: Draw, width: Draw, height: Draw, tilt: float = 0.0) -> np.ndarray:
        """Jitters one ellipse and puts it into the picture, (6, CHUNK, 1); x to the viewer's right, y down."""
        t = tilt + between(-0.05, 0.05, 1)
        at_x = middle_x + zoom * (x + between(-0.6, 0.6, 1))
        at_y = middle_y + zoom * (y + between(-0.6, 0.6, 1))
        radii = zoom * width * between(0.9, 1.1, 1), zoom * height * between(0.9, 1.1, 1)
        return np.stack([at_x, at_y, *radii, (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)])

    def shape(*spots: np.ndarray, soft: float = 1.0) -> np.ndarray:
        return np.clip(_ellipses(np.concatenate(spots, axis=2), soft * edge), 0, 1)

    body = shape(place(0, 7, 14.5, 20), place(0, -13, 5, 7), place(0, -5, 16, 5.5))  # trunk, neck, shoulders
    belly = shape(place(-6.5, 15.5, 9, 8.5), place(6.5, 16.5, 9, 8.5), place(0, 18, 7, 8))  # below the diaphragm
    heart = shape(place(2.3, 5.5, 5, 5.5, -0.2), place(0, 0, 2.5, 20), place(0, -6, 3.2, 5), soft=2.0)  # and spine
    clavicles = shape(place(-6, -8.5, 5.5, 0.9, -0.12), place(6, -8.5, 5.5, 0.9, 0.12))
    lungs = shape(place(-6.6, 1, 4.4, 10, 0.15), place(6.9, 1, 4.4, 10, -0.15))
    lungs *= (1 - belly) * (1 - np.float32(0.9) * heart)

    # Pneumonia: three patches somewhere in the lungs, fainter in the test part, and a haze; some haze is in all.
    wobble = window("smooth")
    slots = []
    for _ in range(3):
        x = (2 * rng.integers(0, 2, (CHUNK, 1)) - 1) * between(5, 8.5, 1)
        slots.append(place(x, between(-5, 6, 1), between(2.5, 5, 1), between(2.5, 5, 1)))
    patches = np.clip(shape(*slots, soft=2.0) + wobble * amount(0, 0.4), 0, 1)
    patches *= flat(ill * between(0.35 if shift else 0.6, 1))
    haze = flat(between(0, 0.45 if shift else 0.3) + ill * between(0, 0.3)) + wobble * amount(0, 0.1)

    # Ribs: bright stripes that fall away from the spine.
    at, high = np.arange(SIDE, dtype=np.float64), between(3.2, 4.4, 1, 1)
    ribs = (at[:, None] + 0.35 * np.abs(at - middle_x[..., None])) / high + between(0, 1, 1, 1)
    ribs = np.abs(ribs - np.floor(ribs) - 0.5).astype(np.float32) - np.float32(0.25)

    outside = amount(10, 90)
    gray = amount(150, 175) + wobble * amount(0, 6) + heart * amount(20, 45) + clavicles * amount(5, 20)
    gray += (belly * amount(25, 55) + ribs * amount(10, 50) * (1 - belly)) * (1 - heart)
    gray -= lungs * (1 - patches) * (1 - haze) * amount(70, 105)
    gray = outside + body * (gray - outside)
    gray = (gray - 140) * amount(0.8, 1.15) + amount(115, 170) + window("noise") * amount(0.5, 2.5)
    return np.clip(gray, 0, 255).astype(np.uint8)[:, 2:30, 2:30]


def _chests(part: int, normal: int, pneumonia: int, textures: dict) -> tuple[np.ndarray, np.ndarray]:
    """Draws one part: images uint8 (n, 28, 28) and labels int64 (n,) in random order; part 2 is the test."""
    rng, n, shift = np.random.Generator(np.random.PCG64([SEED, 12, part])), normal + pneumonia, part == 2
    label = (np.argsort(rng.random(n), kind="stable") >= normal).astype(np.int64)
    ill = label ^ (rng.random(n) < (0.03 if shift else 0.005))  # a few look like the other class
    ill = np.pad(ill, (0, -n % CHUNK)).reshape(-1, CHUNK)
    return np.concatenate([_chest_chunk(each, shift, rng, textures) for each in ill])[:n], label


def pneumonia_mnist() -> tuple[np.ndarray, ...]:
    """Draws 5,856 synthetic chest radiographs in place of PneumoniaMNIST: normal (0) or pneumonia (1).

    Returns x_train uint8 (4708, 28, 28), y_train int64 (4708,), x_val (524, 28, 28), y_val (524,), x_test
    (624, 28, 28), y_test (624,) and the two class names. Pixels are gray, 0 to 255. The numbers of each class
    and of exact duplicates are those of the real set; the test part is a little harder. Takes about 0.3 s on
    one core and 25 MB beyond the result; raises nothing. Source: drawn here, from no radiograph.
    """
    textures = _textures()
    x_train, y_train = _chests(0, 1_214, 3_494, textures)
    x_val, y_val = _chests(1, 135, 389, textures)
    x_test, y_test = _chests(2, 234, 390, textures)
    # Duplicates: 18 pairs in training, two of them and six other images once more in validation, 3 pairs in test.
    normal, ill = np.flatnonzero(y_train == 0)[::600], np.flatnonzero(y_train == 1)[::80]
    x_train[normal[1]], x_train[ill[17:34]] = x_train[normal[0]], x_train[ill[:17]]
    x_val[np.flatnonzero(y_val == 1)[:320:40]] = x_train[[*ill[:2], *ill[34:40]]]
    ill = np.flatnonzero(y_test == 1)[::60]
    x_test[ill[3:6]] = x_test[ill[:3]]
    return x_train, y_train, x_val, y_val, x_test, y_test, ("normal", "pneumonia")


# Of each record of the MIT-BIH Arrhythmia Database: how many beats of the classes N, S, V, F, Q.
_BEATS = """
100 2239 33 1 0 0, 101 1860 3 0 0 2, 103 2082 2 0 0 0, 105 2526 0 41 0 5, 106 1507 0 520 0 0, 108 1740 4 17 2 0,
109 2492 0 38 2 0, 111 2123 0 1 0 0, 112 2537 2 0 0 0, 113 1789 6 0 0 0, 114 1820 12 43 4 0, 115 1953 0 0 0 0,
116 2302 1 109 0 0, 117 1534 1 0 0 0, 118 2166 96 16 0 0, 119 1543 0 444 0 0, 121 1861 1 1 0 0, 122 2476 0 0 0 0,
123 1515 0 3 0 0, 124 1536 31 47 5 0, 200 1743 30 826 2 0, 201 1635 128 198 2 0, 202 2061 55 19 1 0,
203 2529 2 444 1 4, 205 2571 3 71 11 0, 207 1543 107 210 0 0, 208 1586 2 992 373 2, 209 2621 383 1 0 0,
210 2423 22 195 10 0, 212 2748 0 0 0 0, 213 2641 28 220 362 0, 214 2003 0 256 1 2, 215 3195 3 164 1 0,
219 2082 7 64 1 0, 220 1954 94 0 0 0, 221 2031 0 396 0 0, 222 2274 209 0 0 0, 223 2045 73 473 14 0,
228 1688 3 362 0 0, 230 2255 0 1 0 0, 231 1568 1 2 0 0, 232 398 1382 0 0 0, 233 2230 7 831 11 0, 234 2700 50 3 0 0
"""
_BLOCKS = {109: "L", 111: "L", 207: "L", 214: "L", 118: "R", 124: "R", 212: "R", 231: "R", 232: "R"}  # bundle branch
_SECOND_LEAD = {100: "V5", 114: "V5", 123: "V5", 103: "V2", 117: "V2", 124: "V4"}  # V1 in all others
_SAMPLES = 650_000  # of a record, 360 a second
P, Q, R, S, T, WIDE, LATE, BACK = range(8)  # waves: five of a normal beat, then three of a ventricular one


def _wave(phase: np.ndarray) -> np.ndarray:
    """A smooth wave of period 1 and height 1, nearly a sine: a triangle with rounded tips."""
    tip = 4 * np.abs(phase - np.floor(phase) - np.float32(0.5)) - 1
    return tip * (np.float32(1.5) - np.float32(0.5) * tip * tip)


def _person(patient: int) -> tuple[np.ndarray, float]:
    """One person's waves, float64 (4, 8): time (samples from the R peak), width, height in either lead (mV).

    Also the pulse's irregularity: the part of an interval by which it may be longer or shorter.
    """
    rng = np.random.Generator(np.random.PCG64([SEED, 13, patient]))

    def between(*bounds: tuple[float, float]) -> np.ndarray:
        low, high = np.array(bounds).T
        return low + (high - low) * rng.random(len(low))

    def either(chance: float) -> float:
        return -1.0 if rng.random() < chance else 1.0

    time = between((-64, -50), (-11, -8), (0, 0), (8, 12), (84, 106), (-3, 4), (12, 20), (88, 110))
    width = between((6, 10), (2.4, 3.6), (2.7, 6), (2.8, 6), (14, 22), (1.2, 2.3), (1.2, 2.4), (15, 23))
    width[[WIDE, LATE]] *= width[R]  # wide beside the person's own normal beats, not beside another's
    first = between((0.0, 0.2), (-0.3, 0), (0.6, 1.7), (-0.5, 0), (0.1, 0.5), (0.8, 1.9), (-0.7, 0.5), (0.25, 0.6))
    other = between(
        (-0.1, 0.1), (-0.1, 0.1), (0.1, 0.7), (-1.4, -0.2), (-0.2, 0.4), (0.5, 1.5), (-0.6, 0.6), (0.2, 0.5)
    )
    irregular = [0.03, 0.05, 0.08, 0.2][rng.integers(0, 4)]
    first[T] *= either(0.3)
    turn = np.array([either(0.3), either(0.5)])
    if patient in _BLOCKS:
        left = _BLOCKS[patient] == "L"
        width[[Q, R, S]] *= 1.7 if left else 1.3
        time[S] += 6 if left else 9
        first[S], other[S] = (0.6 * first[R], -1.2) if left else (-0.45 - 0.3 * rng.random(), 0.6 + 0.5 * rng.random())
        first[T], other[T] = (-0.3, 0.4) if left else (first[T], -0.25)
        width[S] *= 1.0 if left else 1.4
    first[[WIDE, LATE]] *= turn[0]
    other[[WIDE, LATE]] *= turn[1]
    first[BACK] *= -turn[0]
    other[BACK] *= -turn[1]
    return np.stack([time, width, first, other]), irregular


def _rhythm(kind: np.ndarray, irregular: float, rng: np.random.Generator) -> np.ndarray:
    """The sample of each R peak, int64 (n,), for beats of such classes in a row."""
    n, draw = len(kind), rng.random((3, len(kind)))
    before = np.concatenate([[0], kind[:-1]])
    early = np.where(kind == 1, 0.6 + 0.35 * draw[0], 0.52 + 0.4 * draw[0])
    run = 0.7 + 0.28 * draw[0]  # beats of a run follow each other evenly
    extra = (kind == 1) | (kind == 2)
    part = np.where(extra, np.where(before == kind, run, early), 1.0)
    last = np.concatenate([[1.0], part[:-1]])
    pause = np.where(before == 2, 1.95 - last, np.where(before == 1, 1.05 + 0.1 * draw[1], 1.0))
    part = np.where(extra, part, pause)
    part = np.where(kind == 4, 0.8 + 0.5 * draw[0], part)
    slow = _wave(np.arange(n) / (20 + 40 * rng.random()) + rng.random())
    part = part * (1 + 0.04 * slow + irregular * (2 * draw[2] - 1))
    ends = np.floor(part * 65536).astype(np.int64).cumsum()  # integers: their sum has no rounding
    first, final = rng.integers(60, 300), _SAMPLES - rng.integers(20, 300)
    return first + (ends - ends[0]) * (final - first) // (ends[-1] - ends[0])


def _heights(kind: np.ndarray, person: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each beat's waves: float32 (4, 8, n) of time, width and the heights in both leads."""
    n = len(kind)

    def between(low: float, high: float, *shape: int) -> np.ndarray:
        return low + (high - low) * rng.random((*shape, n))

    waves = np.repeat(person[:, :, None], n, axis=2)
    waves[0] += between(-1.5, 1.5, 8)
    waves[0] += between(-1.5, 1.5)  # the annotators do not hit the very peak
    waves[1] *= between(0.9, 1.1, 8)
    waves[2:] *= between(0.75, 1.25, 8) * between(0.9, 1.1)
    early, other = kind == 1, kind == 4
    waves[0, P] += np.where(early, between(-8, 10), 0)
    waves[2:, P] *= np.where(early, between(-0.6, 0.7), 1)
    waves[1, R : S + 1] *= np.where(early & (rng.random(n) < 0.1), 1.5, 1)  # some are conducted with delay
    # How ventricular: not at all, mostly, or a fusion of both.
    part = np.where(kind == 2, between(0.65, 1), np.where(kind == 3, between(0.1, 0.7), 0.0))
    part = np.where(other, between(0, 1), part)
    waves[2:, :WIDE] *= 1 - part
    waves[2:, WIDE:] *= part
    waves[2:, P] *= 1 - part
    waves[2:] *= np.where(other, between(-1, 1.6, 8), 1)
    return waves.astype(np.float32)


def _noise(rng: np.random.Generator) -> np.ndarray:
    """Baseline wander, muscle noise and a ripple of the mains of one record: float32 (2, _SAMPLES), millivolts."""
    at = np.arange(_SAMPLES, dtype=np.float32)
    # Muscle noise and ripple grow and fade: a strength for every 2 s, a few stretches far noisier.
    blocks = _SAMPLES // 720 + 2
    strength = 0.6 + 0.8 * rng.random(blocks)
    for start in rng.integers(0, blocks - 12, size=rng.integers(2, 6)):
        strength[start : start + rng.integers(3, 12)] *= 3 + 3 * rng.random()
    block = np.floor(at / np.float32(720)).astype(np.int64)
    between = at / np.float32(720) - block.astype(np.float32)
    strength = strength.astype(np.float32)
    strength = strength[block] + (strength[block + 1] - strength[block]) * between
    noise = np.empty((2, _SAMPLES), dtype=np.float32)
    ripple = _wave(at / np.float32(5.98)) * np.float32(0.015 * rng.random())
    for lead in noise:
        muscle = rng.integers(-64, 64, size=(2, _SAMPLES + 2), dtype=np.int8).astype(np.int16)
        muscle = muscle[0, 1:-1] + muscle[1, 1:-1] + muscle[0, :-2] + muscle[1, 2:]
        lead[:] = (muscle * np.float32((0.01 + 0.02 * rng.random()) / 64) + ripple) * strength
        for seconds, height in ((3.7, 0.06), (11.3, 0.1), (47.0, 0.12)):
            period = np.float32(360 * seconds * (0.8 + 0.4 * rng.random()))
            lead += _wave(at / period + np.float32(rng.random())) * np.float32(height * rng.random())
    return noise


def mitdb_record(record: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, tuple[str, str]]:
    """Draws one half-hour synthetic electrocardiogram in place of a record of the MIT-BIH Arrhythmia Database.

    Returns the signal float32 (650000, 2) in millivolts, 360 samples a second, in steps of 0.005 mV; the R peaks
    int64 (n,); the annotators' symbols "<U1" (n,): N, L or R, A, V, F and Q; and the two leads' names. A record
    has as many beats of each class as the real one, in random order. A person's waves are drawn once, for
    201 and 202 (one man) the same. Takes about 0.1 s; raises KeyError for an unknown record. Source: the
    model of McSharry et al. (2003), <https://doi.org/10.1109/TBME.2003.808805>, in which each wave is a bump
    at its phase of the beat; here in closed form, no differential equation, with a rational bump.
    """
    rows = (row.split() for row in _BEATS.replace("\n", " ").split(","))
    counts = {int(number): [int(count) for count in row] for number, *row in rows}[record]
    patient = 201 if record == 202 else record
    person, irregular = _person(patient)
    rng = np.random.Generator(np.random.PCG64([SEED, 14, record]))
    kind = np.repeat(np.arange(5), counts)
    kind = kind[np.argsort(rng.random(len(kind)), kind="stable")]
    r_peak = _rhythm(kind, irregular, rng)
    waves = _heights(kind, person, rng)
    faster = min(1.0, 0.5 + 0.5 * _SAMPLES / len(kind) / 290)  # a quick pulse has early, narrow T waves
    waves[:2, [T, BACK]] *= np.float32(faster)

    signal = _noise(rng)
    for wave in range(8):
        drawn = np.flatnonzero((waves[2, wave] != 0) | (waves[3, wave] != 0))
        if not len(drawn):
            continue
        time, width, first, other = waves[:, wave, drawn]
        reach = int(4.5 * width.max()) + 1
        start = np.floor(time).astype(np.int64) + r_peak[drawn] - reach
        steps = np.arange(2 * reach + 1, dtype=np.float32) - np.float32(reach)
        away = (steps - (time - np.floor(time))[:, None]) / width[:, None]
        bump = 1 / (1 + away * away / 16)
        for _ in range(3):
            bump *= bump  # nearly exp(-away ** 2 / 2)
        for lead, height in zip(signal, (first, other), strict=True):
            for begin, curve in zip(start.tolist(), bump * height[:, None], strict=True):
                skip, end = max(0, -begin), min(len(curve), _SAMPLES - begin)
                lead[begin + skip : begin + end] += curve[skip:end]
    steps = np.clip(np.floor(signal * 200 + np.float32(0.5)), -1024, 1023)
    letters = np.array([_BLOCKS.get(record, "N"), "A", "V", "F", "Q"])
    leads = ("MLII", _SECOND_LEAD.get(record, "V1"))
    return np.ascontiguousarray(steps.T) / np.float32(200), r_peak, letters[kind], leads
