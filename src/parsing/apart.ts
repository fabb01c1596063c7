import { type ChildProcess, fork } from 'node:child_process';
import type { Outline, Parser } from '../engine/retrieval/chunk.ts';
import { nodeEnvironment } from './nodeEnvironment.ts';

export type ToParser = { readonly id: number; readonly language: string; readonly text: string };
export type FromParser =
  | { readonly kind: 'ready' }
  | { readonly kind: 'log'; readonly line: string }
  | {
      readonly kind: 'outline';
      readonly id: number;
      readonly outline: Outline | null;
      /** Resident memory of the process after this file. */
      readonly memoryBytes: number;
    };

export interface ParserApartOptions {
  /** The process's script: `dist/parser.js`, or `src/parsing/main.ts` when run from source. */
  readonly file: string;
  /** As for `createParser`. */
  readonly grammarDirectory: string | null;
  readonly log: (line: string) => void;
  /** Milliseconds without a file after which the process ends; default 30,000. */
  readonly idleMs?: number;
  /** Milliseconds after which a file has met a parser that hangs; default 15,000 (a file has 3,000 of CPU time). */
  readonly hangMs?: number;
  /** The program; default the one that runs this: Node, or VS Code's Electron, which then runs as Node. */
  readonly program?: string;
}

/** WASM memory never shrinks: over this, the next file gets a process of its own (four grammars take about 150 MB). */
const mostMemoryBytes = 250 * 1024 * 1024;

/** After so many files that end the process, within so long, it is not started again. */
const mostFailures = 3;
const failuresWithinMs = 10 * 60_000;

const slowestStartMs = 60_000;

interface Task {
  readonly language: string;
  readonly text: string;
  readonly resolve: (outline: Outline | null) => void;
}

/**
 * A parser in a process of its own, in which V8 never optimises WASM: for the grammars that `isParsedApart` names.
 * The process starts with the first file, takes one file at a time, in order, and ends when idle, on `close`, and
 * with the process or thread that started it, however that ends.
 *
 * `outline` never rejects. A file that ends the process or hangs it gives null (logged), and the next one a fresh
 * process; where that happens three times within ten minutes, or no process can be started, all give null (logged
 * once).
 */
export function createParserApart(options: ParserApartOptions): ParserApart {
  const process = new ParserProcess(options);
  return {
    outline: (language, text) => process.outline(language, text),
    get processId() {
      return process.id;
    },
    close: () => process.close(),
  };
}

export interface ParserApart extends Parser {
  /** Null while none is running. */
  readonly processId: number | null;
  close(): void;
}

class ParserProcess {
  readonly #options: ParserApartOptions;
  readonly #queue: Task[] = [];
  #child: ChildProcess | null = null;
  #isReady = false;
  #current: Task | null = null;
  #timer: NodeJS.Timeout | null = null;
  #failedAt: number[] = [];
  #isOff = false;
  #nextId = 1;

  constructor(options: ParserApartOptions) {
    this.#options = options;
  }

  get id(): number | null {
    return this.#child?.pid ?? null;
  }

  outline(language: string, text: string): Promise<Outline | null> {
    return new Promise((resolve) => {
      this.#queue.push({ language, text, resolve });
      this.#next();
    });
  }

  close(): void {
    this.#isOff = true;
    this.#drop();
    this.#settle(null);
    this.#next();
  }

  #next(): void {
    if (this.#isOff) for (const task of this.#queue.splice(0)) task.resolve(null);
    if (this.#current !== null) return;
    this.#wait(null);
    const task = this.#queue.shift();
    if (task === undefined) {
      if (this.#child === null) return;
      this.#wait(this.#options.idleMs ?? 30_000, () => this.#drop());
      // An idle process must not keep alive the one that started it.
      this.#timer?.unref();
      return;
    }
    this.#current = task;
    const child = (this.#child ??= this.#start());
    if (child === null) return;
    this.#limit();
    const { language, text } = task;
    // A failure to send comes with the end of the process, which is heard of anyway.
    child.send({ id: this.#nextId++, language, text } satisfies ToParser, () => undefined);
  }

  /** A file's time starts when the process is there to take it: a busy machine takes long to start one. */
  #limit(): void {
    const ms = this.#isReady ? (this.#options.hangMs ?? 15_000) : slowestStartMs;
    this.#wait(ms, () => this.#fail(`took over ${ms} ms`));
  }

  #start(): ChildProcess | null {
    const { file, grammarDirectory, program = process.execPath } = this.#options;
    this.#isReady = false;
    try {
      const child = fork(file, [grammarDirectory ?? ''], {
        execPath: program,
        execArgv: ['--liftoff-only'],
        env: nodeEnvironment(),
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        windowsHide: true,
      });
      child.on('message', (message: FromParser) => this.#receive(child, message));
      child.on('error', (error) => this.#ended(child, error.message));
      child.on('exit', (code, signal) => this.#ended(child, `ended with ${signal ?? `exit code ${code}`}`));
      child.unref();
      child.channel?.unref();
      return child;
    } catch (error) {
      // Node's permission model refuses at once.
      this.#giveUp(`could not be started (${error instanceof Error ? error.message : String(error)})`);
      return null;
    }
  }

  #receive(child: ChildProcess, message: FromParser): void {
    if (child !== this.#child) return;
    if (message.kind === 'ready') {
      this.#isReady = true;
      if (this.#current !== null) this.#limit();
    } else if (message.kind === 'log') this.#options.log(message.line);
    else {
      if (message.memoryBytes > mostMemoryBytes) this.#drop();
      this.#settle(message.outline);
      this.#next();
    }
  }

  /** The process is gone, unasked: over a file, before it was ready for any, or while idle. */
  #ended(child: ChildProcess, how: string): void {
    if (child !== this.#child) return;
    if (!this.#isReady) this.#giveUp(`could not be started (${how})`);
    else if (this.#current !== null) this.#fail(how);
    else this.#drop();
  }

  #fail(how: string): void {
    const task = this.#current;
    this.#drop();
    if (task !== null) {
      const size = Math.ceil(task.text.length / 1000);
      this.#options.log(
        `The parser process ${how} over a ${task.language} file of ${size} KB. It keeps the outline of the line scan.`,
      );
    }
    const now = performance.now();
    this.#failedAt = [...this.#failedAt.filter((at) => now - at < failuresWithinMs), now];
    if (this.#failedAt.length >= mostFailures) return this.#giveUp(`failed ${mostFailures} times`);
    this.#settle(null);
    this.#next();
  }

  #giveUp(why: string): void {
    this.#options.log(
      `The parser process ${why}. Files in Swift, Bash, Kotlin, C++ and Scala keep the outline of the line scan until the workspace is opened again.`,
    );
    this.close();
  }

  #drop(): void {
    const child = this.#child;
    this.#child = null;
    this.#wait(null);
    // Nothing in it is worth saving.
    child?.kill('SIGKILL');
  }

  #settle(outline: Outline | null): void {
    const task = this.#current;
    this.#current = null;
    task?.resolve(outline);
  }

  #wait(ms: number | null, end: () => void = () => undefined): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = ms === null ? null : setTimeout(end, ms);
  }
}
