/** The source that a file of `test/golden/outline` is about. */
export function sourceIn(golden: string): string {
  return golden.slice(golden.indexOf('\n=== source\n') + 12).split('\n=== ')[0] ?? '';
}
