/**
 * Cover what looks like a credential: an Authorization value, a key with a well-known prefix, a password in an address.
 * A second net only. Nothing that holds a key is meant to reach the log in the first place.
 */
export function withoutSecrets(text: string): string {
  return text
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, '$1 ***')
    .replace(/\b(?:sk|pk|gsk|xai|ghp|gho|ghs|hf|AIza)[-_]?[\w-]{16,}/g, '***')
    .replace(/(https?:\/\/)[^/\s:@]+:[^/\s@]+@/gi, '$1***@')
    .replace(/((?:api[-_]?key|token|secret|password)["']?\s*[:=]\s*["']?)[^\s"',;&]{6,}/gi, '$1***');
}
