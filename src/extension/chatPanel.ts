import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { ToPanel } from '../webview/protocol.ts';
import { panelHtml } from './panelHtml.ts';

/** Whoever talks with the panel: the webview, or a test. */
export interface PanelPort {
  post(message: ToPanel): void;
}

export interface ChatPanel {
  resolve(view: vscode.WebviewView): void;
  /** Show the panel and give it the focus. */
  reveal(): Promise<void>;
}

/**
 * The webview in the sidebar. It is thrown away when hidden and asks for everything again with `ready` when shown, so
 * that a hidden panel costs nothing and a reload takes the same path.
 */
export function openChatPanel(options: {
  readonly extensionUri: vscode.Uri;
  /** A panel has come; what is returned takes its messages, and is called with null when it has gone. */
  readonly connect: (port: PanelPort) => (message: unknown) => void;
}): ChatPanel {
  const dist = vscode.Uri.joinPath(options.extensionUri, 'dist');
  return {
    resolve(view) {
      const { webview } = view;
      webview.options = { enableScripts: true, localResourceRoots: [dist] };
      const receive = options.connect({ post: (message) => void webview.postMessage(message) });
      const listening = webview.onDidReceiveMessage(receive);
      view.onDidDispose(() => {
        listening.dispose();
        receive(null);
      });
      const uriOf = (name: string): string =>
        webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
      webview.html = panelHtml({
        cspSource: webview.cspSource,
        scriptUri: uriOf('webview.js'),
        styleUris: [uriOf('codicon.css'), uriOf('webview.css')],
        nonce: randomBytes(16).toString('base64url'),
        language: vscode.env.language,
      });
    },
    reveal: async () => {
      await vscode.commands.executeCommand('sightline.chat.focus');
    },
  };
}
