import { useWindow } from './window.ts';

describe('the panel', () => {
  const window = useWindow();

  it('opens from the activity bar', async () => {
    const panel = await window().openPanel();
    await panel.locator('body').waitFor({ state: 'attached' });
  });
});
