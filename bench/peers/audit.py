"""The audit as a straight script: pandas reads and encodes, PyTorch trains the base network, Captum attributes the training rows, SciPy compares the domains."""

import json
import sys
from itertools import combinations

import numpy as np
import pandas as pd
import torch
from captum.attr import IntegratedGradients
from scipy.spatial.distance import jensenshannon
from scipy.stats import wasserstein_distance


def read(spec, split):
    columns = ["domain", "label", *spec["categories"], *spec["numbers"]]
    return pd.concat([pd.read_parquet(path, columns=columns) for path in spec["files"][split]], ignore_index=True)


def encode(spec, frames):
    """Ids by feature, 0 for values that the training rows do not have; numbers by quantile buckets."""
    ids = {split: np.empty((len(frame), len(spec["categories"]) + len(spec["numbers"])), np.int64) for split, frame in frames.items()}
    sizes = []
    for f, feature in enumerate(spec["categories"]):
        values = pd.Index(frames["train"][feature].unique())
        for split, frame in frames.items():
            ids[split][:, f] = values.get_indexer(frame[feature]) + 1
        sizes.append(len(values) + 1)
    for f, feature in enumerate(spec["numbers"], len(spec["categories"])):
        edges = np.unique(np.quantile(frames["train"][feature], np.linspace(0, 1, spec["buckets"] + 1)[1:-1]))
        for split, frame in frames.items():
            ids[split][:, f] = np.searchsorted(edges, frame[feature], side="right")
        sizes.append(len(edges) + 1)
    return ids, sizes


class Network(torch.nn.Module):
    def __init__(self, sizes, spec):
        super().__init__()
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        self.register_buffer("starts", torch.from_numpy(starts))
        self.table = torch.nn.Embedding(int(sum(sizes)), spec["embedding"], sparse=True)
        torch.nn.init.normal_(self.table.weight, std=0.05)
        widths = [len(sizes) * spec["embedding"], *spec["hidden"]]
        layers = [part for a, b in zip(widths, widths[1:]) for part in (torch.nn.Linear(a, b), torch.nn.ReLU())]
        self.dense = torch.nn.Sequential(*layers, torch.nn.Linear(widths[-1], 1), torch.nn.Flatten(0))

    def embed(self, ids):
        return self.table(ids + self.starts).flatten(1)


def auc(labels, scores):
    order = scores.argsort()
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    positives = labels.sum()
    return (ranks[labels == 1].sum() - positives * (positives + 1) / 2) / (positives * (len(labels) - positives))


def train(spec, ids, labels, sizes):
    torch.manual_seed(1)
    model = Network(sizes, spec)
    optimisers = [
        torch.optim.SparseAdam(model.table.parameters(), lr=spec["learningRate"]),
        torch.optim.Adam(model.dense.parameters(), lr=spec["learningRate"]),
    ]
    loss_of = torch.nn.BCEWithLogitsLoss()
    x, y = torch.from_numpy(ids), torch.from_numpy(labels.astype(np.float32))
    for _ in range(spec["epochs"]):
        for some in torch.randperm(len(x)).split(spec["batch"]):
            for optimiser in optimisers:
                optimiser.zero_grad()
            loss_of(model.dense(model.embed(x[some])), y[some]).backward()
            for optimiser in optimisers:
                optimiser.step()
    return model


def predict(model, ids):
    with torch.no_grad():
        return np.concatenate([model.dense(model.embed(some)).numpy() for some in torch.from_numpy(ids).split(8192)])


def attribute(spec, model, ids):
    """[B, F]: what each feature of each row adds to the probability."""
    explainer = IntegratedGradients(torch.nn.Sequential(model.dense, torch.nn.Sigmoid()))
    parts = []
    for some in torch.from_numpy(ids).split(256):
        with torch.no_grad():
            x = model.embed(some)
        scores = explainer.attribute(x, n_steps=spec["steps"], method="riemann_right")
        parts.append(scores.reshape(len(some), ids.shape[1], spec["embedding"]).sum(2).detach().numpy())
    return np.concatenate(parts)


def distances(spec, frame, weights):
    """Of all pairs of domains, feature by feature. @param weights [B, F] of the rows"""
    found = []
    rows = {domain: np.flatnonzero(frame["domain"] == domain) for domain in spec["domains"]}
    pairs = list(combinations(spec["domains"], 2))
    for f, feature in enumerate(spec["categories"]):
        values, codes = np.unique(frame[feature], return_inverse=True)
        masses = {d: np.bincount(codes[at], weights[at, f], len(values)) for d, at in rows.items()}
        found.append([float(jensenshannon(masses[a], masses[b]) ** 2) for a, b in pairs])
    for f, feature in enumerate(spec["numbers"], len(spec["categories"])):
        values = frame[feature].to_numpy()
        spread = values.std()
        by = {d: (values[at], weights[at, f]) for d, at in rows.items()}
        found.append([float(wasserstein_distance(by[a][0], by[b][0], by[a][1], by[b][1]) / spread) for a, b in pairs])
    return found


with open(sys.argv[1]) as file:
    spec = json.load(file)
torch.set_num_threads(spec["threads"])
frames = {split: read(spec, split) for split in ("train", "valid", "test")}
ids, sizes = encode(spec, frames)
model = train(spec, ids["train"], frames["train"]["label"].to_numpy(), sizes)
scores = attribute(spec, model, ids["train"])
result = {
    "auc": {split: float(auc(frames[split]["label"].to_numpy(), predict(model, ids[split]))) for split in ("valid", "test")},
    "plain": distances(spec, frames["train"], np.ones(ids["train"].shape)),
    "effect": distances(spec, frames["train"], np.abs(scores)),
}
print(json.dumps(result))
