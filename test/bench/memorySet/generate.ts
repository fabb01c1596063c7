import { chatter, matters, parts, speakers, type Matter, type Part } from './topics.ts';

/** One memory of the set. Its words as they are searched: who said it, when, and what. */
export interface SetMemory {
  readonly id: string;
  readonly text: string;
  readonly speaker: string;
  readonly at: number;
  readonly kind: 'preference' | 'fact' | 'decision' | 'procedure' | 'episode';
}

export interface SetQuestion {
  readonly text: string;
  /**
   * `other words`: the part by the name that the memory has, all else in other words; `other name`: the part by another
   * of its names, too; `now`: what holds after changes; `before`: what held in a month; `who`: what one person said.
   */
  readonly type: 'other words' | 'other name' | 'now' | 'before' | 'who';
  /** Ids of the memories that the answer rests on. */
  readonly expected: readonly string[];
  readonly half: 'fitted' | 'reported';
}

export interface MemorySet {
  readonly memories: readonly SetMemory[];
  readonly questions: readonly SetQuestion[];
  /** When the questions are asked. */
  readonly nowMs: number;
}

const dayMs = 24 * 60 * 60 * 1000;
const firstDay = Date.UTC(2024, 0, 8);
const days = 700;

/**
 * The recall set: the same for the same seed. About 960 matters of 40 parts of a product, each told by one to four people
 * in their own words; a third of them change once or twice, so that the older memory contradicts the newer one; and
 * chatter that answers nothing. Half of the parts are for fitting constants, the others are what is reported.
 */
export function generateMemorySet(seed = 5): MemorySet {
  const random = randomFrom(seed);
  const memories: SetMemory[] = [];
  const told: Told[] = [];
  parts.forEach((part, p) => {
    for (const matter of matters)
      told.push(tellMatter({ part, matter, half: p % 2 === 0 ? 'fitted' : 'reported' }, memories, random));
    for (let i = 0; i < 28; i++) {
      const text = fill(random.of(chatter), random.of(part.names), '');
      memories.push({
        id: `e${memories.length}`,
        text,
        speaker: random.of(speakers),
        at: random.day(0, days),
        kind: 'episode',
      });
    }
  });
  const questions = (['other words', 'other name', 'now', 'before', 'who'] as const).flatMap((type) => {
    const fit = random.shuffled(told.filter((one) => canAsk(one, type))).slice(0, counts[type]);
    return fit.map((one) => ask(one, type, random));
  });
  return { memories: memories.sort((a, b) => a.at - b.at), questions, nowMs: firstDay + (days + 10) * dayMs };
}

const counts = { 'other words': 140, 'other name': 40, now: 60, before: 60, who: 60 } as const;

interface Subject {
  readonly part: Part;
  readonly matter: Matter;
  readonly half: SetQuestion['half'];
}

/** What was said about one matter of one part: the values it had, oldest first, each with its memories. */
interface Told extends Subject {
  readonly values: readonly (readonly SetMemory[])[];
}

function tellMatter(subject: Subject, memories: SetMemory[], random: Random): Told {
  const { part, matter } = subject;
  const changes = random.chance(1 / 3) ? (random.chance(0.3) ? 2 : 1) : 0;
  const values = random.shuffled(matter.values).slice(0, changes + 1);
  const span = Math.floor(days / values.length);
  const all = values.map((value, i) => {
    const count = random.chance(0.45) ? 2 : 1;
    const wordings = random.shuffled(matter.statements).slice(0, count);
    return wordings.map((wording) => {
      const memory = {
        id: `f${memories.length}`,
        text: sayIt(fill(wording, random.of(part.names), value), i > 0, random),
        speaker: random.of(speakers),
        at: random.day(i * span, (i + 1) * span - 1),
        kind: matter.kind,
      };
      memories.push(memory);
      return memory;
    });
  });
  return { ...subject, values: all };
}

/** A change is often, not always, told as one. */
function sayIt(statement: string, isChange: boolean, random: Random): string {
  const lead = isChange
    ? random.of(['', '', 'update: ', 'this changed: ', 'from now on '])
    : random.of(['', '', '', 'note: ', 'decided today: ']);
  const tail = random.of(['', '', '', ', as discussed with the team', ', for now', ', see the wiki']);
  const text = `${lead}${statement}${tail}`;
  return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}

function canAsk({ values }: Told, type: SetQuestion['type']): boolean {
  if (type === 'now' || type === 'before') return values.length > 1;
  return type === 'who' ? values.length === 1 : true;
}

function ask(told: Told, type: SetQuestion['type'], random: Random): SetQuestion {
  const { part, matter, half, values } = told;
  const newest = values.at(-1) ?? [];
  const question = random.of(matter.questions);
  const nameIn = (said: readonly SetMemory[], isUsed: boolean): string => {
    const texts = said.map(({ text }) => text.toLowerCase());
    const fit = part.names.filter(
      (name) => texts.some((text) => text.includes(name.toLowerCase())) === isUsed,
    );
    return random.of(fit.length > 0 ? fit : part.names);
  };
  const idsOf = (said: readonly SetMemory[]): string[] => said.map(({ id }) => id);
  const asked = (name: string): string => fill(question, name, '');
  switch (type) {
    case 'other words':
      return { text: asked(nameIn(newest, true)), type, half, expected: idsOf(newest) };
    case 'other name':
      return { text: asked(nameIn(newest, false)), type, half, expected: idsOf(newest) };
    case 'now': {
      const text = asked(nameIn(newest, true)).replace(/\?$/, '');
      return { text: `${text} today, after the change?`, type, half, expected: idsOf(newest) };
    }
    case 'before': {
      const said = random.of(random.of(values.slice(0, -1)));
      const inMonth = { month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
      const month = new Date(said.at).toLocaleString('en-US', inMonth);
      return { text: `In ${month}: ${asked(nameIn([said], true))}`, type, half, expected: [said.id] };
    }
    case 'who': {
      const said = random.of(newest);
      return {
        text: `What did ${said.speaker} say: ${asked(nameIn([said], true))}`,
        type,
        half,
        expected: [said.id],
      };
    }
  }
}

function fill(pattern: string, part: string, value: string): string {
  return pattern.replaceAll('{s}', part).replaceAll('{v}', value);
}

interface Random {
  next(): number;
  chance(share: number): boolean;
  of<T>(items: readonly T[]): T;
  shuffled<T>(items: readonly T[]): T[];
  day(from: number, to: number): number;
}

/** Mulberry32: 32 bits of state, the same numbers on every machine. */
function randomFrom(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const of = <T>(items: readonly T[]): T => {
    const item = items[Math.floor(next() * items.length)];
    if (item === undefined) throw new Error('There is nothing to choose from.');
    return item;
  };
  return {
    next,
    of,
    chance: (share) => next() < share,
    shuffled: (items) => {
      const all = [...items];
      for (let i = all.length - 1; i > 0; i--) {
        const j = Math.floor(next() * (i + 1));
        const [a, b] = [all[i], all[j]];
        if (a !== undefined && b !== undefined) [all[i], all[j]] = [b, a];
      }
      return all;
    },
    day: (from, to) =>
      firstDay + Math.floor(from + next() * (to - from + 1)) * dayMs + Math.floor(next() * 8 + 9) * 3_600_000,
  };
}
