/** Where one stream of output goes. */
export interface Output {
  write(text: string): void;
  /** A person looks at it as it comes: lines may be rewritten. */
  readonly isTerminal: boolean;
  readonly isColoured: boolean;
  /** Columns; 100 where it is no terminal. */
  readonly columns: number;
}

/** What a command sees of the world. */
export interface Terminal {
  /** The answer, and nothing else. */
  readonly out: Output;
  /** Progress, notes and errors. */
  readonly err: Output;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly currentDirectory: string;
  /** Aborts on Ctrl+C, and when nobody reads the answer any more. */
  readonly signal: AbortSignal;
}

export type Paint = Readonly<Record<'bold' | 'dim' | 'red' | 'yellow' | 'cyan', (text: string) => string>>;

const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], yellow: [33, 39], cyan: [36, 39] } as const;

/** Colours for one output, or the text as it is where it takes none. */
export function paintFor({ isColoured }: Pick<Output, 'isColoured'>): Paint {
  const paint = ([on, off]: readonly [number, number]) => {
    return (text: string): string => (isColoured ? `\u001b[${on}m${text}\u001b[${off}m` : text);
  };
  return {
    bold: paint(codes.bold),
    dim: paint(codes.dim),
    red: paint(codes.red),
    yellow: paint(codes.yellow),
    cyan: paint(codes.cyan),
  };
}

/**
 * Text from files or models, safe to show: a terminal obeys control characters, so that a file could clear the
 * screen, set the clipboard or hide what follows. Tabs and line ends stay.
 */
export function withoutControls(text: string): string {
  let clean = '';
  for (const char of text) clean += isControl(char.charCodeAt(0)) ? '\ufffd' : char;
  return clean;
}

function isControl(code: number): boolean {
  if (code === 9 || code === 10) return false;
  // Right-to-left overrides make code read other than it runs.
  return (
    code < 32 ||
    (code >= 127 && code < 160) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069)
  );
}

/** A stream of this process as an output; colours as https://no-color.org asks. */
export function outputTo(
  stream: NodeJS.WriteStream,
  environment: Readonly<Record<string, string | undefined>>,
): Output {
  const isTerminal = stream.isTTY === true;
  const refusesColour = Boolean(environment['NO_COLOR']) || environment['TERM'] === 'dumb';
  return {
    write: (text) => void stream.write(text),
    isTerminal,
    isColoured: isTerminal && !refusesColour,
    columns: stream.columns ?? 100,
  };
}
