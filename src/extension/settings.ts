import * as vscode from 'vscode';
import * as z from 'zod';

/**
 * The settings under `sightline.`, as package.json declares them. A value that does not fit (typed by hand into
 * settings.json) counts as not set, and its name is in `invalid`.
 */
export interface Settings {
  readonly modelBaseUrl: string;
  readonly modelName: string;
  readonly modelWindowTokens: number | null;
  readonly findsLocalServers: boolean;
  readonly rerankBy: 'none' | 'server' | 'model';
  readonly rerankBaseUrl: string;
  readonly rerankModel: string;
  readonly readsHistory: boolean;
  readonly startsAutomatically: boolean;
  readonly includesUnsavedEditors: boolean;
  readonly usesExcludeSettings: boolean;
  readonly isSemantic: boolean;
  readonly dataFolder: string;
  readonly invalid: readonly string[];
}

export function readSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration('sightline');
  const invalid: string[] = [];
  const read = <T>(name: string, schema: z.ZodType<T>, otherwise: T): T => {
    const parsed = schema.safeParse(configuration.get(name) ?? otherwise);
    if (parsed.success) return parsed.data;
    invalid.push(`sightline.${name}`);
    return otherwise;
  };
  return {
    modelBaseUrl: read('model.baseUrl', baseUrlSchema, ''),
    modelName: read('model.name', z.string().trim().max(200), ''),
    modelWindowTokens: read('model.windowTokens', z.int().min(1024).max(100_000_000).nullable(), null),
    findsLocalServers: read('model.findLocalServers', z.boolean(), true),
    rerankBy: read('rerank.by', z.enum(['none', 'server', 'model']), 'none'),
    rerankBaseUrl: read('rerank.baseUrl', baseUrlSchema, ''),
    rerankModel: read('rerank.model', z.string().trim().max(200), ''),
    readsHistory: read('retrieval.history', z.boolean(), true),
    startsAutomatically: read('index.startAutomatically', z.boolean(), true),
    includesUnsavedEditors: read('index.includeUnsavedEditors', z.boolean(), true),
    usesExcludeSettings: read('index.useExcludeSettings', z.boolean(), true),
    isSemantic: read('retrieval.semantic', z.boolean(), true),
    dataFolder: read('dataFolder', dataFolderSchema, ''),
    invalid,
  };
}

/** An address up to and including its version, without a slash at its end; or empty. */
export const baseUrlSchema = z
  .string()
  .trim()
  .regex(/^(https?:\/\/[^\s/]+(\/\S*)?)?$/)
  .transform((url) => url.replace(/\/+$/, ''));

const dataFolderSchema = z
  .string()
  .trim()
  .regex(/^$|^(\/|[A-Za-z]:[\\/]|~[\\/]).*$/);

/**
 * `files.exclude` and `search.exclude` of one folder as one table of globs. A glob that either turns on is on. Clauses of the form
 * `{ "when": ... }` need sibling files to decide and are left out: such a file is indexed.
 */
export function readExcludes(folder: vscode.Uri): Record<string, boolean> {
  const excludes: Record<string, boolean> = {};
  for (const section of ['files', 'search']) {
    const configuration = vscode.workspace.getConfiguration(section, folder);
    const globs = configuration.get<Record<string, unknown>>('exclude') ?? {};
    for (const [glob, isOn] of Object.entries(globs)) {
      if (typeof isOn === 'boolean') excludes[glob] = excludes[glob] === true || isOn;
    }
  }
  return excludes;
}
