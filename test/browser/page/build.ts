import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import themes from './themes.json' with { type: 'json' };

export type PageTheme = keyof typeof themes;
export const pageThemes = Object.keys(themes) as PageTheme[];

const root = path.join(import.meta.dirname, '..', '..', '..');
const bodyClasses: Readonly<Record<PageTheme, string>> = {
  light: 'vscode-light',
  dark: 'vscode-dark',
  'hc-dark': 'vscode-high-contrast',
  'hc-light': 'vscode-high-contrast-light vscode-high-contrast',
};
const fonts = {
  '--vscode-font-family': "'Segoe UI', 'Liberation Sans', sans-serif",
  '--vscode-font-size': '13px',
  '--vscode-editor-font-family': "'Cascadia Mono', 'Liberation Mono', monospace",
  '--vscode-editor-font-size': '13px',
};

/** What VS Code lays under every webview, and a page of our own would lack: as in its webview's `index.html`. */
const editorStyles = `@layer vscode-default {
  html { scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background); }
  body { color: var(--vscode-editor-foreground); padding: 0 20px; }
  a, a code { color: var(--vscode-textLink-foreground); }
  a:focus, input:focus, select:focus, textarea:focus { outline: 1px solid -webkit-focus-ring-color; outline-offset: -1px; }
  code { color: var(--vscode-textPreformat-foreground); background-color: var(--vscode-textPreformat-background); padding: 1px 3px; border-radius: 4px; }
  pre code { padding: 0; }
  blockquote { background: var(--vscode-textBlockQuote-background); border-color: var(--vscode-textBlockQuote-border); }
}`;

/**
 * Build the panel and a fake host into `folder`, with one page for each of VS Code's default themes:
 * `dark.html?situation=answered`. Only for looking at the panel quickly; the proof is in a real VS Code.
 */
export async function buildPages(folder: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { webview: 'src/webview/main.tsx', host: 'test/browser/page/fakeHost.ts' },
    outdir: folder,
    bundle: true,
    platform: 'browser',
    target: 'chrome130',
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  });
  for (const file of ['codicon.css', 'codicon.ttf']) {
    fs.copyFileSync(path.join(root, 'node_modules/@vscode/codicons/dist', file), path.join(folder, file));
  }
  for (const theme of pageThemes) fs.writeFileSync(path.join(folder, `${theme}.html`), page(theme));
}

/** What VS Code changes when a person chooses another theme: its variables, and the classes of the body. */
export function lookOf(theme: PageTheme): { readonly style: string; readonly bodyClass: string } {
  const variables = Object.entries({ ...themes[theme], ...fonts });
  const style = `:root { ${variables.map(([name, value]) => `${name}: ${value};`).join(' ')} }`;
  return { style, bodyClass: bodyClasses[theme] };
}

/** As in the extension: no style attributes, no script but the two. VS Code sets the variables on the root element. */
function page(theme: PageTheme): string {
  const { style, bodyClass } = lookOf(theme);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Sightline, ${theme}</title>
<style id="theme">${style}</style>
<style>
html { background: var(--vscode-sideBar-background); }
${editorStyles}
</style>
<link rel="stylesheet" href="codicon.css">
<link rel="stylesheet" href="webview.css">
</head>
<body class="${bodyClass}">
<div id="root"></div>
<script src="host.js"></script>
<script src="webview.js"></script>
</body>
</html>
`;
}
