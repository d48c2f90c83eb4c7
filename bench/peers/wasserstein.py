"""Wasserstein-1 of two weightings of the same points."""

import ot
from protocol import array, serve
from scipy.stats import wasserstein_distance


def prepare(spec):
    points, p, q = (array(spec[name]) for name in ("points", "p", "q"))
    if spec["method"] == "pot":
        return lambda: {"distance": float(ot.emd2_1d(points, points, p, q, metric="cityblock"))}
    return lambda: {"distance": float(wasserstein_distance(points, points, p, q))}


serve(prepare)
