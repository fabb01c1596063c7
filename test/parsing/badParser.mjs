// In the place of the parser's process: does what a file's text says.
process.on('disconnect', () => process.exit());
process.on('message', ({ id, text }) => {
  if (text === 'die') process.exit(7);
  while (text === 'hang');
  const outline = { declarations: [], isPartial: false };
  process.send({ kind: 'outline', id, outline, memoryBytes: text === 'grow' ? 1e9 : 1e8 });
});
process.send({ kind: 'ready' });
