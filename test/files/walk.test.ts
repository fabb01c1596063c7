import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { EngineError } from '../../src/engine/errors.ts';
import { collectWalk, filesOf } from '../../src/files/walk.ts';
import type { WalkOptions } from '../../src/files/walk.ts';
import { makeTree } from './tree.ts';
import type { Tree } from './tree.ts';

async function walked(root: string, options?: WalkOptions) {
  const { files, skipped, folders } = await collectWalk(filesOf(root, options).walk());
  const why = Object.fromEntries(skipped.map(({ path, reason, detail }) => [path, `${reason}: ${detail}`]));
  return { files: files.map((file) => file.path), why, folders };
}

/** What Git would add or has, less the ignore files' own special cases: only files that exist. */
function gitFiles(tree: Tree): string[] {
  const listed = tree.git('ls-files', '-co', '--exclude-standard', '-z').split('\0').filter(Boolean);
  return [...new Set(listed)].filter((file) => fs.existsSync(tree.at(file))).sort();
}

describe('walk', () => {
  const trees: Tree[] = [];
  const tree = (files: Record<string, string | Uint8Array> = {}): Tree => {
    const made = makeTree(files);
    trees.push(made);
    return made;
  };
  afterEach(async () => {
    for (const made of trees.splice(0)) await made[Symbol.asyncDispose]();
  });

  it('finds every file with its size and time', async () => {
    const { directory, at } = tree({ 'a.ts': 'abc', 'b/c.ts': '' });
    fs.utimesSync(at('a.ts'), 1000, 1234.5);
    const { files } = await collectWalk(filesOf(directory).walk());
    assert.deepEqual(files[0], { path: 'a.ts', size: 3, mtimeMs: 1_234_500 });
    assert.equal(files[1]?.path, 'b/c.ts');
  });

  describe('with ignore files', () => {
    const cases: [string, Record<string, string>, string[], Record<string, string>][] = [
      [
        'records an ignored folder as one row and never opens it',
        { '.gitignore': 'dist/\n', 'dist/a.js': '', 'dist/deep/b.js': '', 'a.ts': '' },
        ['.gitignore', 'a.ts'],
        { 'dist/': 'ignored: matched by .gitignore line 1: dist/' },
      ],
      [
        'lets a nested file negate the one above',
        { '.gitignore': '*.log\n', 'keep/.gitignore': '# why\n!a.log\n', 'keep/a.log': '', 'b.log': '' },
        ['.gitignore', 'keep/.gitignore', 'keep/a.log'],
        { 'b.log': 'ignored: matched by .gitignore line 1: *.log' },
      ],
      [
        'names the nested file that decided',
        { 'pkg/.gitignore': '/gen\n', 'pkg/gen/a.ts': '', 'gen/a.ts': '' },
        ['gen/a.ts', 'pkg/.gitignore'],
        { 'pkg/gen/': 'ignored: matched by pkg/.gitignore line 1: /gen' },
      ],
      [
        'lets .sightlineignore win in both directions',
        { '.gitignore': 'gen/\n', '.sightlineignore': '!gen/\nlegacy/\n', 'gen/a.ts': '', 'legacy/b.ts': '' },
        ['.gitignore', '.sightlineignore', 'gen/a.ts'],
        { 'legacy/': 'ignored: matched by .sightlineignore line 2: legacy/' },
      ],
      [
        'walks through an ignored folder to what .sightlineignore takes in',
        { '.gitignore': 'gen/\n', '.sightlineignore': '!gen/api/\n', 'gen/api/a.ts': '', 'gen/b.ts': '' },
        ['.gitignore', '.sightlineignore', 'gen/api/a.ts'],
        { 'gen/b.ts': 'ignored: matched by .gitignore line 1: gen/' },
      ],
      [
        'leaves node_modules out without any rule, unless it is taken in by name',
        {
          '.sightlineignore': '!node_modules/mine/\n',
          'node_modules/a/i.js': '',
          'node_modules/mine/i.js': '',
        },
        ['.sightlineignore', 'node_modules/mine/i.js'],
        {
          'node_modules/a/':
            'ignored: node_modules holds what tools put there; "!node_modules/" in .sightlineignore takes it in',
        },
      ],
      [
        'leaves out what a marker file says that tools made',
        {
          'venv/pyvenv.cfg': '',
          'venv/lib/a.py': '',
          'target/CACHEDIR.TAG': '',
          'target/a.rs': '',
          'a.rs': '',
        },
        ['a.rs'],
        {
          'target/':
            'ignored: made by tools, says its CACHEDIR.TAG; "!target/" in .sightlineignore takes it in',
          'venv/': 'ignored: made by tools, says its pyvenv.cfg; "!venv/" in .sightlineignore takes it in',
        },
      ],
    ];
    for (const [name, files, expected, why] of cases) {
      it(name, async () => {
        const found = await walked(tree(files).directory);
        assert.deepEqual(found.files, expected);
        assert.deepEqual(found.why, why);
      });
    }
  });

  it('honours exclude settings, with alternatives, and those set to false not', async () => {
    const { directory } = tree({
      'a.min.js': '',
      'lib/b.min.css': '',
      'lib/c.js': '',
      'out/d/e.js': '',
      'x.tmp': '',
    });
    const excludes = { '**/*.min.{js,css}': true, 'out/**': true, '**/*.tmp': false };
    const { files, why } = await walked(directory, { excludes });
    assert.deepEqual(files, ['lib/c.js', 'x.tmp']);
    assert.deepEqual(why, {
      'a.min.js': 'excluded: excluded by the setting **/*.min.{js,css}',
      'lib/b.min.css': 'excluded: excluded by the setting **/*.min.{js,css}',
      'out/': 'excluded: excluded by the setting out/**',
    });
  });

  it('keeps what Git tracks although a rule ignores it', async () => {
    const repo = tree({ 'gen/a.ts': '', 'gen/b.ts': '', 'x.log': '', 'y.log': '' });
    repo.git('init', '-q');
    repo.git('add', 'gen/a.ts', 'x.log');
    repo.write({ '.gitignore': 'gen/\n*.log\n' });
    const { files, why } = await walked(repo.directory);
    assert.deepEqual(files, ['.gitignore', 'gen/a.ts', 'x.log']);
    assert.deepEqual(files, gitFiles(repo));
    assert.equal(why['gen/b.ts'], 'ignored: matched by .gitignore line 1: gen/');
  });

  it('reads info/exclude, and the rules above a root that lies deeper in its repository', async () => {
    const repo = tree({
      '.gitignore': '/app/gen\n*.tmp\n',
      'app/gen/a.ts': '',
      'app/b.ts': '',
      'app/c.tmp': '',
    });
    repo.git('init', '-q');
    fs.appendFileSync(repo.at('.git/info/exclude'), 'mine.txt\n/app/d.ts\n');
    repo.write({ 'app/mine.txt': '', 'app/d.ts': '' });
    const { files, why } = await walked(repo.at('app'));
    assert.deepEqual(files, ['b.ts']);
    assert.deepEqual(Object.keys(why).sort(), ['c.tmp', 'd.ts', 'gen/', 'mine.txt']);
  });

  it('indexes a root that its own repository ignores, since it was opened on purpose', async () => {
    const repo = tree({ '.gitignore': 'build*\n', 'build/a.ts': '', 'build/build.ts': '' });
    repo.git('init', '-q');
    assert.deepEqual((await walked(repo.at('build'))).files, ['a.ts', 'build.ts']);
  });

  it('reads the global ignore file that Git is told of', async () => {
    const repo = tree({ 'a.swp': '', 'b.ts': '', 'mine/global': '*.swp\n' });
    repo.git('init', '-q');
    repo.git('config', 'core.excludesFile', repo.at('mine/global'));
    const { files, why } = await walked(repo.directory);
    assert.deepEqual(files, ['b.ts', 'mine/global']);
    assert.equal(why['a.swp'], `ignored: matched by ${repo.at('mine/global')} line 1: *.swp`);
  });

  it('gives a nested repository its own rules', async () => {
    const repo = tree({
      '.gitignore': '*.log\n',
      'inner/a.log': '',
      'inner/b.ts': '',
      'inner/.gitignore': 'b.ts\n',
    });
    repo.git('init', '-q');
    repo.git('init', '-q', 'inner');
    assert.deepEqual((await walked(repo.directory)).files, ['.gitignore', 'inner/.gitignore', 'inner/a.log']);
  });

  it('walks into a submodule', async () => {
    const repo = tree({ '.gitignore': 'vendor/\n', 'vendor/lib/lib.ts': '' });
    repo.git('init', '-q');
    repo.git('init', '-q', 'vendor/lib');
    repo.git('-C', 'vendor/lib', 'add', '.');
    repo.git('-C', 'vendor/lib', 'commit', '-qm', 'x');
    repo.git('add', '-f', 'vendor/lib');
    assert.deepEqual((await walked(repo.directory)).files, ['.gitignore', 'vendor/lib/lib.ts']);
  });

  it('says why it leaves out what is no source', async () => {
    const { directory } = tree({
      'a.png': '',
      '.env': '',
      '.env.example': '',
      'server.pem': '',
      'big.ts': 'x'.repeat(5000),
    });
    const { files, why } = await walked(directory, { maxFileBytes: 4000 });
    assert.deepEqual(files, ['.env.example']);
    assert.deepEqual(why, {
      '.env': 'secret: .env is likely to hold keys or passwords',
      'a.png': 'binary: a .png file',
      'big.ts': 'too-large: 5 kB, over the limit of 4 kB',
      'server.pem': 'secret: server.pem is likely to hold keys or passwords',
    });
  });

  it('keeps a secret out even where .sightlineignore takes it in', async () => {
    const { directory } = tree({ '.sightlineignore': '!.env\n', '.env': 'KEY=1' });
    assert.deepEqual((await walked(directory)).files, ['.sightlineignore']);
  });

  it('measures a file of 2 GB without opening it', async () => {
    const { directory, at } = tree();
    fs.writeFileSync(at('huge.ts'), '');
    fs.truncateSync(at('huge.ts'), 2_000_000_000);
    const startedAt = performance.now();
    const { why } = await walked(directory);
    assert.equal(why['huge.ts'], 'too-large: 2 GB, over the limit of 2 MB');
    assert.ok(performance.now() - startedAt < 1000);
  });

  it('follows no link: not in a circle, not out of the workspace, not twice to one file', async function () {
    if (process.platform === 'win32') this.skip();
    const outside = tree({ 'x.ts': '' });
    const { directory, at } = tree({ 'src/a.ts': '' });
    fs.symlinkSync('..', at('src/up'));
    fs.symlinkSync('loop', at('loop'));
    fs.symlinkSync('nowhere', at('dangling'));
    fs.symlinkSync('src/a.ts', at('again.ts'));
    fs.symlinkSync(outside.at('x.ts'), at('out.ts'));
    const { files, why } = await walked(directory);
    assert.deepEqual(files, ['src/a.ts']);
    assert.deepEqual(why, {
      'again.ts': 'ignored: a link to src/a.ts, which counts under its own path',
      dangling: 'unreadable: a link to something that does not exist',
      loop: 'unreadable: a link that leads back to itself',
      'out.ts': `link-outside: a link to ${outside.at('x.ts')}, outside the workspace`,
      'src/up': 'ignored: a link to the workspace folder, which counts under its own path',
    });
    const both = await walked(directory, { workspace: [outside.directory] });
    assert.equal(both.why['out.ts'], 'ignored: a link to x.ts, which counts under its own path');
  });

  it('opens no pipe, and says which folder it may not read', async function () {
    if (process.platform === 'win32') this.skip();
    const { directory, at } = tree({ 'closed/a.ts': '', 'b.ts': '' });
    execFileSync('mkfifo', [at('pipe.ts')]);
    fs.chmodSync(directory, 0o755);
    fs.chmodSync(at('closed'), 0o000);
    const user = process.geteuid?.();
    if (user === 0) process.seteuid?.(65534);
    const found = await walked(directory).finally(() => {
      if (user === 0) process.seteuid?.(0);
      fs.chmodSync(at('closed'), 0o700);
    });
    assert.deepEqual(found.files, ['b.ts']);
    assert.deepEqual(found.why, {
      'closed/': 'unreadable: no permission to read it',
      'pipe.ts': 'not-a-file: a named pipe',
    });
  });

  it('fails with a sentence where there is no folder', async () => {
    await assert.rejects(walked('/nowhere/at/all'), (error: unknown) => {
      assert.ok(error instanceof EngineError);
      assert.equal(error.kind, 'workspace-missing');
      return true;
    });
  });

  it('stops when its signal aborts', async () => {
    const { directory } = tree({ 'a.ts': '' });
    await assert.rejects(collectWalk(filesOf(directory).walk(AbortSignal.abort())), { name: 'AbortError' });
  });

  it('judges single paths as the whole walk does', async () => {
    const { directory, at } = tree({
      '.gitignore': 'dist/\n',
      'src/a.ts': '',
      'src/.gitignore': 'b.ts',
      'src/b.ts': '',
    });
    const asked = ['src/a.ts', 'src/b.ts', 'dist/x.js', 'gone.ts', 'src/a.ts/deeper', '../out.ts'].map(at);
    fs.mkdirSync(at('dist'));
    const files = filesOf(directory);
    const looked = await files.lookAt(asked);
    assert.deepEqual(
      looked.files.map((file) => file.path),
      ['src/a.ts'],
    );
    assert.deepEqual(
      looked.skipped.map((row) => row.path),
      ['src/b.ts', 'dist/'],
    );
    assert.deepEqual(looked.missing, ['gone.ts', 'src/a.ts/deeper']);
    assert.deepEqual((await files.lookAt([at('src')])).folders, ['src']);
  });
});
