/**
 * What a secret looks like: the published formats of keys, and values with high entropy under a telling name.
 * Every quantifier is bounded, so that the time is linear in the text whatever it holds.
 */
export interface SecretPattern {
  /** What the reader sees: `[redacted: AWS key]`. */
  readonly kind: string;
  readonly pattern: RegExp;
  /** Which group is the secret; 0 is the whole match. What stands around it is kept. */
  readonly group: number;
  /** Weeds out what has the form only. Gets the secret itself. */
  readonly isSecret?: (value: string) => boolean;
}

const name =
  '(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|auth[_-]?key|credential)';
const keyHeader = '-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----';
const keyFooter = '-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----';

/** In order: a more telling kind comes before a more general one, and what is redacted once is not looked at again. */
export const secretPatterns: readonly SecretPattern[] = [
  {
    kind: 'private key',
    pattern: new RegExp(`${keyHeader}(?:(?!-----)[^]){0,12000}${keyFooter}`, 'g'),
    group: 0,
    isSecret: holdsKeyBody,
  },
  {
    // A chunk may end in the middle of a key.
    kind: 'private key',
    pattern: new RegExp(`${keyHeader}(?:[\\s"'+,\\\\nr]{0,12}[A-Za-z0-9+/=]{16,100}){1,200}`, 'g'),
    group: 0,
    isSecret: holdsKeyBody,
  },
  {
    // A chunk may begin in the middle of a key.
    kind: 'private key',
    pattern: new RegExp(`(?:^[ \\t]*[A-Za-z0-9+/=]{16,100}[ \\t]*\\r?\\n){1,200}[ \\t]*${keyFooter}`, 'gm'),
    group: 0,
  },
  { kind: 'AWS key', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b/g, group: 0 },
  {
    kind: 'AWS secret key',
    pattern: /aws.{0,20}?secret.{0,20}?["']?\s{0,4}[:=]\s{0,4}["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])/gi,
    group: 1,
  },
  { kind: 'GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{22,255})/g, group: 0 },
  { kind: 'GitLab token', pattern: /\bgl(?:pat|dt|rt|cbt)-[\w-]{20,100}/g, group: 0 },
  {
    kind: 'Slack token',
    pattern: /\bx(?:ox[abeoprs]|app)-[A-Za-z0-9-]{10,250}/g,
    group: 0,
    isSecret: hasDigit,
  },
  {
    kind: 'Slack webhook',
    pattern: /https:\/\/hooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9/]{20,120}/g,
    group: 0,
  },
  { kind: 'Google key', pattern: /\b(?:AIza[\w-]{35}|GOCSPX-[\w-]{20,60}|ya29\.[\w-]{20,500})/g, group: 0 },
  { kind: 'Stripe key', pattern: /\b(?:[rs]k_(?:live|test)|whsec)_[A-Za-z0-9]{16,250}/g, group: 0 },
  { kind: 'npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g, group: 0 },
  { kind: 'PyPI token', pattern: /\bpypi-[\w-]{50,500}/g, group: 0 },
  { kind: 'SendGrid key', pattern: /\bSG\.[\w-]{16,32}\.[\w-]{32,64}/g, group: 0 },
  { kind: 'Hugging Face token', pattern: /\bhf_[A-Za-z0-9]{30,60}\b/g, group: 0 },
  { kind: 'API key', pattern: /\bsk-[\w-]{20,250}/g, group: 0, isSecret: isRandom },
  { kind: 'JWT', pattern: /\beyJ[\w-]{8,4000}\.eyJ[\w-]{8,8000}\.[\w-]{8,4000}/g, group: 0 },
  {
    kind: 'account key',
    pattern: /\b(?:AccountKey|SharedAccessKey|SharedAccessSignature)=([A-Za-z0-9+/=%&]{20,300})/g,
    group: 1,
  },
  {
    kind: 'password',
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@'"`<>]{0,100}:([^\s@'"`/<>]{1,200})@[\w.[-]/gi,
    group: 1,
    isSecret: isNoPlaceholder,
  },
  {
    kind: 'password',
    pattern: /\b(?:Password|Pwd)=([^\s;'"`$<>{}]{4,200})(?=;)/g,
    group: 1,
    isSecret: isNoPlaceholder,
  },
  {
    kind: 'authorization',
    pattern:
      /\bauthorization["']?\s{0,4}[:=]\s{0,4}["'`]?(?:Bearer|Basic|Token)\s{1,4}([\w.~+/=-]{16,4000})/gi,
    group: 1,
    isSecret: isRandom,
  },
  {
    kind: 'secret',
    pattern: new RegExp(
      `\\b[\\w.-]{0,40}${name}[\\w-]{0,40}["'\\]]{0,2}\\s{0,8}(?::=|=>|[:=])\\s{0,8}(["'\`])([^"'\`\\s]{12,500})\\1`,
      'gi',
    ),
    group: 2,
    isSecret: isRandom,
  },
  {
    // Lines of a .env, a properties or a YAML file: no quotes.
    kind: 'secret',
    pattern: new RegExp(
      `^[ \\t]{0,40}(?:export |- )?[\\w.-]{0,40}${name}[\\w-]{0,40}[ \\t]{0,4}[:=][ \\t]{0,4}([\\w+/=~!@%^*-]{12,500})[ \\t]{0,8}\\r?$`,
      'gim',
    ),
    group: 1,
    isSecret: isRandom,
  },
];

/** A name of a key file in code has a header but no key after it. */
function holdsKeyBody(match: string): boolean {
  return /[A-Za-z0-9+/=]{40}/.test(match.slice(match.indexOf('-----', 11) + 5));
}

function hasDigit(value: string): boolean {
  return /\d/.test(value);
}

function isNoPlaceholder(value: string): boolean {
  if (/^[$%{<[(*.]|\$\{|\{\{|\*{3}|^x+$|\[redacted/i.test(value)) return false;
  return !/^(?:pass(?:word|wd)?|pwd|secret|token|changeme|example|test|user|your.*|foo|bar|postgres|root|\d{1,5})$/i.test(
    value,
  );
}

/**
 * Letters and digits mixed as chance mixes them. English and identifiers have 2.5 to 3.5 bits a character at these
 * lengths but hardly a digit; random base64 of 20 characters has about 4, random hex about 3.3.
 */
function isRandom(value: string): boolean {
  if (!isNoPlaceholder(value)) return false;
  const digits = value.match(/\d/g)?.length ?? 0;
  const letters = value.match(/[a-z]/gi)?.length ?? 0;
  if (digits < 2 || letters < 2) return false;
  return entropyBits(value) >= 3;
}

/** Shannon entropy of the characters, in bits a character. */
export function entropyBits(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / total) * Math.log2(count / total);
  return bits;
}
