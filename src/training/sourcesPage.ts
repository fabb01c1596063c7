import type { Package } from './dataList.ts';

export interface Used {
  readonly item: Package;
  readonly pairCount: number;
}

/** The page beside the table that says what the table was learned from. */
export function sourcesPage(used: readonly Used[]): string {
  const lines = [...used]
    .filter(({ pairCount }) => pairCount > 0)
    .sort((a, b) => (a.item.name < b.item.name ? -1 : 1))
    .map(({ item, pairCount }) => {
      const client = item.client === 'npm' ? 'npm' : 'Debian source';
      return `- \`${item.name}\` ${item.version} (${client}), ${item.licence}: ${pairCount.toLocaleString('en-GB')} pairs`;
    });
  return `# What the word vectors were learned from

\`words.bin\` is made by \`npm run train\` and holds no text of these packages: 8,192 single words, and a vector for
each, learned from pairs of what people wrote about code and the code itself. This page is written by the same run.
Versions, licences and hashes of what was fetched are in \`src/training/packages.tsv\`; files to which another licence
than a permissive one applies were left out.

${lines.join('\n')}
`;
}
