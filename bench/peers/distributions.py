"""Distributions of every feature by domain and the distances of all pairs of domains, from the Parquet files: JS of categories, Wasserstein-1 of numbers."""

import glob
from itertools import combinations

import numpy as np
import pandas as pd
from protocol import serve
from scipy.spatial.distance import jensenshannon
from scipy.stats import wasserstein_distance


def by_scipy(frame, spec):
    distances = []
    groups = {domain: rows for domain, rows in frame.groupby("domain")}
    for feature in spec["categories"]:
        shares = pd.DataFrame({d: rows[feature].value_counts(normalize=True) for d, rows in groups.items()}).fillna(0)
        distances += [jensenshannon(shares[a], shares[b]) ** 2 for a, b in combinations(spec["domains"], 2)]
    for feature in spec["numbers"]:
        distances += [wasserstein_distance(groups[a][feature], groups[b][feature]) for a, b in combinations(spec["domains"], 2)]
    return distances


def by_evidently(frame, spec):
    from evidently import DataDefinition, Dataset, Report
    from evidently.metrics import ValueDrift

    definition = DataDefinition(categorical_columns=spec["categories"], numerical_columns=spec["numbers"])
    sets = {d: Dataset.from_pandas(rows, data_definition=definition) for d, rows in frame.groupby("domain")}
    metrics = [ValueDrift(column=c, method="jensenshannon") for c in spec["categories"]]
    metrics += [ValueDrift(column=c, method="wasserstein") for c in spec["numbers"]]
    found = {}
    for a, b in combinations(spec["domains"], 2):
        values = [float(metric["value"]) for metric in Report(metrics).run(sets[b], sets[a]).dict()["metrics"]]
        for feature, value in zip(spec["categories"] + spec["numbers"], values):
            # Distances as they are compared: the root of JS squared, and Wasserstein in units of the reference's deviation.
            scale = None if feature in spec["categories"] else max(np.std(sets[a].as_dataframe()[feature]), 0.001)
            found[feature, a, b] = value**2 if scale is None else value * scale
    features = spec["categories"] + spec["numbers"]
    return [found[feature, a, b] for feature in features for a, b in combinations(spec["domains"], 2)]


def prepare(spec):
    def work():
        columns = ["domain", *spec["categories"], *spec["numbers"]]
        frame = pd.concat(pd.read_parquet(path, columns=columns) for path in sorted(glob.glob(spec["files"])))
        method = by_scipy if spec["method"] == "scipy" else by_evidently
        return {"distances": [float(distance) for distance in method(frame, spec)]}

    return work


serve(prepare)
