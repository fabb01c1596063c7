import assert from 'node:assert/strict';
import manifest from '../../package.json' with { type: 'json' };
import words from '../../package.nls.json' with { type: 'json' };

const { contributes } = manifest;
const commands = contributes.commands.map(({ command }) => command);

describe('package.json', () => {
  it('uses every string of package.nls.json, and no other', () => {
    const used = [...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map((match) => match[1] ?? '');
    assert.deepEqual(
      [...new Set(used)].sort((a, b) => a.localeCompare(b)),
      Object.keys(words).sort((a, b) => a.localeCompare(b)),
    );
  });

  it('gives each command a title, a category and an icon', () => {
    for (const { command, title, category, icon } of contributes.commands) {
      assert.match(title, /^%command\./, command);
      assert.equal(category, 'Sightline');
      assert.match(icon, /^\$\([a-z-]+\)$/, command);
    }
  });

  it('has menus, keys and walkthroughs only for commands that it contributes', () => {
    const named = [
      ...Object.values(contributes.menus).flatMap((items) => items.map(({ command }) => command)),
      ...contributes.keybindings.map(({ command }) => command),
      ...[...JSON.stringify(words).matchAll(/command:(sightline\.\w+)/g)].map((match) => match[1] ?? ''),
    ];
    for (const command of named) assert.ok(commands.includes(command), command);
  });

  it('hides from the palette what makes no sense there', () => {
    const hidden = new Map(contributes.menus.commandPalette.map(({ command, when }) => [command, when]));
    assert.equal(hidden.get('sightline.acceptProposal'), 'resourceScheme == sightline-proposed');
    assert.equal(hidden.get('sightline.deleteChat'), 'sightline.hasChat');
  });

  it('gives each setting a description, a default and a scope', () => {
    for (const { properties } of contributes.configuration) {
      for (const [name, setting] of Object.entries(properties)) {
        assert.match(name, /^sightline\./);
        assert.match(setting.markdownDescription, /^%setting\./, name);
        assert.ok('default' in setting, name);
        assert.ok(['application', 'machine', 'window'].includes(setting.scope), name);
      }
    }
  });

  it('has no setting for a key', () => {
    const names = contributes.configuration.flatMap(({ properties }) => Object.keys(properties));
    assert.deepEqual(
      names.filter((name) => /key|secret|password/i.test(name)),
      [],
    );
  });

  it('restricts every setting that says where code is sent', () =>
    assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, [
      'sightline.model.baseUrl',
      'sightline.model.name',
      'sightline.model.windowTokens',
      'sightline.rerank.by',
      'sightline.rerank.baseUrl',
      'sightline.rerank.model',
    ]));
});
