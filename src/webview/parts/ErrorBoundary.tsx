import { Component } from 'preact';
import type { ComponentChildren } from 'preact';

/** Whatever fails while it is drawn leaves a sentence and a way out, and is reported to the host. */
export class ErrorBoundary extends Component<
  { readonly children: ComponentChildren; readonly onError: (error: unknown) => void },
  { readonly hasFailed: boolean }
> {
  override state = { hasFailed: false };

  override componentDidCatch(error: unknown): void {
    this.props.onError(error);
    this.setState({ hasFailed: true });
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <div class="broken" role="alert">
        <p>
          The panel met a bug and could not draw this chat. Nothing is lost: chats are stored by Sightline.
        </p>
        <button type="button" class="button" onClick={() => this.setState({ hasFailed: false })}>
          Draw it again
        </button>
      </div>
    );
  }
}
