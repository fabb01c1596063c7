import fs from 'node:fs';

let write: (line: string) => void = () => undefined;

/** A measurement that a test wants to be read, beside its own line. */
export function note(text: string): void {
  write(`· ${text}`);
}

/**
 * How far a run is that nobody can watch: one line for each thing that begins or ends, with the seconds since the
 * start. Written at once, so that whatever hangs has said its name.
 */
export function writeProgress(file: string, runner: Mocha.Runner): void {
  const startedAt = performance.now();
  write = (line) => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
    fs.appendFileSync(file, `${seconds} s ${line}\n`);
  };
  runner.on('test', (test) => write(`▶ ${test.fullTitle()}`));
  runner.on('hook', (hook) => write(`▶ ${hook.fullTitle()}`));
  runner.on('pass', (test) => write(`✔ ${test.fullTitle()} (${test.duration ?? 0} ms)`));
  runner.on('fail', (test, error: unknown) => write(`✖ ${test.fullTitle()}: ${firstLine(error)}`));
  runner.on('end', () => write('■ the end'));
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0] ?? '';
}

export interface Progress {
  /** Lines that came since the last look, but not what has only begun. */
  news(): readonly string[];
  /** The newest line: what is under way, or what ended last; '' before the first. */
  last(): string;
  /** Milliseconds since the newest line, or since this reader was made. */
  silentMs(): number;
}

export function readProgress(file: string): Progress {
  let seen = 0;
  let last = '';
  let heardAt = performance.now();
  return {
    news() {
      const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
      // A line that is being written has no end yet.
      const lines = text
        .slice(0, text.lastIndexOf('\n') + 1)
        .split('\n')
        .slice(0, -1);
      const news = lines.slice(seen);
      seen = lines.length;
      if (news.length > 0) heardAt = performance.now();
      last = news.at(-1) ?? last;
      return news.filter((line) => !line.includes(' s ▶ '));
    },
    last: () => last,
    silentMs: () => performance.now() - heardAt,
  };
}
