import assert from 'node:assert/strict';
import { describeMemoryTools } from './memoryFacts.ts';
import { connectFirst, connectModern, describeTools } from './toolFacts.ts';

describeTools('the 1.x client', connectFirst);
describeTools('the 2.x client pinned to 2026-07-28', connectModern({ pin: '2026-07-28' }));

describeMemoryTools('the 1.x client', connectFirst);
describeMemoryTools('the 2.x client pinned to 2026-07-28', connectModern({ pin: '2026-07-28' }));

describe('the MCP tools without a model', () => {
  it('do not offer ask', async () => {
    const server = await connectFirst('');
    assert.deepEqual(
      (await server.tools()).map((tool) => tool.name),
      ['search_code', 'get_context', 'find_symbol', 'remember', 'recall', 'forget', 'index_status'],
    );
    await server.close();
  });
});
