import type { Config } from "../../config/schema.ts";
import { encodeSlice } from "../../data/encode/slice.ts";
import { type EntityFields, entityFields } from "../../models/mkt/entity-fields.ts";
import { headsMisfit, knowledgeMisfit } from "../../models/mkt/misfit.ts";
import { mktSettings } from "../../training/transfer/mkt-settings.ts";
import { entityOfRole } from "../../util/entity-role.ts";
import type { ErrorDetails } from "../../util/errors.ts";

/** Why MKT cannot be built with the options given; undefined where it can, or is not trained. All embeddings have one size. */
export function mktMisfit(config: Config): ErrorDetails | undefined {
  const { base, transfer } = config;
  if (transfer === undefined || !transfer.models.includes("mkt")) return undefined;
  const { mem, tem } = mktSettings({ base, given: transfer.options.mkt ?? {} });
  const misfit = knowledgeMisfit(mem);
  if (misfit !== undefined) return misfit;
  const { sequences, embeddingSize } = fieldsOf(config);
  return sequences.length === 0 ? undefined : (headsMisfit(mem, embeddingSize) ?? headsMisfit(tem, embeddingSize));
}

/** The features as the network will group them, whichever domains the log has. */
function fieldsOf(config: Config): EntityFields {
  const slices = Object.entries(encodeSlice(config).features);
  const names = slices.map(([name]) => name);
  const features = slices.map(([name, { embedding, vocabulary }]) => {
    const { role, sequence } = config.features[name];
    const shared = vocabulary === undefined ? {} : { vocabularyOf: names.indexOf(vocabulary) };
    return { name, role, embedding, sequence: sequence !== undefined, ...shared };
  });
  return entityFields(
    features,
    features.flatMap(({ role }) => entityOfRole(role) ?? []),
    "multiHead",
  );
}
