import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface SampleWorkspace {
  readonly folder: string;
  readonly write: (file: string, text: string) => void;
  readonly remove: () => void;
}

/**
 * A small project in six languages, in a new temporary folder with one git commit: an uploader with retries, its
 * tests, a report script, a server, a checksum library, documentation, and things that an index must leave out.
 * The same text each time, so that a test may name lines.
 */
export function makeSampleWorkspace(): SampleWorkspace {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'sightline-sample-'));
  const write = (file: string, text: string): void => {
    const full = path.join(folder, file);
    fs.mkdirSync(path.dirname(full), { recursive: true });
    fs.writeFileSync(full, text);
  };
  for (const [file, text] of Object.entries(sampleFiles)) write(file, text);
  const author = ['-c', 'user.name=Sample', '-c', 'user.email=sample@example.com'];
  const git = (...args: string[]): void => void execFileSync('git', [...author, ...args], { cwd: folder });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'Upload files with retries');
  return { folder, write, remove: () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

export const sampleFiles: Readonly<Record<string, string>> = {
  '.gitignore': 'build/\n*.log\n',
  'build/bundle.js': 'function generatedAndIgnored() { return "retryDelay"; }\n',
  'README.md': `# Uploader

Sends files to the storage server in pieces.

## Retries

A piece that fails is sent again. The delay doubles each time, up to five seconds; see \`retryDelay\`.

## Checksums

Every piece carries a checksum, which the server compares before it stores the piece.
`,
  'src/net/retry.ts': `/** How long to wait before the next attempt. */
export interface RetryPolicy {
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  readonly maxAttempts: number;
}

export const defaultPolicy: RetryPolicy = { firstDelayMs: 200, maxDelayMs: 5000, maxAttempts: 6 };

/**
 * The delay before an attempt: it doubles from the first delay up to the longest.
 * The first attempt is number 0 and does not wait.
 */
export function retryDelay(attempt: number, policy: RetryPolicy = defaultPolicy): number {
  if (attempt === 0) return 0;
  return Math.min(policy.firstDelayMs * 2 ** (attempt - 1), policy.maxDelayMs);
}

/** Call until it succeeds; the last failure is thrown when no attempt is left. */
export async function withRetries<T>(call: () => Promise<T>, policy: RetryPolicy = defaultPolicy): Promise<T> {
  let lastError: unknown;
  for (let attempt = 0; attempt < policy.maxAttempts; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, retryDelay(attempt, policy)));
    try {
      return await call();
    } catch (error) {
      lastError = error;
    }
  }
  throw lastError;
}
`,
  'src/net/upload.ts': `import { withRetries } from './retry';
import { checksumOf } from '../checksum';

export interface Piece {
  readonly index: number;
  readonly bytes: Uint8Array;
}

const pieceBytes = 64 * 1024;

/** Cut a file into pieces of 64 KB; the last one may be shorter. */
export function cutIntoPieces(bytes: Uint8Array): Piece[] {
  const pieces: Piece[] = [];
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    pieces.push({ index: pieces.length, bytes: bytes.subarray(start, start + pieceBytes) });
  }
  return pieces;
}

/** Send one piece with its checksum, and again when the connection fails. */
export async function uploadPiece(url: string, piece: Piece): Promise<void> {
  await withRetries(async () => {
    const response = await fetch(\`\${url}/\${piece.index}\`, {
      method: 'PUT',
      headers: { 'x-checksum': checksumOf(piece.bytes) },
      body: piece.bytes,
    });
    if (!response.ok) throw new Error(\`piece \${piece.index} was refused: \${response.status}\`);
  });
}

export async function uploadFile(url: string, bytes: Uint8Array): Promise<void> {
  for (const piece of cutIntoPieces(bytes)) await uploadPiece(url, piece);
}
`,
  'src/checksum.ts': `/** A 32-bit FNV-1a checksum in hexadecimal. */
export function checksumOf(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) {
    hash ^= byte;
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, '0');
}
`,
  'test/retry.test.ts': `import assert from 'node:assert';
import { retryDelay, withRetries } from '../src/net/retry';

describe('retryDelay', () => {
  it('doubles up to five seconds', () => {
    assert.deepEqual([0, 1, 2, 3, 9].map((n) => retryDelay(n)), [0, 200, 400, 800, 5000]);
  });

  it('gives up after six attempts', async () => {
    let calls = 0;
    const failing = async (): Promise<void> => {
      calls += 1;
      throw new Error('down');
    };
    await assert.rejects(withRetries(failing, { firstDelayMs: 1, maxDelayMs: 1, maxAttempts: 6 }));
    assert.equal(calls, 6);
  });
});
`,
  'tools/report.py': `"""Prints how many bytes each user has stored."""

import csv
import sys
from collections import defaultdict


def read_usage(path):
    """Sum the sizes in a CSV of user and bytes, by user."""
    totals = defaultdict(int)
    with open(path, newline="") as file:
        for user, size in csv.reader(file):
            totals[user] += int(size)
    return totals


class UsageReport:
    """A table of users, largest first."""

    def __init__(self, totals):
        self.totals = totals

    def rows(self):
        return sorted(self.totals.items(), key=lambda row: -row[1])

    def render(self):
        return "\\n".join(f"{user:<20}{size:>12}" for user, size in self.rows())


if __name__ == "__main__":
    print(UsageReport(read_usage(sys.argv[1])).render())
`,
  'server/main.go': `package main

import (
	"fmt"
	"io"
	"net/http"
	"sync"
)

// Store keeps the pieces of all files in memory.
type Store struct {
	mutex  sync.Mutex
	pieces map[string][]byte
}

// NewStore returns an empty store.
func NewStore() *Store {
	return &Store{pieces: map[string][]byte{}}
}

// ServeHTTP stores a piece, after comparing its checksum with the header.
func (s *Store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if Checksum(body) != r.Header.Get("x-checksum") {
		http.Error(w, "checksum differs", http.StatusConflict)
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.pieces[r.URL.Path] = body
}

// Checksum is the 32-bit FNV-1a hash that the uploader sends.
func Checksum(body []byte) string {
	hash := uint32(0x811c9dc5)
	for _, b := range body {
		hash = (hash ^ uint32(b)) * 0x01000193
	}
	return fmt.Sprintf("%08x", hash)
}

func main() {
	if err := http.ListenAndServe("127.0.0.1:8080", NewStore()); err != nil {
		fmt.Println(err)
	}
}
`,
  'native/src/lib.rs': `//! The checksum for clients without JavaScript.

/// A running FNV-1a checksum.
pub struct Checksum {
    hash: u32,
}

impl Checksum {
    /// Starts at the offset basis.
    pub fn new() -> Self {
        Checksum { hash: 0x811c_9dc5 }
    }

    /// Takes in more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.hash = (self.hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
        }
    }

    /// Eight hexadecimal digits.
    pub fn finish(&self) -> String {
        format!("{:08x}", self.hash)
    }
}
`,
  'android/Uploader.java': `package example.uploader;

/** Uploads from a phone: waits for Wi-Fi first. */
public final class Uploader {
    private final Connection connection;

    public Uploader(Connection connection) {
        this.connection = connection;
    }

    /** Sends the pieces in order, and stops at the first that is refused. */
    public int sendAll(Iterable<byte[]> pieces) {
        int sent = 0;
        for (byte[] piece : pieces) {
            if (!connection.isOnWifi() || !connection.send(piece)) {
                break;
            }
            sent++;
        }
        return sent;
    }

    /** What the uploader needs of the phone. */
    public interface Connection {
        boolean isOnWifi();

        boolean send(byte[] piece);
    }
}
`,
  'package.json': '{\n  "name": "uploader",\n  "version": "1.0.0",\n  "type": "module"\n}\n',
};
