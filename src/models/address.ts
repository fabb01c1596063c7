/** A base URL as a person may read it and as it may be stored: without user, password, query and trailing slash. */
export function publicAddress(baseUrl: string): string {
  try {
    const url = new URL(baseUrl);
    return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`;
  } catch {
    // Not a URL: whoever uses it says so; here it is only shown, cut in case someone pasted a key.
    return baseUrl.slice(0, 12);
  }
}

/** `http://localhost:11434/v1` → `http://localhost:11434`: what a person calls the server. */
export function serverName(baseUrl: string): string {
  return publicAddress(baseUrl).replace(/\/v1$/, '');
}

/** This machine or a private network: no key is expected, and a model may need minutes to load. */
export function isLocalAddress(baseUrl: string): boolean {
  try {
    const { hostname } = new URL(baseUrl);
    return /^(?:localhost|127\.|\[::1\]|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|.*\.local$)/.test(
      hostname,
    );
  } catch {
    return false;
  }
}
