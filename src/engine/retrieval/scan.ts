import type { Outline } from './chunk.ts';
import { normalText } from './lines.ts';
import { scanToml, scanYaml } from './scanConfig.ts';
import { scanCss } from './scanCss.ts';
import { scanHtml } from './scanHtml.ts';
import { scanJson } from './scanJson.ts';
import { scanLines } from './scanLines.ts';
import { scanMarkdown } from './scanMarkdown.ts';
import { scanRulesOf } from './scanRules.ts';

/**
 * The declarations of one file by a fast scan of its text: phase 1 of the index, and the outline of languages
 * without a grammar in both phases. Never throws; a language that it does not know has no declarations.
 */
export function scanOutline(language: string, text: string): Outline {
  const normal = normalText(text);
  const structure = scanStructure(language, normal);
  if (structure !== undefined) return structure;
  const rules = scanRulesOf(language);
  return rules === undefined ? { declarations: [], isPartial: false } : scanLines(language, normal, rules);
}

function scanStructure(language: string, text: string): Outline | undefined {
  switch (language) {
    case 'json':
    case 'jsonc':
      return scanJson(text);
    case 'yaml':
      return scanYaml(text);
    case 'toml':
      return scanToml(text);
    case 'ini':
      return scanToml(text, '#;');
    case 'properties':
      return scanToml(text, '#!');
    case 'markdown':
    case 'restructuredtext':
    case 'asciidoc':
      return scanMarkdown(language, text);
    case 'css':
    case 'scss':
    case 'less':
      return scanCss(text);
    case 'html':
    case 'handlebars':
      return scanHtml(text);
    default:
      return undefined;
  }
}
