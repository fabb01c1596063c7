import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { faults, startModelServer } from '../../support/modelServer.ts';
import type { ModelServer } from '../../support/modelServer.ts';
import { note } from '../../support/progress.ts';
import { askNew, openFakePanel, textOf } from './fakePanel.ts';
import type { FakePanel } from './fakePanel.ts';
import { nameModel } from './namedModel.ts';

/** A model that says a word each 5 ms, without end. */
describe('a long stream', () => {
  let panel: FakePanel;
  let server: ModelServer;
  before(async () => {
    server = await startModelServer(faults.endless, { models: ['scripted'] });
    await nameModel({ baseUrl: server.baseUrl, name: 'scripted' });
    panel = await openFakePanel();
  });
  after(async () => {
    await nameModel(null);
    panel.leave();
    await server.stop();
  });

  it('leaves the thread of the editor free, and is told in few messages', async () => {
    await askNew(panel, 'Talk for ever');
    await panel.until('turn', ({ event }) => event.kind === 'text');
    panel.clear();
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const seconds = 3;
    await pause(seconds * 1000);
    delay.disable();
    const texts = panel.messages.filter(({ kind }) => kind === 'turn').length;
    const said = textOf(
      panel.messages.flatMap((message) => (message.kind === 'turn' ? [message.event] : [])),
    );
    const before = performance.now();
    await panel.send({ kind: 'stop' });
    await panel.untilEnd();
    const stopMs = performance.now() - before;
    const ms = (nanoseconds: number): string => (nanoseconds / 1e6).toFixed(1);
    note(
      `${texts / seconds} messages a second, ${said.length} characters; the thread was late by ` +
        `${ms(delay.percentile(50))} ms (p50), ${ms(delay.percentile(99))} ms (p99), ${ms(delay.max)} ms (max); ` +
        `stopped in ${stopMs.toFixed(0)} ms`,
    );
    assert.ok(stopMs < 1000);
    // 25 a second by the clock; there were some 110 before words were gathered.
    assert.ok(texts / seconds < 40, `${texts / seconds} messages a second`);
  });
});
