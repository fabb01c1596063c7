'use strict';

const vscode = require('vscode');

/** What the model was asked, and how often it was told to stop: the extension's API, for tests. */
const heard = { prompts: [], cancelled: 0 };

const words = ['The delay ', 'doubles ', '[src/net/retry.ts:14-17].'];

/** A word each 20 ms; "for ever" in the question makes it go on until it is told to stop. */
async function answer(messages, progress, token) {
  const prompt = messages.flatMap(({ content }) => content.map((part) => part.value ?? '')).join('\n');
  heard.prompts.push(prompt);
  token.onCancellationRequested(() => (heard.cancelled += 1));
  const isEndless = prompt.includes('for ever');
  for (let at = 0; isEndless || at < words.length; at += 1) {
    if (token.isCancellationRequested) return;
    progress.report(new vscode.LanguageModelTextPart(isEndless ? 'again ' : words[at]));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

exports.activate = (context) => {
  const talker = {
    id: 'talker',
    name: 'Talker',
    family: 'talker',
    version: '1',
    maxInputTokens: 16_000,
    maxOutputTokens: 2_000,
    isUserSelectable: true,
    capabilities: {},
  };
  context.subscriptions.push(
    vscode.lm.registerLanguageModelChatProvider('scripted', {
      provideLanguageModelChatInformation: () => [talker],
      provideLanguageModelChatResponse: (_model, messages, _options, progress, token) =>
        answer(messages, progress, token),
      provideTokenCount: (_model, text) =>
        Promise.resolve(Math.ceil(String(text.content ?? text).length / 4)),
    }),
  );
  return heard;
};
