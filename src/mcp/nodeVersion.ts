/**
 * Why this Node cannot run Sightline, in a sentence that says what to do, or null where it can. Its built-in SQLite
 * came without a flag in 22.13 and, of the line after it, in 23.4.
 *
 * @param runtime  `process.versions.node`, and the program's path.
 */
export function refusalOfNode(runtime: { readonly version: string; readonly file: string }): string | null {
  const [major = 0, minor = 0] = runtime.version.split('.').map(Number);
  const least = major === 23 ? ([23, 4] as const) : ([22, 13] as const);
  if (major > least[0] || (major === least[0] && minor >= least[1])) return null;
  return (
    `This is Node ${runtime.version} (${runtime.file}), and Sightline needs Node ${least.join('.')} or newer, for ` +
    'its built-in SQLite: install one from https://nodejs.org, or start Sightline with it.'
  );
}
