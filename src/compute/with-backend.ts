import * as tf from "@tensorflow/tfjs";
import { DomainlensError } from "../util/errors.ts";

/** Where tf.js goes back to when nothing was set before: without it, tf.js would choose by priority. */
const defaultBackend = "cpu";

/**
 * Runs `body` with a tf.js backend and puts the former one back. tf.js has one backend per process; because `body` is synchronous
 * and the switch is too, no other program can see it. Throws DomainlensError("compute") when the backend is not there.
 */
export function withBackend<T>(name: string, body: () => T): T {
  // The type says string, but it is undefined until a backend is set.
  const previous: string | undefined = tf.getBackend();
  if (previous === name) return body();
  // Without production mode tf.js prints advertisements on Node.
  tf.enableProdMode();
  useBackend(name);
  try {
    return body();
  } finally {
    useBackend(previous ?? defaultBackend);
  }
}

/** setBackend returns a promise, but for a backend whose factory is synchronous the switch is made when it returns. */
function useBackend(name: string): void {
  if (tf.findBackend(name) === null) {
    throw new DomainlensError("compute", {
      what: "a tf.js backend is not registered",
      value: name,
      remedy: "run domainlens doctor to see which devices this machine has",
    });
  }
  void tf.setBackend(name);
}
