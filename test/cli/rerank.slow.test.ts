import assert from 'node:assert/strict';
import { say, startModelServer } from '../support/modelServer.ts';
import { startRerankServer, type RerankServer } from '../support/rerankServer.ts';
import { makeSampleWorkspace, type SampleWorkspace } from '../support/sampleWorkspace.ts';
import { builtProgram, type BuiltProgram } from './builtProgram.ts';

const question = ['search', 'how long is waited before another try', '--json'];

interface Found {
  readonly results: readonly {
    readonly path: string;
    readonly startLine: number;
    readonly reasons: string[];
  }[];
  readonly warnings: readonly string[];
}

describe('the built command line with a reranker', function () {
  this.timeout(120_000);
  let workspace: SampleWorkspace;
  let sightline: BuiltProgram;
  let server: RerankServer;
  before(async () => {
    workspace = makeSampleWorkspace();
    sightline = await builtProgram(workspace.folder);
    // The last of our own order is its first.
    server = await startRerankServer(({ documents }) => ({
      body: { results: documents.map((_, index) => ({ index, relevance_score: index / 100 })) },
    }));
  });
  after(async () => {
    await server?.stop();
    await sightline?.dispose();
    workspace.remove();
  });

  async function search(
    env: Record<string, string>,
    ...more: string[]
  ): Promise<Found & { code: number | null }> {
    const { out, err, code } = await sightline.run([...question, ...more], { env });
    assert.notEqual(out, '', err);
    return { ...(JSON.parse(out) as Found), code };
  }
  const named = () => ({ SIGHTLINE_RERANK_URL: server.baseUrl, SIGHTLINE_RERANK_MODEL: 'bge' });

  it('shows the places in the order of the server that the environment names, and says so', async () => {
    const own = await search({});
    const { results, code } = await search(named());
    assert.equal(code, 0);
    assert.ok(own.results.length > 2);
    assert.notEqual(results[0]?.startLine, own.results[0]?.startLine);
    assert.match(results[0]?.reasons.at(-1) ?? '', /^put up from place \d+ by Local · bge$/);
    const { results: unmoved } = await search({ ...named(), SIGHTLINE_RERANK: 'none' });
    assert.deepEqual(unmoved, own.results);
  });

  it('keeps its own order with a warning and exit code 3 where the server is not there', async () => {
    const own = await search({});
    const left = await startRerankServer();
    await left.stop();
    const gone = { ...named(), SIGHTLINE_RERANK_URL: left.baseUrl };
    const { results, warnings, code } = await search(gone);
    assert.deepEqual([code, results], [3, own.results]);
    assert.match(warnings.join(), /did not rerank the places\. Nothing answers at/);
  });

  it('has the chat model judge where that is asked for', async () => {
    const model = await startModelServer(say('{"order": [2]}'));
    try {
      const own = await search({});
      const env = { OPENAI_BASE_URL: model.baseUrl, SIGHTLINE_MODEL: 'qwen3' };
      const { results } = await search(env, '--rerank', 'model');
      assert.equal(results[0]?.startLine, own.results[1]?.startLine);
      assert.match(JSON.stringify(model.chats()[0]?.json), /Question: how long is waited/);
    } finally {
      await model.stop();
    }
  });

  for (const [given, says] of [
    ['server', /No reranking server is named/],
    ['model', /No model is connected/],
    ['somebody', /"somebody" is none of none, server, model/],
  ] as const) {
    it(`refuses --rerank ${given} where that is not there, and tells how`, async () => {
      const { code, err } = await sightline.run([...question, '--rerank', given]);
      assert.equal(code, 2);
      assert.match(err, says);
      assert.match(err, /SIGHTLINE_RERANK_URL/);
    });
  }
});
