/** Words that say nothing about code, and words that point back at what was said before. */
const pointers = new Set(
  `it its itself this that these those they them their there he she same such one ones former latter above
   previous again also else other another instead rather too then`.split(/\s+/),
);
/** The same in Korean, whatever is glued to them: 그건, 이것은, 거기서, 그럼. */
const koreanPointer = /^(?:[그이저](?:거|건|게|것|걸|때)|거기|여기|그럼|그러면|그래서|그런데|그중)/;
const fillers = new Set(
  `a an the and or but if of in on at to for from by with without about into over is are was were be been being am
   do does did done can could should would will may might must shall how what why where when who whom whose which
   i you we me my your our us please tell show give explain find see look say want need know think let get got go
   have has had not no yes ok okay so just more some any all every each in-depth detail details example examples
   code file files function thing things way work works working use used uses using call calls called happen
   happens make makes`.split(/\s+/),
);
/** Where, how, why, please, the code that: in Korean. */
const koreanFiller =
  /^(?:어디|어떻게|어떤|어느|왜|뭐|뭔|무엇|무슨|누가|언제|코드|부분|좀|더|알려|보여|설명|찾아|해줘|하는|되는|있|없|돼|해$|가$|는$|은$|를$|을$)/;

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
  const isPointer = (word: string): boolean => pointers.has(word) || koreanPointer.test(word);
  const telling = words.filter((word) => !fillers.has(word) && !koreanFiller.test(word) && !isPointer(word));
  if (telling.length < enoughWords) return !hasName(question);
  return telling.length < enoughWordsWithPointer && words.some(isPointer);
}

/** A name as only code has it (`retryDelay`, `MAX_SIZE`, `a.b()`) is something to search for by itself. */
function hasName(question: string): boolean {
  return /[a-z][A-Z]|\w_\w|\w[.]\w|\w\(|`[^`]+`/.test(question);
}
