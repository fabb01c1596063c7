import type { IndexStatus } from '../../engine/retrieval/status.ts';
import { useCommands } from '../commands.ts';
import { listWords } from '../numbers.ts';
import type { PanelState } from '../protocol.ts';
import { Icon } from '../parts/Icon.tsx';
import { WithCode } from '../parts/WithCode.tsx';
import { Logo } from '../parts/Logo.tsx';
import { foundWords, progressWords } from './indexWords.ts';
import { ConnectButtons } from './OfferModel.tsx';

/** A new chat: what was found in this folder, three questions to begin with, and nothing to fill in. */
export function FirstRun({ state }: { readonly state: PanelState }) {
  const { index, examples, modelId, isRestricted, workspaceNames } = state;
  return (
    <div class="first-run">
      <Logo class="big" />
      <h2>
        {workspaceNames.length === 0 ? 'Ask about your code' : `Ask about ${listWords(workspaceNames)}`}
      </h2>
      {index !== null && <IndexLine index={index} />}
      {isRestricted && <RestrictedNote />}
      {examples.length > 0 && <Examples examples={examples} />}
      {modelId === null && (
        <div class="connect">
          <p>Answers come from your code alone. Connect a model for written answers.</p>
          <ConnectButtons look="button" />
        </div>
      )}
    </div>
  );
}

function Examples({ examples }: { readonly examples: readonly string[] }) {
  const { ask } = useCommands();
  return (
    <ul class="examples" aria-label="Example questions">
      {examples.map((example) => (
        <li key={example}>
          <button type="button" class="example" onClick={() => ask(example)}>
            <Icon name="comment-discussion" />
            <WithCode text={example} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function IndexLine({ index }: { readonly index: IndexStatus }) {
  const { send } = useCommands();
  const { state, filesIndexed, filesTotal, isPaused } = index;
  if (state === 'failed') {
    return (
      <p class="note">
        <Icon name="error" class="is-error" />
        <span>
          {index.warnings[0] ?? 'The index could not be built.'}{' '}
          <button type="button" class="link" onClick={() => send({ kind: 'index', action: 'rebuild' })}>
            Rebuild
          </button>
        </span>
      </p>
    );
  }
  const isDone = state === 'ready' || (filesTotal > 0 && filesIndexed >= filesTotal);
  return (
    <div class="index-line">
      <p>{isDone ? foundWords(index) : progressWords(index)}</p>
      {!isDone && (
        <progress
          aria-label="Indexing"
          max={Math.max(1, filesTotal)}
          value={filesTotal === 0 ? 0 : filesIndexed}
        />
      )}
      {isPaused && (
        <button type="button" class="link" onClick={() => send({ kind: 'index', action: 'resume' })}>
          Resume
        </button>
      )}
    </div>
  );
}

function RestrictedNote() {
  const { send } = useCommands();
  return (
    <p class="note">
      <Icon name="workspace-untrusted" />
      <span>
        Restricted Mode: Sightline reads and searches this folder, and nothing more. Model servers set by the
        folder are ignored, and code cannot be applied to files.{' '}
        <button
          type="button"
          class="link"
          onClick={() => send({ kind: 'runCommand', command: 'sightline.manageTrust' })}
        >
          Manage trust
        </button>
      </span>
    </p>
  );
}
