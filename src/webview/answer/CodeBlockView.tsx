import { useState } from 'preact/hooks';
import { CodeLine } from '../code/CodeLine.tsx';
import { languageLabel } from '../code/languages.ts';
import { useLines } from '../code/useLines.ts';
import { useCommands } from '../commands.ts';
import type { CodeBlock } from '../markdown/block.ts';
import { IconButton } from '../parts/Icon.tsx';

/** A block of code with what can be done with it. */
export function CodeBlockView({ block }: { readonly block: CodeBlock }) {
  const { language, path, text, isOpen } = block;
  const lines = useLines(text, language, isOpen);
  const name = path ?? languageLabel(language);
  return (
    <figure class="code-block" aria-label={name === '' ? 'Code' : `Code: ${name}`}>
      <figcaption class="code-head">
        <span class="code-name" title={name}>
          {name}
        </span>
        {/* Half a block is of no use in a file. */}
        {!isOpen && <CodeActions block={block} />}
      </figcaption>
      <pre tabIndex={0}>
        <code>
          {lines.map((line, at) => (
            <div key={at} class="code-line">
              <CodeLine line={line} />
            </div>
          ))}
        </code>
      </pre>
    </figure>
  );
}

function CodeActions({ block }: { readonly block: CodeBlock }) {
  const { send } = useCommands();
  const { language, path, text } = block;
  return (
    <span class="code-actions" role="toolbar" aria-label="Code">
      <CopyButton text={text} label="Copy Code" />
      <IconButton
        icon="insert"
        label="Insert at Cursor"
        onClick={() => send({ kind: 'insertAtCursor', text })}
      />
      <IconButton
        icon="diff"
        label={path === undefined ? 'Apply to a File…' : `Apply to ${path} as a Diff`}
        onClick={() => send({ kind: 'applyToFile', text, language, ...(path !== undefined && { path }) })}
      />
      <IconButton
        icon="new-file"
        label="Open as a New File"
        onClick={() => send({ kind: 'openAsFile', text, language })}
      />
    </span>
  );
}

/** How long the tick stays. */
const tickMs = 1500;

/** Copies, and says so with a tick. */
export function CopyButton(props: { readonly text: string; readonly label: string }) {
  const { send } = useCommands();
  const [isCopied, setCopied] = useState(false);
  return (
    <IconButton
      icon={isCopied ? 'check' : 'copy'}
      label={isCopied ? 'Copied' : props.label}
      onClick={() => {
        send({ kind: 'copy', text: props.text });
        setCopied(true);
        setTimeout(() => setCopied(false), tickMs);
      }}
    />
  );
}
