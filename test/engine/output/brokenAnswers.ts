/** What models write where a value of `planSchema` was asked for: 60 answers, most of them seen from real models. */
export const planSchema = {
  type: 'object',
  properties: {
    title: { type: 'string' },
    isUrgent: { type: 'boolean' },
    minutes: { type: 'integer' },
    steps: { type: 'array', items: { type: 'string' } },
    place: {
      type: ['object', 'null'],
      properties: { path: { type: 'string' }, line: { type: 'integer' } },
      required: ['path', 'line'],
      additionalProperties: false,
    },
  },
  required: ['title', 'isUrgent', 'minutes', 'steps', 'place'],
  additionalProperties: false,
} as const;

export const plan = {
  title: 'Fix the retry',
  isUrgent: true,
  minutes: 30,
  steps: ['read it', 'mend it'],
  place: { path: 'src/retry.ts', line: 41 },
};

const whole = JSON.stringify(plan);
const pretty = JSON.stringify(plan, null, 2);
const with_ = (change: Partial<Record<keyof typeof plan, unknown>>): string =>
  JSON.stringify({ ...plan, ...change });
const without = (name: keyof typeof plan): string =>
  JSON.stringify(Object.fromEntries(Object.entries(plan).filter(([key]) => key !== name)));

export interface BrokenAnswer {
  readonly name: string;
  readonly text: string;
  /** `plan`: that very value can be read from it. `none`: nothing can that would not be invented. */
  readonly holds: 'plan' | 'none';
}

const answers: Readonly<Record<BrokenAnswer['holds'], Readonly<Record<string, string>>>> = {
  plan: {
    'JSON as it should be': whole,
    indented: pretty,
    'a byte order mark': `\uFEFF${whole}`,
    'blank lines around': `\n\n  ${whole}\n\n`,
    'a fence': `\`\`\`json\n${pretty}\n\`\`\``,
    'a fence without a language': `\`\`\`\n${whole}\n\`\`\``,
    'a fence that is not closed': `\`\`\`json\n${pretty}`,
    'a fence in words': `Here is the plan:\n\n\`\`\`json\n${pretty}\n\`\`\`\n\nTell me if it helps!`,
    'words before': `Sure! The plan is: ${whole}`,
    'words after': `${whole}\n\nI hope this helps.`,
    'words around with brackets in them': `I looked (see [1]) and {thought}: ${whole} Done {really}.`,
    'two fences, the second one right': `First a thought:\n\`\`\`json\n{"draft": 1}\n\`\`\`\nNow:\n\`\`\`json\n${whole}\n\`\`\``,
    'the value twice': `${whole}\n${whole}`,
    'a trailing comma': whole.replace(/\}$/, ',}'),
    'trailing commas in lists': whole.replace('"mend it"]', '"mend it",]'),
    'single quotes': whole.replaceAll('"', "'"),
    'typographic quotes': whole.replaceAll(/"([^"]*)"/g, '“$1”'),
    'names without quotes': whole.replaceAll(/"(\w+)":/g, '$1:'),
    'a missing comma between lines': pretty.replace('true,', 'true'),
    'a missing comma in a list': pretty.replace('"read it",', '"read it"'),
    'line comments': pretty.replace('"minutes": 30,', '"minutes": 30, // about'),
    'block comments': pretty.replace('"minutes"', '/* time */ "minutes"'),
    "Python's words": whole.replace('true', 'True'),
    'capital words': whole.replace('true', 'TRUE'),
    'the last bracket missing': whole.slice(0, -1),
    'two brackets missing': whole.slice(0, -2),
    'its quotes escaped': whole.replaceAll('"', '\\"'),
    'a tab instead of blanks': pretty.replaceAll('  ', '\t'),
    'Windows line ends': pretty.replaceAll('\n', '\r\n'),
    'no-break spaces between': whole.replaceAll('":', '":\u00a0'),
    'a yes as a string': with_({ isUrgent: 'true' }),
    'a yes in a word': with_({ isUrgent: 'Yes' }),
    'a number as a string': with_({ minutes: '30' }),
    'a number as a string with blanks': with_({ minutes: ' 30 ' }),
    'a list as a string': with_({ steps: '["read it", "mend it"]' }),
    'an object as a string': with_({ place: '{"path": "src/retry.ts", "line": 41}' }),
    'an object in a list': `[${whole}]`.slice(1, -1),
    'a line number as a string': with_({ place: { path: 'src/retry.ts', line: '41' } }),
    'wrapped under a name': JSON.stringify({ plan }),
    'wrapped twice': JSON.stringify({ result: { plan } }),
    'a field of its own': JSON.stringify({ ...plan, confidence: 0.9 }),
    'a field of its own inside': with_({ place: { ...plan.place, column: 3 } }),
    'the whole as a string': JSON.stringify(whole),
    'reasoning before it': `<think>The plan must have five fields.</think>\n${whole}`,
    'a heading before it': `## Plan\n\n${pretty}`,
    'a list item': `- ${whole}`,
    'the name of a tool before it': `answer(${whole})`,
    'an assignment': `const plan = ${pretty};`,
    'JSON lines with a note': `// plan\n${whole}`,
  },
  none: {
    nothing: '',
    blanks: '  \n ',
    'words alone': 'I cannot help with that.',
    'a field missing': without('minutes'),
    'another value': '{"answer": 42}',
    'a list of words': '["a", "b"]',
    'cut in the first field': '{"title": "Fix the re',
    'a number that is none': with_({ minutes: 'half an hour' }),
    'a yes that is none': with_({ isUrgent: 'perhaps' }),
    'a broken number': with_({ minutes: 30.5 }),
    XML: '<plan><title>Fix the retry</title></plan>',
  },
};

export const brokenAnswers: readonly BrokenAnswer[] = (['plan', 'none'] as const).flatMap((holds) =>
  Object.entries(answers[holds]).map(([name, text]) => ({ name, text, holds })),
);
