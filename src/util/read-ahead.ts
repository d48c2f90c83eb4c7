/** What an async generator gives, to be read once; its first item is asked for at once. */
export class ReadAhead<T> implements AsyncIterable<T> {
  readonly #items: AsyncGenerator<T>;
  readonly #first: Promise<IteratorResult<T>>;
  /** Ends when the first item is there, or is known not to come. */
  readonly begun: Promise<void>;

  constructor(items: AsyncGenerator<T>) {
    this.#items = items;
    this.#first = items.next();
    // A failure is thrown where the item is awaited, not as an unhandled rejection in between.
    this.begun = this.#first.then(
      () => {},
      () => {},
    );
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    try {
      for (let item = await this.#first; item.done !== true; item = await this.#items.next()) yield item.value;
    } finally {
      await this.close();
    }
  }

  /** Ends the generator, if it has not ended. */
  async close(): Promise<void> {
    await this.#items.return(undefined);
  }
}
