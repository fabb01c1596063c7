import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A real folder for one test. Give `dispose` to `afterEach`, or use `await using`. */
export interface Tree extends AsyncDisposable {
  readonly directory: string;
  /** Write files, `path: content`; folders are made. */
  write(files: Readonly<Record<string, string | Uint8Array>>): void;
  git(...args: string[]): string;
  readonly at: (relative: string) => string;
}

const environment = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

export function makeTree(files: Readonly<Record<string, string | Uint8Array>> = {}): Tree {
  const directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sightline-')));
  const tree: Tree = {
    directory,
    write(more) {
      for (const [name, content] of Object.entries(more)) {
        fs.mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
        fs.writeFileSync(path.join(directory, name), content);
      }
    },
    git: (...args) =>
      execFileSync('git', args, { cwd: directory, encoding: 'utf8', env: environment, stdio: 'pipe' }),
    at: (relative) => path.join(directory, relative),
    async [Symbol.asyncDispose]() {
      await fs.promises.rm(directory, { recursive: true, force: true });
    },
  };
  tree.write(files);
  return tree;
}
