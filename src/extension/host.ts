import * as vscode from 'vscode';

/** What the registered contributions call, once loaded. */
export interface Host {
  /** Run one contributed command. A failure is shown to the person, never thrown at VS Code. */
  run(command: string, args: readonly unknown[]): Promise<unknown>;
  resolvePanel(view: vscode.WebviewView): void;
  /** Begin to index the open folders; again for folders that came later. */
  start(): void;
  doctorReport(): Promise<string>;
  mcpServers(): Promise<vscode.McpStdioServerDefinition[]>;
  dispose(): void;
  close(): Promise<void>;
}

export function createHost(context: vscode.ExtensionContext): Host {
  return {
    run: (command) => Promise.resolve(vscode.window.showInformationMessage(command)),
    resolvePanel: (view) => {
      view.webview.html = `<!doctype html><title>${context.extension.id}</title>`;
    },
    start: () => undefined,
    doctorReport: () => Promise.resolve(''),
    mcpServers: () => Promise.resolve([]),
    dispose: () => undefined,
    close: () => Promise.resolve(),
  };
}
