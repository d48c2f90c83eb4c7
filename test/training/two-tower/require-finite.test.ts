import { describe, expect, it } from "vitest";
import { requireFinite } from "../../../src/training/two-tower/require-finite.ts";

const check = (loss: number, ...squares: readonly number[]) => {
  const outputs = { loss: Float32Array.of(loss), squares: Float32Array.from(squares) };
  return (): void => requireFinite(outputs, 12, ["user/0/kernel", "user/0/bias"]);
};

describe("the guard of a step of two towers", () => {
  it("lets finite losses and gradients pass", () => expect(check(0.7, 1, 2, 3, 4)).not.toThrow());

  it.each([
    [[0.7, NaN, 2, 3, 4], "the squared gradient of the embeddings of users"],
    [[0.7, 1, Infinity, 3, 4], "the squared gradient of the embeddings of items"],
    [[0.7, 1, 2, 3, NaN], "the squared gradient of user/0/bias"],
    [[NaN, NaN, NaN, NaN, NaN], "the loss"],
  ])("names what is not finite: %j", ([loss, ...squares], what) => {
    expect(check(loss, ...squares)).toThrow(`training diverged in step 12: ${what} is not finite`);
  });
});
