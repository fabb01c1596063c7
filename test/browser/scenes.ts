import type { FrameLocator } from 'playwright-core';
import type { Theme, Workbench } from '../host/workbench.ts';
import type { ModelServer } from '../support/modelServer.ts';
import { questions } from './scriptedModel.ts';

export interface Stage {
  readonly workbench: Workbench;
  readonly model: ModelServer;
}

/** One situation of the panel, brought about as a person would. Scenes of one window follow one another. */
export interface Scene {
  readonly hasModel: boolean;
  readonly arrange: (stage: Stage) => Promise<void>;
  /** So that the next scene starts from a quiet panel. */
  readonly leave?: (stage: Stage) => Promise<void>;
  /** Absent: the panel alone is in the picture. */
  readonly isWholeWindow?: boolean;
  /** The picture is shown in the README: with this theme, and the panel so many pixels wide. */
  readonly readme?: { readonly theme: Theme; readonly width: number };
}

export const scenes: Readonly<Record<string, Scene>> = {
  'first-run': {
    hasModel: false,
    arrange: async ({ workbench }) => {
      await workbench.statusBarItem(/files · ready/).waitFor();
      await exampleOf(workbench.panel()).nth(2).waitFor();
    },
    readme: { theme: 'light', width: 420 },
  },
  'answer-from-code': {
    hasModel: false,
    arrange: async ({ workbench }) => {
      await askAndWait(workbench.panel(), 'How does retryDelay compute the delay?');
      await openFirstPlace(workbench);
    },
    readme: { theme: 'dark', width: 460 },
  },
  history: {
    hasModel: false,
    arrange: async ({ workbench }) => {
      for (const question of ['Who calls checksumOf?', 'How is the usage report sorted?']) {
        await workbench.runCommand('Sightline: New Chat');
        await exampleOf(workbench.panel()).first().waitFor();
        // The examples may be those of the chat that is being left.
        await workbench.page.waitForTimeout(500);
        await askAndWait(workbench.panel(), question);
      }
      await workbench.runCommand('Sightline: Chat History');
      await workbench.panel().getByText('How is the usage').first().waitFor();
    },
    leave: async ({ workbench }) => {
      await workbench.panel().getByRole('button', { name: 'New Chat' }).click();
    },
  },
  connect: {
    hasModel: false,
    isWholeWindow: true,
    arrange: async ({ workbench }) => {
      await workbench.runCommand('Sightline: Connect a Model');
      await workbench.page
        .getByText('Where does the model run?')
        .or(workbench.page.locator('.quick-input-widget'))
        .first()
        .waitFor();
    },
    leave: ({ workbench }) => workbench.page.keyboard.press('Escape'),
  },
  walkthrough: {
    hasModel: false,
    isWholeWindow: true,
    arrange: async ({ workbench }) => {
      await workbench.runCommand('Sightline: Open Walkthrough');
      await workbench.page.getByText('Get started with Sightline').first().waitFor();
    },
  },
  answer: {
    hasModel: true,
    arrange: async ({ workbench }) => {
      await workbench.statusBarItem(/files · ready/).waitFor();
      await askAndWait(workbench.panel(), questions.retries);
      await openFirstPlace(workbench);
    },
    readme: { theme: 'dark', width: 460 },
  },
  reasoning: {
    hasModel: true,
    arrange: async ({ workbench }) => {
      await workbench.panel().getByRole('button', { name: 'Reasoning' }).click();
      await workbench.panel().locator('.reasoning').scrollIntoViewIfNeeded();
    },
    leave: async ({ workbench }) => {
      await workbench.panel().getByRole('button', { name: 'Reasoning' }).click();
    },
  },
  context: {
    hasModel: true,
    arrange: async ({ workbench }) => {
      await workbench
        .panel()
        .getByRole('button', { name: /Show the context/ })
        .click();
      await workbench.panel().locator('.ledger').waitFor();
    },
    leave: async ({ workbench }) => {
      await workbench
        .panel()
        .getByRole('button', { name: /Show the context/ })
        .click();
    },
    readme: { theme: 'light', width: 460 },
  },
  editing: {
    hasModel: true,
    arrange: async ({ workbench }) => {
      await workbench.panel().getByRole('textbox', { name: 'Your question' }).press('ArrowUp');
      await workbench.panel().getByText('becomes a new branch').waitFor();
    },
    leave: async ({ workbench }) => {
      await workbench.panel().getByRole('textbox', { name: 'Your question' }).press('Escape');
    },
  },
  waiting: {
    hasModel: true,
    arrange: async ({ workbench }) => {
      await ask(workbench.panel(), questions.waiting);
      await workbench.panel().locator('.waiting', { hasText: 'sking' }).waitFor();
    },
    leave: stopAnswer,
  },
  streaming: {
    hasModel: true,
    arrange: async ({ workbench }) => {
      await ask(workbench.panel(), questions.streaming);
      await workbench.panel().locator('.answer', { hasText: 'uploadPiece turns' }).last().waitFor();
    },
    leave: stopAnswer,
  },
  unauthorized: {
    hasModel: true,
    arrange: ({ workbench }) => askAndWait(workbench.panel(), questions.unauthorized),
  },
  gone: {
    hasModel: true,
    arrange: async ({ workbench, model }) => {
      await model.stop();
      await askAndWait(workbench.panel(), questions.gone);
    },
  },
};

function exampleOf(panel: FrameLocator) {
  return panel.getByRole('list', { name: 'Example questions' }).getByRole('button');
}

async function ask(panel: FrameLocator, question: string): Promise<void> {
  const draft = panel.getByRole('textbox', { name: 'Your question' });
  await draft.fill(question);
  await draft.press('Enter');
}

async function askAndWait(panel: FrameLocator, question: string): Promise<void> {
  await ask(panel, question);
  const turn = panel.getByRole('article', { name: question });
  await turn.locator('.answer[aria-busy="false"]').waitFor();
}

async function openFirstPlace(workbench: Workbench): Promise<void> {
  await workbench
    .panel()
    .getByRole('button', { name: /Open .*retry\.ts/ })
    .first()
    .click();
  await workbench.page.locator('.tab.active[aria-label*="retry.ts"]').waitFor();
}

/** Unless the answer has ended by itself: a model that says nothing for a minute is given up. */
async function stopAnswer({ workbench }: Stage): Promise<void> {
  const stop = workbench.panel().getByRole('button', { name: /^Stop/ });
  if (await stop.isVisible()) await stop.click();
  await workbench.panel().getByRole('button', { name: 'Send' }).waitFor();
}
