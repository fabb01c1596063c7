import type { Turn } from '../../engine/session/session.ts';

/**
 * Whether no model wrote this answer: its words then only tell the evidence, for those who cannot draw it. The panel
 * shows the evidence itself.
 */
export function isMadeOfCode({ model, answer, evidence }: Turn): boolean {
  return model === null && (evidence !== null || answer === '');
}
