"""Places for the nodes of a small network: the same ones every time, near what they are tied to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, shortest_path

from shopai.arrays import Floats

#: Room around each group of nodes, in lengths of an edge.
MARGIN: Final = 1.1
#: Width and height of the room of one node with its name, in the same.
ROOM: Final = (1.15, 0.95)
#: A group up to so long lies along the page, a longer one stands.
LYING: Final = 3.1
_ROUNDS: Final = 300
_STILL: Final = 1e-5


def layout(n: int, edges: Sequence[tuple[int, int]], aspect: float) -> Floats:
    """Places of the nodes, (n, 2); an edge is about 1 long.

    n : number of nodes; meant for up to a hundred
    edges : pairs of different nodes, in 0 … n − 1; their direction and repeats do not matter
    aspect : width over height of the room they are drawn in

    Nodes that hang together are placed so that distances on the page are those along the
    edges, as far as a plane allows: the stress Σ d⁻²(‖x − y‖ − d)² over all pairs of nodes is
    brought down by majorisation (Gansner, Koren, North 2005, “Graph drawing by stress
    majorization”) from a circle, which has no chance in it. Each such group is turned along
    or up the page, its nodes are pushed apart until none is in the `ROOM` of another, and the
    groups are packed beside one another, the largest first. The same network always gets the
    same places. Costs O(n³) and O(n²) a round.
    """
    if not n:
        return np.zeros((0, 2))
    ends = np.array(edges, dtype=np.int64).reshape(-1, 2)
    network = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(n, n)).tocsr()
    count, group = connected_components(network, directed=False)
    members = sorted((np.flatnonzero(group == g) for g in range(count)), key=lambda m: -len(m))
    shapes = [_spread(network[nodes][:, nodes]) for nodes in members]
    corners = _packed([shape.max(axis=0) + MARGIN for shape in shapes], aspect)
    places = np.zeros((n, 2))
    for nodes, shape, corner in zip(members, shapes, corners, strict=True):
        places[nodes] = shape + corner + MARGIN / 2
    return places


def _spread(network: coo_array) -> Floats:
    """Places of the nodes of one connected network, each coordinate from 0."""
    n = network.shape[0]
    if n == 1:
        return np.zeros((1, 2))
    apart = shortest_path(network, directed=False, unweighted=True)
    order, _ = breadth_first_order(network, 0, directed=False)
    turn = np.empty(n)
    turn[order] = np.arange(n) * 2 * np.pi / n
    places = np.column_stack([np.cos(turn), np.sin(turn)]) * apart.max() / 2
    weight = np.divide(1.0, apart**2, where=apart > 0, out=np.zeros((n, n)))
    laplacian = np.diag(weight.sum(axis=1)) - weight
    inverse = np.linalg.pinv(laplacian)
    for _ in range(_ROUNDS):
        gap = np.linalg.norm(places[:, None] - places[None], axis=2)
        pull = -np.divide(weight * apart, gap, where=gap > 1e-9, out=np.zeros((n, n)))
        np.fill_diagonal(pull, -pull.sum(axis=1))
        moved = inverse @ (pull @ places)
        still = np.abs(moved - places).max() < _STILL
        places = moved
        if still:
            break
    roomy = _pushed(_turned(places))
    ready: Floats = roomy - roomy.min(axis=0)
    return ready


def _turned(places: Floats) -> Floats:
    """The places turned: a short group lies, a long one stands, as a narrow page has it.

    Where it lies, no edge runs through the name below a node.
    """
    centred = places - places.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    turned: Floats = centred @ axes
    if np.ptp(turned[:, 1]) <= LYING:
        turned = turned[:, ::-1]
    # an axis has no sign of its own: the first node goes to the left and up
    turned *= np.where(turned[0] * (1, -1) > 0, -1.0, 1.0)
    return turned


def _pushed(places: Floats) -> Floats:
    """The places moved, each as little as may be, until no node is in the room of another."""
    first = np.arange(len(places))
    # of two in one spot, the first goes up and to the right
    tie = np.where(first[:, None] < first, 1.0, -1.0)[..., None]
    for _ in range(_ROUNDS):
        gap = places[:, None] - places[None]
        lacking = np.array(ROOM) - np.abs(gap)
        over = np.asarray((lacking > _STILL).all(axis=2) & (first[:, None] != first))
        if not over.any():
            break
        shorter = lacking == lacking.min(axis=2, keepdims=True)  # the shorter way out
        away = np.where(gap == 0, tie, np.sign(gap))
        step = np.where(over[..., None] & shorter, away * lacking / 2, 0.0)
        crowd = np.maximum(over.sum(axis=1), 1)[:, None]
        places = places + step.sum(axis=1) / np.sqrt(crowd)
    return places


def _packed(sizes: Sequence[Floats], aspect: float) -> list[Floats]:
    """Lower left corners of boxes of these sizes, none over another, in a room of `aspect`.

    Each box in turn goes to that corner of those placed that makes the room grow least.
    """
    corners: list[Floats] = []
    ends: list[Floats] = []
    for size in sizes:
        spots = [np.zeros(2)]
        for low, high in zip(corners, ends, strict=True):
            spots += [np.array([high[0], low[1]]), np.array([low[0], high[1]])]
        free = [
            spot
            for spot in spots
            if not any(
                (spot < high - 1e-9).all() and (low < spot + size - 1e-9).all()
                for low, high in zip(corners, ends, strict=True)
            )
        ]
        room = np.max(ends, axis=0) if ends else np.zeros(2)

        def grown(spot: Floats, size: Floats = size, room: Floats = room) -> tuple[float, ...]:
            width, height = np.maximum(room, spot + size)
            end = spot + size
            return (max(width / aspect, height), max(end[0] / aspect, end[1]), spot[0])

        best = min(free, key=grown)
        corners.append(best)
        ends.append(best + size)
    return corners
