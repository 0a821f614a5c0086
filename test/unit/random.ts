/** A small linear congruential generator (Numerical Recipes), from 0 to 1: the same numbers in every run. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
