import * as vscode from 'vscode';
import type { IndexStatus } from '../engine/retrieval/status.ts';
import { describeStatus } from './describeIndex.ts';
import type { EngineHolder } from './openEngine.ts';
import type { Log } from './log.ts';

/** The status bar item: counts while it works, a click opens the menu. Hidden until an engine is open. */
export function showIndexStatus(engines: EngineHolder, log: Log): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('sightline.index', vscode.StatusBarAlignment.Left, 20);
  item.name = 'Sightline Index';
  item.command = 'sightline.indexMenu';
  const draw = (status: IndexStatus): void => {
    const { text, tooltip, isProblem } = describeStatus(status);
    item.text = text;
    item.tooltip = tooltip;
    item.accessibilityInformation = { label: `Sightline index: ${text.replace(/\$\([^)]*\)\s*/g, '')}` };
    item.backgroundColor = isProblem ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.show();
    void vscode.commands.executeCommand('setContext', 'sightline.isIndexPaused', status.isPaused);
  };
  const following = engines.onOpen(({ engine }) => {
    item.text = '$(database) Sightline';
    item.show();
    const stop = engine.index.onStatus(draw);
    engine.index.status().then(draw, (error: unknown) => log.bug('Reading the status of the index', error));
    return {
      dispose: () => {
        stop();
        item.hide();
      },
    };
  });
  return vscode.Disposable.from(item, following);
}
