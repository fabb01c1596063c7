import { useCommands } from '../commands.ts';
import { useOffers } from '../parts/models.ts';

/** Said where a model would have written the answer: once, quietly, with what can be connected at a click. */
export function OfferModel() {
  return (
    <div class="offer">
      <p>No model is connected: this answer comes from your code alone.</p>
      <ConnectButtons />
    </div>
  );
}

/** A button for each local server that answers, and one for every other model. */
export function ConnectButtons() {
  const { send } = useCommands();
  const offers = useOffers();
  return (
    <div class="buttons">
      {offers.map(({ name, baseUrl, models }) => (
        <button
          key={baseUrl}
          type="button"
          class="button"
          title={`${name} answers at ${baseUrl}`}
          onClick={() =>
            send({ kind: 'connectModel', baseUrl, ...(models[0] !== undefined && { model: models[0] }) })
          }
        >
          Use {name}
          {models[0] === undefined ? '' : ` · ${models[0]}`}
        </button>
      ))}
      <button
        type="button"
        class={offers.length === 0 ? 'button' : 'button is-secondary'}
        onClick={() => send({ kind: 'connectModel' })}
      >
        Connect a Model…
      </button>
    </div>
  );
}
