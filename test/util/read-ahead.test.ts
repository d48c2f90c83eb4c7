import { expect, it } from "vitest";
import { ReadAhead } from "../../src/util/read-ahead.ts";

/** 0, 1, 2; `said` hears what the generator does. */
async function* numbers(said: string[]): AsyncGenerator<number> {
  try {
    for (let i = 0; i < 3; i++) {
      said.push(`makes ${i}`);
      yield await Promise.resolve(i);
    }
  } finally {
    said.push("ends");
  }
}

async function all(items: AsyncIterable<number>): Promise<number[]> {
  const found: number[] = [];
  for await (const item of items) found.push(item);
  return found;
}

it("asks for the first item at once, and gives all of them", async () => {
  const said: string[] = [];
  const ahead = new ReadAhead(numbers(said));
  expect(said).toEqual(["makes 0"]);
  expect(await all(ahead)).toEqual([0, 1, 2]);
  expect(said).toEqual(["makes 0", "makes 1", "makes 2", "ends"]);
});

it("ends the generator when nobody reads it, or not to its end", async () => {
  const [unread, half]: string[][] = [[], []];
  await new ReadAhead(numbers(unread)).close();
  expect(unread).toEqual(["makes 0", "ends"]);
  for await (const item of new ReadAhead(numbers(half))) if (item === 1) break;
  expect(half).toEqual(["makes 0", "makes 1", "ends"]);
});

it("says when the first item is there, or does not come", async () => {
  const said: string[] = [];
  const ahead = new ReadAhead(numbers(said));
  await ahead.begun;
  expect(said).toEqual(["makes 0"]);
  await ahead.close();
  const failing = numbers([]);
  failing.next = () => Promise.reject(new Error("no rows"));
  await expect(new ReadAhead(failing).begun).resolves.toBeUndefined();
});

it("throws a failure where the item is awaited", async () => {
  const broken = (): AsyncGenerator<number> => {
    const items = numbers([]);
    items.next = () => Promise.reject(new Error("no disk"));
    return items;
  };
  const ahead = new ReadAhead(broken());
  await new Promise((resolve) => setTimeout(resolve, 5));
  await expect(all(ahead)).rejects.toThrow("no disk");
});
