"""Integrated Gradients of a frozen network, ids to one score a feature: by Captum, or by a loop over torch.autograd.grad."""

import numpy as np
import torch
from captum.attr import IntegratedGradients
from protocol import array, fastest, serve


def network(spec):
    layers = []
    for layer in spec["layers"]:
        linear = torch.nn.Linear(*layer["kernel"]["shape"])
        linear.weight.data = torch.from_numpy(array(layer["kernel"]).T.copy())
        linear.bias.data = torch.from_numpy(array(layer["bias"]))
        layers += [linear, torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1], torch.nn.Sigmoid(), torch.nn.Flatten(0))
    return model.requires_grad_(False)


def nodes(rule, steps):
    if rule == "riemann":
        return np.arange(1, steps + 1) / steps, np.full(steps, 1 / steps)
    points, weights = np.polynomial.legendre.leggauss(steps)
    return (points + 1) / 2, weights / 2


def by_captum(model, spec):
    method = {"riemann": "riemann_right", "gausslegendre": "gausslegendre"}[spec["rule"]]
    explainer = IntegratedGradients(model)
    return lambda x: explainer.attribute(x, n_steps=spec["steps"], method=method)


def by_loop(model, spec, stacked):
    points, weights = (torch.from_numpy(values.astype(np.float32)) for values in nodes(spec["rule"], spec["steps"]))

    def stack(x):
        path = (points[:, None, None] * x).reshape(-1, x.shape[1]).requires_grad_()
        (gradient,) = torch.autograd.grad(model(path).sum(), path)
        return x * torch.einsum("t,tbk->bk", weights, gradient.view(len(points), *x.shape))

    def step(x):
        total = torch.zeros_like(x)
        for point, weight in zip(points, weights):
            at = (point * x).requires_grad_()
            (gradient,) = torch.autograd.grad(model(at).sum(), at)
            total += weight * gradient
        return x * total

    return stack if stacked else step


def prepare(spec):
    torch.set_num_threads(spec["threads"])
    model = network(spec)
    tables = torch.from_numpy(array(spec["tables"]))
    ids = torch.from_numpy(array(spec["ids"]).astype(np.int64))
    features, size = tables.shape[0], tables.shape[2]
    columns = torch.arange(features)

    def run(way, batch, rows=len(ids)):
        parts = []
        for some in ids[:rows].split(batch):
            x = tables[columns, some].reshape(len(some), features * size)
            parts.append(way(x).reshape(len(some), features, size).sum(2))
        return torch.cat(parts)

    ways = [by_captum(model, spec)] if spec["method"] == "captum" else [by_loop(model, spec, s) for s in (True, False)]
    batches = [batch for batch in (64, 256, 1024, 4096) if batch <= len(ids) and batch * spec["steps"] <= 65536]
    way, batch = fastest([(way, batch) for way in ways for batch in batches], lambda pair: run(*pair, rows=max(batches) if spec["steps"] <= 5 else 1024))

    def work():
        run(way, batch).detach().numpy().astype(np.float32).tofile(spec["result"])
        return {}

    return work


serve(prepare)
