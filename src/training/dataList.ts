import fs from 'node:fs';
import path from 'node:path';

/** One package that pairs are mined from, as an ordinary client fetches it. */
export interface Package {
  readonly client: 'npm' | 'apt';
  readonly name: string;
  readonly version: string;
  /** Of the package as a whole; files that say otherwise in a machine-readable `debian/copyright` are left out. */
  readonly licence: string;
  /** Name of each fetched file, and the SHA-256 of its bytes. */
  readonly files: ReadonlyMap<string, string>;
}

/** One line per package of `packages.tsv`: client, name, version, licence, and `file=hash` for each file. */
export function readPackages(): Package[] {
  const text = fs.readFileSync(path.join(import.meta.dirname, 'packages.tsv'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [client = '', name = '', version = '', licence = '', files = ''] = line.split('\t');
      const pairs = files.split(' ').map((file): [string, string] => {
        const [of = '', hash = ''] = file.split('=');
        return [of, hash];
      });
      return { client: client === 'npm' ? 'npm' : 'apt', name, version, licence, files: new Map(pairs) };
    });
}

/** A name for folders and caches. */
export function folderOf({ client, name, version }: Package): string {
  return `${client}-${name}-${version}`.replaceAll(/[^\w.+-]/g, '_');
}

/** What must not be learned from, by the names of repositories and of packages. */
export const exclusions: readonly { readonly reason: string; readonly names: string }[] = [
  {
    reason: 'retrieval is fitted or reported on these repositories',
    names:
      'scrapy prometheus ripgrep okhttp jq eslint serilog composer webpack sqlalchemy etcd clap leveldb jekyll ' +
      'nestjs junit5 kafka playwright',
  },
  {
    reason: 'test/bench/retrieval.bench.ts measures on these packages',
    names:
      'lodash zod fast-check rxjs undici yaml markdown-it jszip prismjs openai underscore mocha parse5 cheerio ' +
      'hono @modelcontextprotocol/sdk @azure/msal-common web-tree-sitter htmlparser2 path-scurry ws',
  },
  {
    reason: 'famous repositories that benchmarks of retrieval measure on',
    names:
      'express koa fastify flask fastapi starlette pydantic django requests httpx aiohttp urllib3 click rich ' +
      'redis gin echo chi fiber cobra viper zap gorm mux axios redux react vue svelte angular trpc vite rollup ' +
      'jquery commander chalk socket.io mongoose sequelize typeorm prisma jest vitest cypress got dayjs ' +
      'date-fns immutable ramda three d3 serde tokio axum hyper reqwest actix-web rocket regex bat fd ' +
      'spring retrofit okio gson guava jackson netty ktor kotlin rails rack sinatra sidekiq devise grape ' +
      'laravel symfony guzzle monolog slim dapper automapper newtonsoft-json fmt spdlog json abseil libuv curl ' +
      'nginx neovim phoenix plug alamofire vapor scala cats nvm kubernetes celery pytest',
  },
];
