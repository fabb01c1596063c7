import { EngineError } from '../engine/errors.ts';
import type { Database } from './database.ts';

/** One step of a schema. `version` counts from 1 without gaps; a step that was released never changes. */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}

export function schemaVersion(database: Database): number {
  return Number(database.get('PRAGMA user_version')?.['user_version'] ?? 0);
}

/**
 * Bring the schema to the newest version, in one transaction: all steps or none.
 *
 * @throws `storage-newer`, with nothing touched, where a newer Sightline wrote the file.
 */
export function migrate(database: Database, migrations: readonly Migration[]): void {
  refuseNewer(database, migrations);
  const newest = newestVersion(migrations);
  if (schemaVersion(database) === newest) return;
  database.write(() => {
    // Another process may have migrated between the look above and this transaction.
    const version = schemaVersion(database);
    for (const step of migrations) if (step.version > version) database.exec(step.sql);
    database.exec(`PRAGMA user_version = ${newest}`);
  });
}

export function refuseNewer(database: Database, migrations: readonly Migration[]): void {
  const version = schemaVersion(database);
  if (version <= newestVersion(migrations)) return;
  throw new EngineError('storage-newer', `${database.file} was written by a newer Sightline.`, {
    hint: 'Update Sightline here too. Nothing in the file was changed.',
  });
}

export function newestVersion(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.version ?? 0;
}
