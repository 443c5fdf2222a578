// When a server that has ended is started again.

/** So many ends within so long a time are too many. */
export const MOST = 4;
export const WITHIN = 3 * 60_000;

/** Counts the times at which the server ended by itself. */
export class Restarts {
  #ends: number[] = [];

  /** Notes an end, in milliseconds of any clock. Returns whether to start again. */
  ended(now: number): boolean {
    this.#ends = this.#ends.filter((end) => now - end < WITHIN);
    this.#ends.push(now);
    return this.#ends.length <= MOST;
  }

  /** Forgets all: somebody has started the server by hand. */
  reset(): void {
    this.#ends = [];
  }
}
