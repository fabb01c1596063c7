import * as vscode from 'vscode';
import { toFailure } from '../engine/errors.ts';
import type { DoctorFindings } from './doctorReport.ts';
import { writeDoctorReport } from './doctorReport.ts';
import { failureText } from './failureWords.ts';
import type { Log } from './log.ts';
import type { ModelChoices } from './modelChoices.ts';
import type { EngineHolder, OpenEngine } from './openEngine.ts';
import { readSettings } from './settings.ts';

export interface DoctorSources {
  readonly engines: EngineHolder;
  readonly models: ModelChoices;
  readonly log: Log;
  readonly version: string;
}

const skippedShown = 2000;
let count = 0;

/** Open the report as a rendered document. Each opening looks anew. */
export async function openDoctor(): Promise<void> {
  const uri = vscode.Uri.from({
    scheme: 'sightline-doctor',
    path: '/Sightline doctor.md',
    query: String(++count),
  });
  const commands = await vscode.commands.getCommands(true);
  if (commands.includes('markdown.showPreview')) {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } else {
    await vscode.window.showTextDocument(uri);
  }
}

/** Look at everything once. What cannot be looked at is among the problems. */
export async function doctorReport({ engines, models, log, version }: DoctorSources): Promise<string> {
  const problems = readSettings().invalid.map(
    (name) => `The setting ${name} has a value that does not fit, and counts as not set.`,
  );
  const attempt = async <T>(work: Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      const failure = toFailure(error);
      if (failure.kind === 'bug') log.bug('The doctor', error);
      problems.push(failureText(failure));
      return otherwise;
    }
  };
  const open = await attempt<OpenEngine | undefined>(engines.get(), undefined);
  const index = open?.engine.index;
  const [status, skipped, sessionCount] = await Promise.all([
    index === undefined ? null : attempt(index.status(), null),
    index === undefined ? [] : attempt(index.skipped(skippedShown), []),
    open === undefined ? null : attempt(countSessions(open), null),
    models.refresh(),
  ]);
  const findings: DoctorFindings = {
    folders: open?.paths.folders.map(({ directory }) => directory) ?? [],
    status,
    skipped,
    models: models
      .choices()
      .map(({ id, label, group }) => ({ label, group, isChosen: id === models.chosenId() })),
    localServers: models.offers(),
    sessionCount,
    versions: {
      Sightline: version,
      'VS Code': vscode.version,
      'Node.js': process.versions.node,
      SQLite: process.versions['sqlite'] ?? 'unknown',
      platform: `${process.platform} ${process.arch}`,
    },
    problems: [
      ...problems,
      ...(open?.paths.skipped ?? []).map(
        (uri) => `${uri.toString()} is not on this disk and is not indexed.`,
      ),
    ],
    isRestricted: !vscode.workspace.isTrusted,
  };
  return writeDoctorReport(findings);
}

function countSessions({ engine }: OpenEngine): Promise<number> {
  return Promise.resolve().then(() => engine.sessions.list({ limit: 100_000 }).length);
}
