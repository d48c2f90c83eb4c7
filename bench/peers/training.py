"""A step of the base network in PyTorch after the other: dense or sparse gradients of embeddings, Adam or SparseAdam."""

import numpy as np
import torch
from protocol import array, serve


def prepare(spec):
    torch.set_num_threads(spec["threads"])
    sparse = spec["method"] == "sparse"
    weights = array(spec["tables"])
    tables = [torch.nn.Embedding.from_pretrained(torch.from_numpy(table.copy()), freeze=False, sparse=sparse) for table in weights]
    layers = []
    for layer in spec["layers"]:
        linear = torch.nn.Linear(*layer["kernel"]["shape"])
        linear.weight.data = torch.from_numpy(array(layer["kernel"]).T.copy())
        linear.bias.data = torch.from_numpy(array(layer["bias"]))
        layers += [linear, torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1], torch.nn.Flatten(0))
    embeddings = [parameter for table in tables for parameter in table.parameters()]
    rate = spec["learningRate"]
    if sparse:
        optimisers = [torch.optim.SparseAdam(embeddings, lr=rate), torch.optim.Adam(model.parameters(), lr=rate)]
    else:
        optimisers = [torch.optim.Adam([*embeddings, *model.parameters()], lr=rate, fused=True)]
    ids = torch.from_numpy(array(spec["ids"]).astype(np.int64)).split(spec["batch"])
    labels = torch.from_numpy(array(spec["labels"]).astype(np.float32)).split(spec["batch"])
    loss_of = torch.nn.BCEWithLogitsLoss()
    done = 0

    def work():
        nonlocal done
        total = 0.0
        for _ in range(spec["stepsPerPass"]):
            batch = done % len(ids)
            x = torch.cat([table(ids[batch][:, f]) for f, table in enumerate(tables)], 1)
            loss = loss_of(model(x), labels[batch])
            for optimiser in optimisers:
                optimiser.zero_grad()
            loss.backward()
            for optimiser in optimisers:
                optimiser.step()
            total += loss.item()
            done += 1
        return {"loss": total}

    return work


serve(prepare)
