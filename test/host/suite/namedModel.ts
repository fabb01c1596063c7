import * as vscode from 'vscode';

/** Let the settings name a server and its model, or none. */
export async function nameModel(model: { baseUrl: string; name: string } | null): Promise<void> {
  const settings = vscode.workspace.getConfiguration('sightline.model');
  await settings.update('baseUrl', model?.baseUrl, vscode.ConfigurationTarget.Global);
  await settings.update('name', model?.name, vscode.ConfigurationTarget.Global);
}
