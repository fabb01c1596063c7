import assert from 'node:assert/strict';
import { statementToRemember } from '../../src/engine/rememberCommand.ts';

describe('a message that asks to remember', () => {
  const commands: readonly (readonly [string, string])[] = [
    ['Remember that we deploy on Mondays', 'we deploy on Mondays'],
    ['please remember: use tabs', 'use tabs'],
    ['remember we deploy on Mondays', 'we deploy on Mondays'],
    ["Don't forget that the cache is cold", 'the cache is cold'],
    ['Merk dir, dass wir montags ausliefern', 'wir montags ausliefern'],
    ['Souviens-toi que nous livrons le lundi', 'nous livrons le lundi'],
    ['Recuerda que desplegamos los lunes', 'desplegamos los lunes'],
    ['Запомни, что мы выпускаем по понедельникам', 'мы выпускаем по понедельникам'],
    ['记住：我们周一发布', '我们周一发布'],
    ['기억해줘: 월요일에 배포한다', '월요일에 배포한다'],
    ['월요일에 배포한다고 기억해줘', '월요일에 배포한다'],
    ['月曜日にデプロイすることを覚えておいてください', '月曜日にデプロイする'],
  ];
  for (const [message, statement] of commands) {
    it(`says "${statement}" in "${message}"`, () => assert.equal(statementToRemember(message), statement));
  }

  for (const message of [
    'Remember that bug we had?',
    'Do you remember that we deploy on Mondays?',
    'remember the milk parser in src/a.ts, how does it work?',
    'Where do we remember that a file was read',
    'Remember',
    'note',
    'How is `remember` implemented',
    '',
  ]) {
    it(`asks something else in "${message}"`, () => assert.equal(statementToRemember(message), null));
  }
});
