import { randomUUID } from 'node:crypto';
import type { NewTurn, Turn, TurnOutcome } from '../engine/session/session.ts';
import type { SqlRow } from './database.ts';
import type { PreciousStore } from './preciousStore.ts';
import { lifeOf, processIdentitySchema, thisProcess } from './processIdentity.ts';
import { missing, newestLeafBelow, pathTo, placeOf, summaryOf, type SessionShelf } from './sessionReads.ts';
import { toTurn } from './sessionRows.ts';

/** Where it cannot be told whether the deleter lives, its undo is over after this long. */
const undoMs = 24 * 60 * 60 * 1000;

/** @returns the new session's id. */
export function addSession(shelf: SessionShelf, session: { title: string; workspace: string }): string {
  return shelf.store.write(() => insertSession(shelf, { ...session, forkedFrom: null }));
}

/** Store a question, durably, before anything answers it. @returns the new turn's id. */
export function addTurn({ store, now }: SessionShelf, turn: NewTurn): string {
  const id = randomUUID();
  const askedAt = now();
  store.write(() => {
    summaryOf(store, turn.sessionId);
    if (turn.parentId !== null && placeOf(store, turn.parentId).sessionId !== turn.sessionId) {
      throw new Error(`The turn ${turn.parentId} belongs to another session than ${turn.sessionId}.`);
    }
    insertTurn(store, { ...turn, id, askedAt });
    showLeaf(store, { sessionId: turn.sessionId, leafId: id, changedAt: askedAt });
  });
  return id;
}

export function keepPartial(
  { store, now }: SessionShelf,
  turnId: string,
  partial: { answer: string; reasoning: string },
): void {
  // A timer may fire once more after the end, and the outcome is the last word.
  const sql = `INSERT OR REPLACE INTO partials SELECT ?1, ?2, ?3, ?4
    WHERE NOT EXISTS (SELECT 1 FROM outcomes WHERE turn_id = ?1)`;
  store.write(() => store.database.run(sql, turnId, now(), partial.answer, partial.reasoning));
}

export function endTurn({ store, now }: SessionShelf, turnId: string, outcome: TurnOutcome): void {
  const endedAt = now();
  store.write(() => {
    const { sessionId } = placeOf(store, turnId);
    insertOutcome(store, { ...outcome, turnId, endedAt });
    store.database.run('DELETE FROM partials WHERE turn_id = ?', turnId);
    store.database.run('UPDATE sessions SET changed_at = ? WHERE id = ?', endedAt, sessionId);
  });
}

export function renameSession({ store }: SessionShelf, sessionId: string, title: string): void {
  const sql = 'UPDATE sessions SET title = ? WHERE id = ? AND deleted_at IS NULL';
  if (store.write(() => store.database.run(sql, title, sessionId)) === 0) throw missing(sessionId);
}

/** Copy the turns up to and including one into a new session. @returns its id. */
export function forkSession(
  shelf: SessionShelf,
  from: { sessionId: string; turnId: string; workspace: string },
): string {
  const { store, now, onWarning } = shelf;
  return store.write(() => {
    const { title } = summaryOf(store, from.sessionId);
    if (placeOf(store, from.turnId).sessionId !== from.sessionId) throw missing(from.turnId);
    const turns = pathTo(store, from.turnId).map((row) => toTurn(row, { nowMs: now(), onWarning }));
    const sessionId = insertSession(shelf, {
      title: `${title} (fork)`,
      workspace: from.workspace,
      forkedFrom: from.sessionId,
    });
    let parentId: string | null = null;
    for (const turn of turns) parentId = copyTurn(store, turn, { sessionId, parentId, nowMs: now() });
    if (parentId !== null) showLeaf(store, { sessionId, leafId: parentId, changedAt: now() });
    return sessionId;
  });
}

export function showBranch({ store }: SessionShelf, turnId: string): void {
  store.write(() => {
    const leafId = newestLeafBelow(store, turnId);
    const { sessionId } = placeOf(store, turnId);
    store.database.run('UPDATE sessions SET leaf_id = ? WHERE id = ?', leafId, sessionId);
  });
}

export function markDeleted({ store, now }: SessionShelf, sessionId: string, deleter: string): void {
  const sql = 'UPDATE sessions SET deleted_at = ?, deleted_by = ? WHERE id = ? AND deleted_at IS NULL';
  if (store.write(() => store.database.run(sql, now(), deleter, sessionId)) === 0) throw missing(sessionId);
}

