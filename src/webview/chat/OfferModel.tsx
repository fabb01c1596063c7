import { useCommands } from '../commands.ts';
import { useOffers } from '../parts/models.ts';

/** Said where a model would have written the answer: once, quietly, with what can be connected at a click. */
export function OfferModel() {
  return (
    <p class="offer">
      No model is connected: this answer comes from your code alone.
      <ConnectButtons look="link" />
    </p>
  );
}

/** A button for each local server that answers, and one for every other model. */
export function ConnectButtons({ look }: { readonly look: 'link' | 'button' }) {
  const { send } = useCommands();
  const offers = useOffers();
  return (
    <span class="buttons">
      {offers.map(({ name, baseUrl, models }) => (
        <button
          key={baseUrl}
          type="button"
          class={look}
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
        class={look === 'link' || offers.length === 0 ? look : 'button is-secondary'}
        onClick={() => send({ kind: 'connectModel' })}
      >
        Connect a Model…
      </button>
    </span>
  );
}
