import type { MarkdownIt, StateInline } from 'markdown-it';
import { findCitations } from '../../engine/citations.ts';
import type { CitationSpan } from '../../engine/citations.ts';

/**
 * Teach markdown-it to read citations before it reads marks: the underscores of `__init__.py` are no emphasis, the
 * brackets no link. A target that a model puts behind the bracket is dropped with it.
 */
export function readCitations(markdown: MarkdownIt): void {
  markdown.inline.ruler.before('backticks', 'citation', readAt);
}

function readAt(state: StateInline, isSilent: boolean): boolean {
  const first = state.src[state.pos];
  if (first !== '[' && first !== '`') return false;
  const spans = spansAt(state);
  const last = spans.at(-1);
  if (last === undefined) return false;
  const end = last.start === state.pos ? last.end : state.src.indexOf(']', last.end) + 1;
  if (!isSilent) {
    let from = state.pos;
    for (const span of spans) {
      pushText(state, from, span.start);
      pushCitation(state, span);
      from = span.end;
    }
    pushText(state, from, end);
  }
  const target = first === '[' ? /^\([^()\s]{0,500}\)/.exec(state.src.slice(end, end + 502)) : null;
  state.pos = end + (target?.[0].length ?? 0);
  return true;
}

/** One that starts here, or all those inside the bracket that opens here. */
function spansAt(state: StateInline): readonly CitationSpan[] {
  const { pos, src } = state;
  const spans = allSpans(state);
  const here = spans.find(({ start }) => start === pos);
  if (here !== undefined) return [here];
  const close = src[pos] === '[' ? src.indexOf(']', pos) : -1;
  const nested = src.indexOf('[', pos + 1);
  if (close === -1 || (nested !== -1 && nested < close)) return [];
  return spans.filter(({ start, end, form }) => form === 'bracket' && start > pos && end <= close);
}

/** Found once for each inline text: this rule is asked at each of its brackets. */
function allSpans(state: StateInline): readonly CitationSpan[] {
  const known = state.env[spansKey] as { src: string; spans: readonly CitationSpan[] } | undefined;
  if (known?.src === state.src) return known.spans;
  const spans = findCitations(state.src);
  state.env[spansKey] = { src: state.src, spans };
  return spans;
}

const spansKey = Symbol('citations');

function pushText(state: StateInline, from: number, to: number): void {
  if (to > from) state.push('text', '', 0).content = state.src.slice(from, to);
}

function pushCitation(state: StateInline, span: CitationSpan): void {
  const token = state.push('citation', '', 0);
  const written = state.src.slice(span.start, span.end);
  token.content = written.replace(/^\[`?|`?\]$|`/g, '');
  const { path, startLine, endLine, form } = span;
  token.meta = { path, startLine, endLine, form };
}
