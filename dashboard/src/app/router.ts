import { signal } from '@preact/signals';

/** Where the page is served. */
export const Base = '/api/ui';

export interface Place {
  /** The path below {@link Base}, such as `/runs`; without a slash at the end. */
  path: string;
  query: URLSearchParams;
}

/** The place of an address. */
export function placeOf(pathname: string, search: string): Place {
  const path = pathname.startsWith(Base) ? pathname.slice(Base.length) : pathname;
  return { path: path.replace(/\/+$/, '') || '/', query: new URLSearchParams(search) };
}

/** The values of a pattern such as `/agents/:agent`; null if the path does not match it. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== given.length) return null;
  const values: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const text = given[i] ?? '';
    if (part.startsWith(':')) {
      if (text === '') return null;
      try {
        values[part.slice(1)] = decodeURIComponent(text);
      } catch {
        return null; // a broken escape
      }
    } else if (part !== text) {
      return null;
    }
  }
  return values;
}

/** A query with some values changed; empty and null values are removed, so that an address says only what differs from the default. */
export function changed(query: URLSearchParams, values: Record<string, string | null | undefined>): URLSearchParams {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === '') next.delete(name);
    else next.set(name, value);
  }
  return next;
}

/** An address of the page. */
export function to(path: string, query: Record<string, string | null | undefined> = {}): string {
  const text = changed(new URLSearchParams(), query).toString();
  return `${Base}${path === '/' ? '/' : path}${text ? `?${text}` : ''}`;
}

export const place = signal<Place>(placeOf(location.pathname, location.search));

export function go(address: string, how: { replace?: boolean } = {}): void {
  history[how.replace ? 'replaceState' : 'pushState'](null, '', address);
  const before = place.peek().path;
  place.value = placeOf(location.pathname, location.search);
  if (before !== place.peek().path) scrollTo(0, 0);
}

/** Changes filters in the address of this view. */
export function setQuery(values: Record<string, string | null | undefined>): void {
  const text = changed(place.peek().query, values).toString();
  go(location.pathname + (text ? `?${text}` : ''), { replace: true });
}

/** Follows links within the page without loading it again, and the browser's own back and forward. */
export function startRouter(): void {
  addEventListener('popstate', () => (place.value = placeOf(location.pathname, location.search)));
  addEventListener('click', event => {
    const link = (event.target as Element).closest?.('a[href]') as HTMLAnchorElement | null;
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.target || link.hasAttribute('download') || link.origin !== location.origin || !`${link.pathname}/`.startsWith(`${Base}/`) || link.hash) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}
