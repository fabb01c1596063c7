import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { failureSchema } from '../engine/answer.ts';
import { EngineError } from '../engine/errors.ts';
import { evaluationReportSchema, type EvaluationReport } from '../engine/evaluation/report.ts';
import { dropWeights, homeDirectory, keepWeights, nodeEnvironment } from '../compose.ts';
import { tuneReportSchema, type TuneReport } from '../engine/evaluation/tune.ts';
import { evaluationPage } from './evaluationPage.ts';
import { dataFolderPath } from './mcp.ts';
import { readWorkspacePaths } from './workspacePaths.ts';

const kinds = [
  {
    label: 'Commit subjects',
    id: 'commits',
    detail: 'The subject of a commit asks for the files that it changed, in the tree before it.',
    picked: true,
  },
  {
    label: 'Doc comments',
    id: 'docs',
    detail: 'The first sentence of a doc comment asks for its function, comments removed.',
    picked: true,
  },
  { label: 'Tests', id: 'tests', detail: 'The names that a file declares ask for its tests.', picked: false },
  {
    label: 'Files changed together',
    id: 'cochange',
    detail: 'One file of a commit asks for the others.',
    picked: false,
  },
];

/** Enough for intervals of a few points, and done in a minute on a large repository. */
const questions = 200;

/** Ask what to measure, measure it in a process of its own, and show the page. Escape or Cancel ends it. */
export async function evaluate(extensionPath: string, wanted?: readonly string[]): Promise<void> {
  const folder = await chooseFolder('Measure Retrieval');
  if (folder === undefined) return;
  const chosen = wanted ?? (await chooseKinds());
  if (chosen === undefined || chosen.length === 0) return;
  const line = ['--workspace', folder, ...chosen.flatMap((kind) => ['--task', kind])];
  const value = await measure('Measuring retrieval', line, extensionPath);
  if (value !== null) show(evaluationReportSchema.parse(value), folder);
}

/** Fit ranking to the folder, tell what it is worth on questions it was not fitted on, and keep or drop it by one click. */
export async function tune(extensionPath: string): Promise<void> {
  const folder = await chooseFolder('Tune Ranking');
  if (folder === undefined) return;
  const value = await measure(
    'Fitting ranking to this folder',
    ['--tune', '--workspace', folder],
    extensionPath,
  );
  if (value === null) return;
  const report = tuneReportSchema.parse(value);
  const place = { home: dataFolderPath() ?? homeDirectory(), directory: fs.realpathSync(folder) };
  const keep = { title: 'Keep' };
  const drop = { title: 'Drop', isCloseAffordance: true };
  const message = report.isBetter
    ? 'Ranking fits this folder better.'
    : 'Ranking fits this folder best as it is.';
  const options = { modal: true, detail: tuneInWords(report) };
  const offered = report.isBetter ? [keep, drop] : [drop];
  const answer = await vscode.window.showInformationMessage(message, options, ...offered);
  if (answer === keep) {
    keepWeights(place, report.weights);
    void vscode.window.showInformationMessage('Kept: the next question is ranked so.');
  } else if (answer === drop && dropWeights(place)) {
    void vscode.window.showInformationMessage('Dropped: ranking is what it is for everyone.');
  }
}

/** What was found, for a person to decide by. */
export function tuneInWords({ kinds, changed }: TuneReport): string {
  const percent = (share: number): string => (share * 100).toFixed(1);
  const signed = (share: number): string => `${share < 0 ? '−' : '+'}${percent(Math.abs(share))}`;
  const lines = kinds.map(
    ({ kind, reportedOn, before, after, gain }) =>
      `${tuneTitles[kind]}: ${percent(before.mean)} → ${percent(after.mean)}, ${signed(gain.mean)} (${signed(gain.low)} to ${signed(gain.high)}) on ${reportedOn} questions`,
  );
  const weights = changed.map(({ name, from, to }) => `${name} ${from} → ${to}`).join(', ');
  return `MRR@10 on the half of the questions that nothing was fitted on:\n${lines.join('\n')}\n\nWeights that changed: ${weights === '' ? 'none' : weights}.`;
}

