import * as vscode from 'vscode';
import { withoutSecrets } from './withoutSecrets.ts';

/** The output channel "Sightline". Nothing that looks like a key is written to it. */
export interface Log {
  info(line: string): void;
  warn(line: string): void;
  /** A bug, with its stack. */
  bug(doing: string, error: unknown): void;
  show(): void;
  dispose(): void;
}

export function openLog(): Log {
  const channel = vscode.window.createOutputChannel('Sightline', { log: true });
  return {
    info: (line) => channel.info(withoutSecrets(line)),
    warn: (line) => channel.warn(withoutSecrets(line)),
    bug: (doing, error) => {
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
      channel.error(withoutSecrets(`${doing}: ${stack}`));
    },
    show: () => channel.show(true),
    dispose: () => channel.dispose(),
  };
}
