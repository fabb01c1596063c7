import { createParserApart } from '../../src/parsing/apart.ts';
import { parserSource } from './parserSource.ts';

/** A process with a parser apart that has a long file under way: it prints the parser's process and waits to be killed. */
const parser = createParserApart({ file: parserSource, grammarDirectory: null, log: console.error });
await parser.outline('swift', 'func first() {}\n');
void parser.outline('swift', 'func next() { a.b(c) { d in e(f + g * h) } }\n'.repeat(20_000));
console.log(parser.processId);
