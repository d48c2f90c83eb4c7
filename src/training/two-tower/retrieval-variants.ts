import type { Config } from "../../config/schema.ts";
import type { RetrievalModelName } from "../../util/retrieval-names.ts";
import type { RetrievalStudyName } from "../../util/retrieval-studies.ts";
import type { TwoTowerLoop } from "./two-tower-loop.ts";

type Settings = NonNullable<Config["retrieval"]>;

/** A model with its options: one line of a comparison. */
export interface RetrievalVariant {
  /** Names its folder and labels it: lower-case letters, digits and dashes. */
  readonly key: string;
  readonly model: RetrievalModelName;
  /** Beside what the config says of the model. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly selfTraining: TwoTowerLoop["selfTraining"];
}

/** What the config trains: its models, or the variants of ADI that a study compares. */
export function retrievalVariants(settings: Settings): RetrievalVariant[] {
  if (settings.study !== null) return studies[settings.study](settings);
  return settings.models.map((model) => ({
    key: model,
    model,
    options: {},
    selfTraining: model === "adi" ? settings.selfTraining : null,
  }));
}

const studies: Readonly<Record<RetrievalStudyName, (settings: Settings) => RetrievalVariant[]>> = {
  // ADI, Table 7: one part after the other taken away.
  ablation: (settings) => {
    const selfTraining = settings.selfTraining ?? { percent: 5, step: 5, epochs: 3, rate: 1 };
    const adaptation = settings.options.adi?.["adaptation"] ?? "se";
    const full = adaptation === "none" ? { adaptation: "se", dsbn: true } : { dsbn: true };
    return [
      adi("adi", full, selfTraining),
      adi("no-self-training", full, null),
      adi("no-self-training-adaptation", { adaptation: "none", dsbn: true }, null),
      adi("no-self-training-adaptation-dsbn", { adaptation: "none", dsbn: false }, null),
    ];
  },
  // ADI, Table 6.
  fusion: ({ selfTraining }) =>
    ["concat", "sum", "netmul"].map((fusion) => adi(`fusion-${fusion}`, { fusion }, selfTraining)),
  // ADI, Table 8 and section 4.2.2.
  adaptation: ({ selfTraining }) => [
    ...["none", "linear", "attention", "se"].map((adaptation) =>
      adi(`adaptation-${adaptation}`, { adaptation }, selfTraining),
    ),
    adi("adaptation-se-global", { adaptation: "se", adaptationPlacement: "global" }, selfTraining),
    adi("adaptation-se-network", { adaptation: "se", adaptationPlacement: "network" }, selfTraining),
  ],
  // ADI, Fig. 3.
  "shared-networks": ({ selfTraining }) =>
    [1, 2, 3, 4, 5].map((sharedNetworks) => adi(`shared-${sharedNetworks}`, { sharedNetworks }, selfTraining)),
};

function adi(
  key: string,
  options: RetrievalVariant["options"],
  selfTraining: RetrievalVariant["selfTraining"],
): RetrievalVariant {
  return { key, model: "adi", options, selfTraining };
}
