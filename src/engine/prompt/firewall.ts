import type { Part } from './part.ts';
import { secretPatterns } from './secrets.ts';
import type { SecretPattern } from './secrets.ts';

/** One secret that was taken out. `line` is 1-based in the text. */
export interface Redaction {
  readonly kind: string;
  readonly line: number;
}

export interface Redacted {
  readonly text: string;
  /** In order of line. */
  readonly redactions: readonly Redaction[];
}

/**
 * Take the secrets out of a text: each becomes `[redacted: kind]`. The number of lines stays, so that line numbers
 * hold. Idempotent. The one choke point: whatever goes to a model, an agent or a log passes here.
 */
export function redact(text: string): Redacted {
  let redacted = text;
  const redactions: Redaction[] = [];
  for (const pattern of secretPatterns) redacted = applyPattern(redacted, pattern, redactions);
  return { text: redacted, redactions: redactions.sort((a, b) => a.line - b.line) };
}

/** `redact` over all that a part shows or sends. */
export function passFirewall(part: Part): { readonly part: Part; readonly redactions: readonly Redaction[] } {
  const { text, redactions } = redact(part.text);
  const title = redact(part.title).text;
  const reasons = part.reasons.map((reason) => redact(reason).text);
  return { part: { ...part, title, reasons, text }, redactions };
}

/** "2 secrets redacted: AWS key, password": for the ledger. */
export function describeRedactions(redactions: readonly Redaction[]): string {
  const kinds = [...new Set(redactions.map(({ kind }) => kind))].join(', ');
  return `${redactions.length} ${redactions.length === 1 ? 'secret' : 'secrets'} redacted: ${kinds}`;
}

function applyPattern(text: string, secret: SecretPattern, redactions: Redaction[]): string {
  const { pattern, group, kind, isSecret } = secret;
  let result = '';
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const value = match[group] ?? '';
    if (value === '' || value.startsWith('[redacted') || isSecret?.(value) === false) continue;
    const start = match.index + (group === 0 ? 0 : match[0].lastIndexOf(value));
    const lineBreaks = value.match(/\r?\n/g)?.join('') ?? '';
    result += `${text.slice(from, start)}[redacted: ${kind}]${lineBreaks}`;
    from = start + value.length;
    redactions.push({ kind, line: countLines(text, start) });
  }
  return from === 0 ? text : result + text.slice(from);
}

/** The 1-based line of an offset. Line breaks are kept by every redaction, so this holds in the redacted text too. */
function countLines(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
