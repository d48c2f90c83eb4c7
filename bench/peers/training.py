"""A step of the base network after the other: in PyTorch with dense or sparse gradients of embeddings, by Adam or SparseAdam, or by FuxiCTR."""

import numpy as np
import torch
from protocol import array, serve


def by_torch(spec, weights, ids, labels):
    sparse = spec["method"] == "sparse"
    tables = [torch.nn.Embedding.from_pretrained(torch.from_numpy(table.copy()), freeze=False, sparse=sparse) for table in weights]
    layers = []
    for layer in spec["layers"]:
        linear = torch.nn.Linear(*layer["kernel"]["shape"])
        layers += [linear, torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1], torch.nn.Flatten(0))
    start_from(spec, model)
    embeddings = [parameter for table in tables for parameter in table.parameters()]
    rate = spec["learningRate"]
    if sparse:
        optimisers = [torch.optim.SparseAdam(embeddings, lr=rate), torch.optim.Adam(model.parameters(), lr=rate)]
    else:
        optimisers = [torch.optim.Adam([*embeddings, *model.parameters()], lr=rate, fused=True)]
    loss_of = torch.nn.BCEWithLogitsLoss()

    def step(batch):
        x = torch.cat([table(ids[batch][:, f]) for f, table in enumerate(tables)], 1)
        loss = loss_of(model(x), labels[batch])
        for optimiser in optimisers:
            optimiser.zero_grad()
        loss.backward()
        for optimiser in optimisers:
            optimiser.step()
        return loss

    return step


def by_fuxictr(spec, weights, ids, labels):
    """Its training step on its embedding layer, its MLP and its Adam; batches are ready-made, so that its reader costs it nothing."""
    from fuxictr.features import FeatureMap
    from fuxictr.pytorch.layers import FeatureEmbedding, MLP_Block
    from fuxictr.pytorch.models import BaseModel

    names = [f"f{f}" for f in range(len(weights))]
    features = FeatureMap("bench", ".")
    features.labels = ["label"]
    features.default_emb_dim = weights.shape[2]
    features.num_fields = len(names)
    for name in names:
        features.features[name] = {"source": "", "type": "categorical", "vocab_size": weights.shape[1], "padding_idx": None}
    features.set_column_index()
    widths = [layer["kernel"]["shape"][1] for layer in spec["layers"]]

    class DNN(BaseModel):
        def __init__(self):
            super().__init__(features, verbose=0, model_root=".", metrics=["AUC"])
            self.embedding_layer = FeatureEmbedding(features, weights.shape[2])
            self.mlp = MLP_Block(
                input_dim=weights.shape[0] * weights.shape[2],
                output_dim=1,
                hidden_units=widths[:-1],
                output_activation=self.output_activation,
            )
            self.compile("adam", "binary_crossentropy", spec["learningRate"])

        def forward(self, inputs):
            return {"y_pred": self.mlp(self.embedding_layer(self.get_inputs(inputs), flatten_emb=True))}

    model = DNN()
    # What fit() sets before the first step.
    model._max_gradient_norm = 10.0
    model.train()
    start_from(spec, model.mlp)
    with torch.no_grad():
        for name, table in zip(names, weights):
            model.embedding_layer.embedding_layer.embedding_layers[name].weight.copy_(torch.from_numpy(table.copy()))
    batches = [
        {**{name: some[:, f] for f, name in enumerate(names)}, "label": label} for some, label in zip(ids, labels)
    ]
    return lambda batch: model.train_step(batches[batch])


def start_from(spec, model):
    linears = [module for module in model.modules() if isinstance(module, torch.nn.Linear)]
    for linear, layer in zip(linears, spec["layers"], strict=True):
        linear.weight.data = torch.from_numpy(array(layer["kernel"]).T.copy())
        linear.bias.data = torch.from_numpy(array(layer["bias"]))


def prepare(spec):
    torch.set_num_threads(spec["threads"])
    ids = torch.from_numpy(array(spec["ids"]).astype(np.int64)).split(spec["batch"])
    labels = torch.from_numpy(array(spec["labels"]).astype(np.float32)).split(spec["batch"])
    way = by_fuxictr if spec["method"] == "fuxictr" else by_torch
    step = way(spec, array(spec["tables"]), ids, labels)
    done = 0

    def work():
        nonlocal done
        total = 0.0
        for _ in range(spec["stepsPerPass"]):
            total += step(done % len(ids)).item()
            done += 1
        return {"loss": total}

    return work


serve(prepare)
