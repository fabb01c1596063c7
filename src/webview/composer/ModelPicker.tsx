import { useCommands } from '../commands.ts';
import { formatTokens } from '../numbers.ts';
import { Icon } from '../parts/Icon.tsx';
import { Menu } from '../parts/Menu.tsx';
import type { MenuGroup } from '../parts/Menu.tsx';
import { useOffers } from '../parts/models.ts';
import type { ModelChoice } from '../protocol.ts';

/** More models of one server are chosen after it is connected. */
const offeredModels = 5;

/** Which model answers: one that is connected, none, or one that can be connected. */
export function ModelPicker(props: {
  readonly models: readonly ModelChoice[];
  readonly modelId: string | null;
}) {
  const { models, modelId } = props;
  const { send } = useCommands();
  const groups = useModelGroups(models, modelId);
  const chosen = models.find(({ id }) => id === modelId);
  const name = modelId === null ? 'No model' : (chosen?.label ?? 'Model not found');
  return (
    <Menu label={`Model: ${name}`} class="picker" groups={groups} onOpen={() => send({ kind: 'findModels' })}>
      <span class="picker-label">{name}</span>
      <Icon name="chevron-down" />
    </Menu>
  );
}

function useModelGroups(models: readonly ModelChoice[], modelId: string | null): readonly MenuGroup[] {
  const { chooseModel, send } = useCommands();
  const offers = useOffers();
  const known: MenuGroup[] = [...Map.groupBy(models, ({ group }) => group)].map(([heading, inGroup]) => ({
    heading,
    items: inGroup.map(({ id, label, windowTokens }) => ({
      label,
      ...(windowTokens !== undefined && { detail: formatTokens(windowTokens) }),
      isChosen: id === modelId,
      onChoose: () => chooseModel(id),
    })),
  }));
  const none = {
    label: 'No model',
    detail: 'code alone',
    isChosen: modelId === null,
    onChoose: () => chooseModel(null),
  };
  const found = offers.flatMap(({ name, baseUrl, models: names }) =>
    (names.length === 0 ? [undefined] : names.slice(0, offeredModels)).map((model) => ({
      label: model === undefined ? name : `${name} · ${model}`,
      icon: 'plug',
      onChoose: () => send({ kind: 'connectModel', baseUrl, ...(model !== undefined && { model }) }),
    })),
  );
  const connect = { label: 'Connect a Model…', icon: 'add', onChoose: () => send({ kind: 'connectModel' }) };
  return [
    ...known,
    { items: [none] },
    ...(found.length === 0 ? [] : [{ heading: 'Found on this machine', items: found }]),
    { items: [connect] },
  ];
}