export function restoreSession({ store }: SessionShelf, sessionId: string): void {
  const sql = 'UPDATE sessions SET deleted_at = NULL, deleted_by = NULL WHERE id = ?';
  if (store.write(() => store.database.run(sql, sessionId)) === 0) throw missing(sessionId);
}

/** Remove for good what processes deleted that are gone, so that nobody can undo it any more. */
export function purgeForgotten(shelf: SessionShelf): void {
  purge(shelf, (row) => isUndoOver(row, shelf.now()));
}

/** Remove for good what one store deleted. */
export function purgeDeletedBy(shelf: SessionShelf, deleter: string): void {
  purge(shelf, (row) => row['deleted_by'] === deleter);
}

function purge({ store, onWarning }: SessionShelf, isOver: (row: SqlRow) => boolean): void {
  try {
    const rows = store.database.all(
      'SELECT id, deleted_at, deleted_by FROM sessions WHERE deleted_at IS NOT NULL',
    );
    const over = rows.filter(isOver).map((row) => String(row['id']));
    if (over.length === 0) return;
    store.write(() => {
      for (const id of over) store.database.run('DELETE FROM sessions WHERE id = ?', id);
    });
  } catch (error) {
    // Opening and closing must not fail over rubbish; the next opening tries again.
    onWarning(`Deleted chats could not be removed for good yet. ${String(error)}`);
  }
}

function isUndoOver(row: SqlRow, nowMs: number): boolean {
  const deleter = processIdentitySchema.safeParse(JSON.parse(String(row['deleted_by'])));
  const life = deleter.success ? lifeOf(deleter.data) : 'gone';
  return life === 'gone' || (life === 'unknown' && nowMs - Number(row['deleted_at']) > undoMs);
}

function insertSession(
  { store, now }: SessionShelf,
  session: { title: string; workspace: string; forkedFrom: string | null },
): string {
  const id = randomUUID();
  const { workspace, title, forkedFrom } = session;
  store.database.run(
    'INSERT INTO sessions(id, workspace, title, created_at, changed_at, forked_from) VALUES (?, ?, ?, ?, ?, ?)',
    id,
    workspace,
    title,
    now(),
    now(),
    forkedFrom,
  );
  return id;
}

function insertTurn(store: PreciousStore, turn: NewTurn & { id: string; askedAt: number }): void {
  store.database.run(
    `INSERT INTO turns(id, session_id, parent_id, question, model, model_label, asked_by, asked_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    turn.id,
    turn.sessionId,
    turn.parentId,
    turn.question,
    turn.model,
    turn.modelLabel,
    JSON.stringify(thisProcess()),
    turn.askedAt,
  );
}

function insertOutcome(
  store: PreciousStore,
  outcome: TurnOutcome & { turnId: string; endedAt: number },
): void {
  const { turnId, state, endedAt, answer, reasoning } = outcome;
  if (state === 'asked') throw new Error(`The turn ${turnId} cannot end as one that is still asked.`);
  const json = [
    outcome.citations,
    outcome.usage,
    outcome.failure,
    outcome.warnings,
    outcome.ledger,
    outcome.evidence,
  ];
  store.database.run(
    `INSERT INTO outcomes(turn_id, state, ended_at, answer, reasoning, citations, usage, failure, warnings, ledger,
       evidence, end_reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    turnId,
    state,
    endedAt,
    answer,
    reasoning,
    ...json.map((value) => JSON.stringify(value)),
    outcome.endReason ?? null,
  );
}

/** A turn that is still being answered is copied as far as it came. */
function copyTurn(
  store: PreciousStore,
  turn: Turn,
  place: { sessionId: string; parentId: string | null; nowMs: number },
): string {
  const id = randomUUID();
  insertTurn(store, { ...turn, id, sessionId: place.sessionId, parentId: place.parentId });
  const state = turn.state === 'asked' ? 'interrupted' : turn.state;
  insertOutcome(store, { ...turn, state, turnId: id, endedAt: turn.endedAt ?? place.nowMs });
  return id;
}

function showLeaf(
  store: PreciousStore,
  leaf: { sessionId: string; leafId: string; changedAt: number },
): void {
  const sql = 'UPDATE sessions SET leaf_id = ?, changed_at = ? WHERE id = ?';
  store.database.run(sql, leaf.leafId, leaf.changedAt, leaf.sessionId);
}
