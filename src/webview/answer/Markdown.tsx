import { Component } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Citation } from '../../engine/answer.ts';
import { unreachable } from '../../engine/errors.ts';
import type { Block } from '../markdown/block.ts';
import { openMarkdownStream } from '../markdown/stream.ts';
import { CodeBlockView } from './CodeBlockView.tsx';
import { Inlines } from './Inlines.tsx';

/** An answer, drawn while it grows: a block that is finished is not read or drawn again. */
export function Markdown(props: {
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly isComplete: boolean;
}) {
  const { text, citations, isComplete } = props;
  const read = useMemo(openMarkdownStream, []);
  const blocks = useMemo(() => read(text, isComplete), [read, text, isComplete]);
  return (
    <div class="markdown">
      {blocks.map((block, at) => (
        <BlockView key={at} block={block} citations={citations} />
      ))}
    </div>
  );
}

interface BlockProps {
  readonly block: Block;
  readonly citations: readonly Citation[];
}

class BlockView extends Component<BlockProps> {
  override shouldComponentUpdate(next: Readonly<BlockProps>): boolean {
    return next.block !== this.props.block || next.citations !== this.props.citations;
  }

  override render() {
    return drawBlock(this.props.block, this.props.citations);
  }
}

function drawBlock(block: Block, citations: readonly Citation[]) {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p>
          <Inlines inlines={block.children} citations={citations} />
        </p>
      );
    case 'heading':
      // The turn's own heading is of level 3: an answer's headings lie below it, and most models begin at level 2.
      return (
        <div
          class={`heading h${block.level}`}
          role="heading"
          aria-level={Math.max(4, Math.min(6, block.level + 2))}
        >
          <Inlines inlines={block.children} citations={citations} />
        </div>
      );
    case 'code':
      return <CodeBlockView block={block} />;
    case 'list':
      return <ListView block={block} citations={citations} />;
    case 'quote':
      return (
        <blockquote>
          <Blocks blocks={block.blocks} citations={citations} />
        </blockquote>
      );
    case 'table':
      return <TableView block={block} citations={citations} />;
    case 'rule':
      return <hr />;
    default:
      return unreachable(block);
  }
}

function Blocks(props: { readonly blocks: readonly Block[]; readonly citations: readonly Citation[] }) {
  return (
    <>
      {props.blocks.map((block, at) => (
        <BlockView key={at} block={block} citations={props.citations} />
      ))}
    </>
  );
}

function ListView(props: BlockProps & { readonly block: Extract<Block, { kind: 'list' }> }) {
  const { start, items } = props.block;
  const drawn = items.map((blocks, at) => (
    <li key={at}>
      <Blocks blocks={blocks} citations={props.citations} />
    </li>
  ));
  return start === null ? <ul>{drawn}</ul> : <ol start={start}>{drawn}</ol>;
}

/** Rows that are drawn at once; a model that makes thousands must not freeze the panel. */
const rowsShown = 100;

function TableView(props: BlockProps & { readonly block: Extract<Block, { kind: 'table' }> }) {
  const { head, rows, aligns } = props.block;
  const [limit, setLimit] = useState(rowsShown);
  const cellsOf = (row: (typeof rows)[number], Tag: 'th' | 'td') =>
    row.map((cell, at) => (
      <Tag key={at} class={`align-${aligns[at] ?? 'left'}`}>
        <Inlines inlines={cell} citations={props.citations} />
      </Tag>
    ));
  return (
    // A wide table scrolls by itself; the keyboard can reach it to do so.
    <div class="table-scroll" tabIndex={0} role="region" aria-label="Table">
      <table>
        <thead>
          <tr>{cellsOf(head, 'th')}</tr>
        </thead>
        <tbody>
          {rows.slice(0, limit).map((row, at) => (
            <tr key={at}>{cellsOf(row, 'td')}</tr>
          ))}
        </tbody>
      </table>
      {rows.length > limit && (
        <button type="button" class="link" onClick={() => setLimit(limit * 10)}>
          Show more of {rows.length} rows
        </button>
      )}
    </div>
  );
}
