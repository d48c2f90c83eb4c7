import type { TransferAblation, TransferName } from "../../util/transfer-names.ts";

type Family = "target only" | "joint" | "pre-trained";

/** What a reader needs to know of a model. */
interface MethodText {
  /** Whose rows it learns from: the target's, those of all entities at once, or first the others'. */
  readonly family: Family;
  readonly about: string;
}

/** Every model of the comparison in words; one without a text does not compile. */
export const methodTexts = {
  mlp: { family: "target only", about: "the base network: embeddings, hidden layers, one logit" },
  din: { family: "target only", about: "the user's histories weighed by what they have to do with the candidate" },
  fibinet: {
    family: "target only",
    about: "features reweighted by a squeeze-and-excitation layer, and bilinear products of all pairs of them",
  },
  mmoe: { family: "joint", about: "experts that all entities share, mixed by a gate of each entity" },
  ple: {
    family: "joint",
    about: "experts that all share beside experts of each entity, mixed by a gate of each entity",
  },
  star: { family: "joint", about: "each layer's weights are shared ones times the entity's own" },
  conet: { family: "joint", about: "a tower for each entity, with cross connections between their hidden layers" },
  minet: {
    family: "joint",
    about: "the user's long-term interest and the short-term ones of each history, weighted by attention",
  },
  finetune: {
    family: "pre-trained",
    about: "the base network trained on the source, then all of its weights on the target",
  },
  ctnet: {
    family: "pre-trained",
    about:
      "the base network trained on the source with the features that no entity has alone, and then frozen; a target network that adds, through adapters, its " +
      "hidden activations",
  },
  mkt: {
    family: "pre-trained",
    about:
      "a multi-entity model (MEM) trained on all rows and then frozen; a target model (TEM) that adds, through gates, what MEM knows of the user, the " +
      "sequences, the shared features and their combination",
  },
} satisfies Record<TransferName, MethodText>;

/** Every ablation of MKT in words: what is different. */
export const ablationTexts = {
  "no-pretraining":
    "MEM is not trained first: the parts of it that TEM reads start from random numbers and learn with TEM, by its loss, on the rows of the target",
  "no-tem": "no target model: the multi-entity model's own tower for the target predicts",
  "no-pdl": "no polarized distribution loss: nothing parts common knowledge from that of one entity",
  "no-hfa": "no heterogeneous feature alignment: the multi-entity model does not see entity-specific features",
  "no-user": "the vector of the user's features is not transferred",
  "no-sequence": "the vector of the user's sequences is not transferred",
  "no-shared": "the vector of the features that all entities share is not transferred",
  "no-cross": "the common knowledge, in which features are combined, is not transferred",
} satisfies Record<TransferAblation, string>;
