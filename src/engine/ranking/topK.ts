/** The `size` best of many scored numbers: a binary heap in typed arrays, the worst kept one on top. */
export interface TopK {
  readonly size: number;
  count: number;
  readonly ids: Int32Array;
  readonly scores: Float64Array;
}

export function createTopK(size: number): TopK {
  return { size, count: 0, ids: new Int32Array(size), scores: new Float64Array(size) };
}

/** The score that a newcomer must beat. */
export function threshold(top: TopK): number {
  return top.count < top.size ? 0 : (top.scores[0] ?? 0);
}

/** Offer a number with a score above `threshold`. Of equal scores, those offered first stay. */
export function offer(top: TopK, id: number, score: number): void {
  if (top.count < top.size) {
    let at = top.count++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((top.scores[parent] ?? 0) <= score) break;
      move(top, parent, at);
      at = parent;
    }
    place(top, at, { id, score });
  } else {
    sink(top, id, score);
  }
}

function sink(top: TopK, id: number, score: number): void {
  let at = 0;
  for (;;) {
    let child = at * 2 + 1;
    if (child >= top.count) break;
    if (child + 1 < top.count && (top.scores[child + 1] ?? 0) < (top.scores[child] ?? 0)) child++;
    if ((top.scores[child] ?? 0) >= score) break;
    move(top, child, at);
    at = child;
  }
  place(top, at, { id, score });
}

function move(top: TopK, from: number, to: number): void {
  top.ids[to] = top.ids[from] ?? 0;
  top.scores[to] = top.scores[from] ?? 0;
}

function place(top: TopK, at: number, entry: { id: number; score: number }): void {
  top.ids[at] = entry.id;
  top.scores[at] = entry.score;
}