const tuneTitles = {
  commits: 'Commit subjects',
  docs: 'Doc comments',
  tests: 'Tests',
  cochange: 'Files changed together',
  file: 'Your questions',
};

/** Run the command line's `eval` with progress. @returns null where it was stopped. */
async function measure(title: string, more: readonly string[], extensionPath: string): Promise<unknown> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    const line = ['eval', '--json', '--limit', String(questions), ...more];
    return runProgram(path.join(extensionPath, 'dist', 'cli.js'), line, {
      signal: stop.signal,
      onStep: (message) => progress.report({ message }),
    });
  });
}

async function chooseFolder(what: string): Promise<string | undefined> {
  const { folders } = await readWorkspacePaths();
  const [only] = folders;
  if (only === undefined) {
    throw new EngineError('workspace-missing', 'No folder is open.', { hint: 'Open the folder to measure.' });
  }
  if (folders.length === 1) return only.directory;
  const items = folders.map(({ name, directory }) => ({ label: name, description: directory }));
  const picked = await vscode.window.showQuickPick(items, { title: `${what}: Which Folder?` });
  return picked?.description;
}

async function chooseKinds(): Promise<readonly string[] | undefined> {
  const picked = await vscode.window.showQuickPick(kinds, {
    title: 'Measure Retrieval: With Which Questions?',
    placeHolder: 'Questions are made of this folder itself; nothing leaves the machine',
    canPickMany: true,
  });
  return picked?.map(({ id }) => id);
}

interface Running {
  readonly signal: AbortSignal;
  readonly onStep: (step: string) => void;
}

/** @returns null where it was stopped. */
function runProgram(file: string, line: readonly string[], running: Running): Promise<unknown> {
  const { signal, onStep } = running;
  const child = spawn(process.execPath, [file, ...line], {
    env: nodeEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  let out = '';
  let last = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    last = text.trim().split('\n').at(-1) ?? last;
    onStep(last);
  });
  return new Promise<unknown>((resolve, reject) => {
    child.once('error', (error) => (signal.aborted ? resolve(null) : reject(error)));
    child.once('close', (code) => {
      if (signal.aborted) return resolve(null);
      const value = parse(out);
      if (code === 0) return resolve(value);
      const { failure } = failedSchema.parse(value);
      const { kind, message, ...more } = failure;
      return reject(
        kind === 'bug'
          ? new Error(`The measurement ended with code ${code}: ${message} ${last}`)
          : new EngineError(kind, message, more.hint === undefined ? {} : { hint: more.hint }),
      );
    });
  });
}

/** What the command line prints where it could not measure; a program that died printed nothing. */
const failedSchema = z
  .object({ failure: failureSchema })
  .catch({ failure: { kind: 'bug', message: 'nothing was printed.' } });

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const clickedSchema = z.object({ path: z.string(), line: z.int().positive() });

function show(report: EvaluationReport, folder: string): void {
  const panel = vscode.window.createWebviewPanel(
    'sightline.evaluation',
    'Retrieval, measured',
    vscode.ViewColumn.Active,
    { enableScripts: true, localResourceRoots: [] },
  );
  panel.webview.html = evaluationPage({
    report,
    nonce: randomBytes(16).toString('base64'),
    language: vscode.env.language,
  });
  panel.webview.onDidReceiveMessage(async (message: unknown) => {
    const { path: file, line } = clickedSchema.parse(message);
    const at = new vscode.Range(line - 1, 0, line - 1, 0);
    const uri = vscode.Uri.file(path.join(folder, file));
    // A page may outlive a file that it names.
    await vscode.window.showTextDocument(uri, { selection: at, preview: true }).then(undefined, () => {
      void vscode.window.showWarningMessage(`${file} cannot be opened.`);
    });
  });
}
