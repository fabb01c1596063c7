/** Words that say nothing about code, and words that point back at what was said before. */
const pointers = new Set(
  `it its itself this that these those they them their there he she same such one ones former latter above
   previous again also else other another instead rather too then`.split(/\s+/),
);
const fillers = new Set(
  `a an the and or but if of in on at to for from by with without about into over is are was were be been being am
   do does did done can could should would will may might must shall how what why where when who whom whose which
   i you we me my your our us please tell show give explain find see look say want need know think let get got go
   have has had not no yes ok okay so just more some any all every each in-depth detail details example examples
   code file files function thing things way work works working use used uses using call calls called happen
   happens make makes`.split(/\s+/),
);

/** Below this a question has hardly anything to search for. */
const enoughWords = 2;
/** A question with a pointer is taken to stand alone only from this many words of its own. */
const enoughWordsWithPointer = 6;
const maxLookBack = 3;

/**
 * What to search for. A question that leans on the one before it is searched together with that one's words: it has
 * fewer than 2 words that say something about code, or fewer than 6 and a word that points back ("it", "those",
 * "there"). If the one before leans too, the one before that is added, up to 3 questions back.
 *
 * @param earlier  The questions before it, oldest first.
 */
export function searchQuery(question: string, earlier: readonly string[]): string {
  const asked = [question];
  for (const before of [...earlier].reverse().slice(0, maxLookBack)) {
    if (!leans(asked.at(-1) ?? '')) break;
    asked.push(before);
  }
  return asked.join('\n');
}

function leans(question: string): boolean {
  const words = question.toLowerCase().match(/[\p{L}\p{N}_$]+/gu) ?? [];
  const telling = words.filter((word) => !fillers.has(word) && !pointers.has(word));
  if (telling.length < enoughWords) return !hasName(question);
  return telling.length < enoughWordsWithPointer && words.some((word) => pointers.has(word));
}

/** A name as only code has it (`retryDelay`, `MAX_SIZE`, `a.b()`) is something to search for by itself. */
function hasName(question: string): boolean {
  return /[a-z][A-Z]|\w_\w|\w[.]\w|\w\(|`[^`]+`/.test(question);
}
