import type { PlantedFeature } from "./planted-features.ts";

/** What stands before the number of a value in the log. */
export function valuePrefix({ name }: Pick<PlantedFeature, "name">): string {
  return name.slice(0, 2);
}
