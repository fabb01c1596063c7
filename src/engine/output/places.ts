/**
 * The places that a value names, as a text with citations: objects with `path` and `startLine` or `line`, wherever they
 * stand in it. In order, each once.
 */
export function placesIn(value: unknown): string {
  const found = new Set<string>();
  const look = (at: unknown, depth: number): void => {
    if (typeof at !== 'object' || at === null || depth > 30) return;
    const { path, startLine, endLine, line } = at as Readonly<Record<string, unknown>>;
    const start = startLine ?? line;
    if (typeof path === 'string' && isLine(start)) {
      found.add(`[${path}:${start}-${isLine(endLine) && endLine >= start ? endLine : start}]`);
    }
    for (const inner of Object.values(at)) look(inner, depth + 1);
  };
  look(value, 0);
  return [...found].join('\n');
}

function isLine(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
}
