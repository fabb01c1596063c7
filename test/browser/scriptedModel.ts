import { faults, helpfulReply } from '../support/modelServer.ts';
import type { Piece, RecordedRequest, Reply } from '../support/modelServer.ts';

/** What the pictures ask. */
export const questions = {
  retries: 'How does an upload survive a bad connection?',
  waiting: 'Which checksum do the clients send?',
  streaming: 'Where is a piece refused, and what happens then?',
  unauthorized: 'Who calls withRetries?',
  gone: 'What does the report print?',
} as const;

const thought =
  'The question is about failures of the connection, so the retries matter most. retry.ts computes the delay and ' +
  'repeats the call; upload.ts wraps each piece in it. The test shows how often it tries.';

const answer = `Each piece is sent on its own, and again when it fails: \`uploadPiece\` wraps the request in \`withRetries\` [src/net/upload.ts:21-30].

1. **The delay doubles**, from 200 ms up to 5 seconds. The first attempt does not wait [src/net/retry.ts:14-17].
2. **After six attempts** the last failure is thrown [src/net/retry.ts:20-31].
3. A damaged piece counts as a failure too: the server compares the checksum [server/main.go:24-36].

To wait longer on a phone, pass a policy of your own:

\`\`\`ts src/net/upload.ts
const patient: RetryPolicy = { firstDelayMs: 500, maxDelayMs: 30_000, maxAttempts: 10 };

await withRetries(() => send(piece), patient);
\`\`\`
`;

const half = `The server refuses a piece in \`ServeHTTP\`, when its **checksum** differs from the header [server/main.go:24-36]. It answers with 409, and \`uploadPiece\` turns`;

/** The reply of the pictures' model to each of the questions; to any other one, that of the tests. */
export function scriptedModel(request: RecordedRequest): Reply {
  const prompt = lastMessage(request.json);
  const asked = Object.entries(questions).find(([, question]) => prompt.includes(question))?.[0];
  switch (asked as keyof typeof questions | undefined) {
    case 'retries':
      return {
        kind: 'answer',
        pieces: [{ kind: 'reasoning', text: thought }, ...words(answer)],
        usage: { prompt_tokens: 2310, completion_tokens: 208, total_tokens: 2518 },
      };
    case 'waiting':
      return faults.silent;
    case 'streaming':
      return {
        kind: 'answer',
        pieces: words(half),
        isHeldOpen: true,
        finishReason: null,
        isDoneOmitted: true,
      };
    case 'unauthorized':
      return faults.unauthorized;
    case 'gone':
      return faults.reset;
    case undefined:
      return helpfulReply(request);
  }
}

function words(text: string): readonly Piece[] {
  return (text.match(/\s*\S+\s*/g) ?? []).map((word) => ({ kind: 'text', text: word, delayMs: 1 }));
}

function lastMessage(json: unknown): string {
  const body = json as { messages?: readonly { content?: unknown }[] } | undefined;
  return JSON.stringify(body?.messages?.at(-1)?.content ?? '');
}
