import assert from 'node:assert/strict';
import { permissionOf } from '../../src/training/copyright.ts';
import { exclusions, readPackages } from '../../src/training/dataList.ts';
import { isPermissive } from '../../src/training/licence.ts';

const packages = readPackages();

/** `golang-github-gorilla-mux` is also `mux`, and `libjackson-java` is `jackson`. */
function plainNames(name: string): string[] {
  const plain = name.replace(/^(?:python-|rust-|ruby-|php-)|^lib(?=.*-java$)|-java$|\d+$|\.js$/g, '');
  return [name, plain, ...(name.startsWith('golang-') ? [name.slice(name.lastIndexOf('-') + 1)] : [])];
}

describe('what may be learned from', () => {
  it('is what a permissive licence covers', () => {
    for (const licence of [
      'MIT',
      'Apache-2.0',
      'BSD-3-clause',
      'Expat',
      'MIT OR GPL-2+',
      '(MIT AND Zlib)',
      'PSF-2.0',
    ])
      assert.equal(isPermissive(licence), true, licence);
    for (const licence of [
      'GPL-2+',
      'LGPL-2.1',
      'MPL-2.0',
      'MIT and GPL-2+',
      'UNLICENSED',
      'AGPL-3.0-only',
      '',
    ])
      assert.equal(isPermissive(licence), false, licence);
  });

  it('is decided by the last paragraph that names a file', () => {
    const isPermitted = permissionOf(
      [
        'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/',
        'Files: *\nCopyright: A\nLicense: MIT\n Text.',
        'Files: lib/borrowed/*\n       lib/other.c\nCopyright: B\nLicense: GPL-2+',
      ].join('\n\n'),
    );
    assert.equal(isPermitted('lib/own.c'), true);
    assert.equal(isPermitted('lib/borrowed/deep/x.c'), false);
    assert.equal(isPermitted('lib/other.c'), false);
  });

  it('is listed with a permissive licence, a version and the hashes of its files', () => {
    assert.ok(packages.length > 100);
    for (const { name, licence, version, files } of packages) {
      assert.ok(isPermissive(licence), `${name}: ${licence}`);
      assert.ok(version !== '' && [...files.values()].every((hash) => /^[0-9a-f]{64}$/.test(hash)), name);
    }
  });

  it('is none of what retrieval is measured on', () => {
    for (const { reason, names } of exclusions) {
      const excluded = new Set(names.split(' '));
      for (const { name } of packages) {
        for (const plain of plainNames(name)) assert.equal(excluded.has(plain), false, `${name}: ${reason}`);
      }
    }
  });
});
