import { z } from "zod";

/** How many there are of something, or how wide it is. */
export const count = z.int().min(1);

/** Units of layers, one after the other. */
export const units = z.array(count);
