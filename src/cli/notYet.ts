/** Of commands that are there: options and operands that are promised and that a later version brings. */
const parts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  mcp: {
    '--http': 'a server over local HTTP',
    '--port': 'a server over local HTTP',
    clients: 'a server over local HTTP, with its clients',
  },
};

/**
 * A sentence for a command line that asks for what is promised and not there yet, or null. Without it such a line
 * would be told that it is misspelt.
 */
export function notYet([name = '', ...rest]: readonly string[]): string | null {
  const missing = Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (missing === undefined) return null;
  const options = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  for (const [part, what] of Object.entries(missing)) {
    // An operand is one in the first place only: a folder may be named `clients`.
    const isAsked = part.startsWith('--')
      ? options.some((word) => word === part || word.startsWith(`${part}=`))
      : rest[0] === part;
    if (isAsked) return `"sightline ${name} ${part}" (${what}) is not in this version yet.`;
  }
  return null;
}
