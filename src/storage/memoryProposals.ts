import { createHash, randomUUID } from 'node:crypto';
import { proposalSchema, type Proposal } from '../engine/memory/memory.ts';
import { sameKey } from '../engine/memory/store.ts';
import type { SqlRow } from './database.ts';
import { foldersOf, isVisible, type MemoryShelf } from './memoryRows.ts';

/** More that wait are read by nobody: the oldest leave. */
const mostWaiting = 200;

export function waitingProposals(shelf: MemoryShelf): Proposal[] {
  const sql = `SELECT m.body FROM proposals m WHERE m.state = 'waiting' AND ${isVisible} ORDER BY m.number`;
  return shelf.store.database.all(sql, foldersOf(shelf)).flatMap((row) => toProposal(row, shelf.onWarning));
}

export function addProposals(shelf: MemoryShelf, proposals: readonly Omit<Proposal, 'id'>[]): number {
  const { store, workspace } = shelf;
  return store.write(() => {
    let added = 0;
    for (const proposal of proposals) {
      const id = randomUUID();
      const digest = digestOf(proposal.text);
      // What a person rejected once is not asked again, and what waits is not asked twice.
      added += store.database.run(
        `INSERT INTO proposals(id, workspace, digest, state, body) SELECT ?, ?, ?3, 'waiting', ?4
         WHERE NOT EXISTS (SELECT 1 FROM proposals WHERE digest = ?3 AND state <> 'accepted')`,
        id,
        proposal.scope === 'user' ? '' : workspace,
        digest,
        JSON.stringify({ ...proposal, id }),
      );
    }
    store.database.run(
      `DELETE FROM proposals WHERE state = 'waiting' AND number NOT IN
       (SELECT number FROM proposals WHERE state = 'waiting' ORDER BY number DESC LIMIT ${mostWaiting})`,
    );
    return added;
  });
}

export function resolveProposals(
  shelf: MemoryShelf,
  ids: readonly string[],
  how: 'accepted' | 'rejected',
): Proposal[] {
  const { database } = shelf.store;
  return shelf.store.write(() =>
    ids.flatMap((id) => {
      const row = database.get(`SELECT body FROM proposals WHERE id = ? AND state = 'waiting'`, id);
      if (row === undefined) return [];
      database.run('UPDATE proposals SET state = ?, body = NULL WHERE id = ?', how, id);
      return toProposal(row, shelf.onWarning);
    }),
  );
}

export function digestOf(text: string): string {
  return createHash('sha256').update(sameKey(text)).digest('hex');
}

function toProposal(row: SqlRow, onWarning: (sentence: string) => void): Proposal[] {
  try {
    return [proposalSchema.parse(JSON.parse(String(row['body'])))];
  } catch {
    onWarning('A proposal to remember something could not be read and is left out.');
    return [];
  }
}
