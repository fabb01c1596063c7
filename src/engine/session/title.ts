const maxCharacters = 60;

/** A session's title from its first question: its first line, cut at a word. */
export function titleOf(question: string): string {
  const line = question.trim().split('\n')[0]?.replace(/\s+/g, ' ').trim() ?? '';
  if (line === '') return 'New chat';
  const characters = Array.from(line);
  if (characters.length <= maxCharacters) return line;
  const head = characters.slice(0, maxCharacters - 1).join('');
  const atWord = head.replace(/\s\S*$/, '');
  return `${atWord.length > maxCharacters / 2 ? atWord : head}…`;
}
