import type { Progress } from "../../dag/stage.ts";

/** Units per second; undefined while too little is known. */
export type Speedometer = (progress: Progress) => number | undefined;

/** Time that a speed is measured over, at least. */
const leastMs = 1000;

/** Measures how fast `done` grows since the message last changed or `done` began anew. @param now a clock in milliseconds */
export function speedometer(now: () => number = () => performance.now()): Speedometer {
  let from: { message: string; done: number; time: number } | undefined;
  let last = 0;
  return ({ message, done }) => {
    if (done === undefined) return undefined;
    const time = now();
    if (from === undefined || message !== from.message || done < last) from = { message, done, time };
    last = done;
    const elapsed = time - from.time;
    return elapsed < leastMs || done === from.done ? undefined : (1000 * (done - from.done)) / elapsed;
  };
}

/** `, 120,000 rows/s, 12 s left, at most 9 min in all`: what a speed says about the rest, evaluation not counted. */
export function describeSpeed({ done = 0, total, unit = "", after = 0 }: Progress, perSecond: number): string {
  const digits = perSecond < 10 ? 1 : 0;
  const speed = `, ${perSecond.toLocaleString("en-US", { maximumFractionDigits: digits })} ${unit}/s`;
  if (total === undefined) return speed;
  const left = Math.max(0, total - done);
  const inAll = after === 0 ? "" : `, at most ${describeSeconds((left + after) / perSecond)} in all`;
  return `${speed}, ${describeSeconds(left / perSecond)} left${inAll}`;
}

/** `12 s`, `9 min`, `2.5 h`. */
function describeSeconds(seconds: number): string {
  if (seconds < 100) return `${Math.round(seconds)} s`;
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
