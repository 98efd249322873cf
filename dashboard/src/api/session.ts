import { signal } from '@preact/signals';
import type { Problem } from './problem';

/** Who is signed in: the API's answer to `GET /me`. */
export interface Me {
  name: string;
  displayName: string | null;
  role: 'user' | 'admin';
  tenant: string;
}

const Slot = 'agentsched.key';

/** The key of this tab. It is kept in the tab's session storage only and sent as a header only. */
class Session {
  readonly key = signal<string | null>(sessionStorage.getItem(Slot));
  readonly me = signal<Me | null>(null);

  /** Why the API refused the caller. Null: it did not, or nobody asked yet. */
  readonly refusal = signal<Problem | null>(null);

  headers(): Record<string, string> {
    const key = this.key.peek();
    return key ? { Authorization: `Bearer ${key}` } : { 'X-AgentSched-Page': 'dashboard' }; // a session of the platform
  }

  enter(key: string): void {
    sessionStorage.setItem(Slot, key);
    this.key.value = key;
    this.refusal.value = null;
  }

  leave(): void {
    sessionStorage.removeItem(Slot);
    this.key.value = null;
    this.me.value = null;
    this.refusal.value = null;
  }

  refuse(problem: Problem): void {
    this.me.value = null;
    this.refusal.value = problem;
  }

  get isAdmin(): boolean {
    return this.me.value?.role === 'admin';
  }

  /** Whether the caller is an admin of the deployment, who may see the scheduler's state. */
  get isOperator(): boolean {
    return this.isAdmin && this.me.value?.tenant === 'main';
  }
}

export const session = new Session();

/** The key in a fragment such as `#key=ask_…`. Null: there is none. */
export function keyOf(fragment: string): string | null {
  const key = new URLSearchParams(fragment.replace(/^#/, '')).get('key');
  return key && /^ask_[a-z0-9]+_[A-Za-z0-9]+$/.test(key) ? key : null;
}

/** Takes a key out of the address bar, so that it is in no history, bookmark or screenshot. */
export function takeKey(): void {
  if (!location.hash.startsWith('#key=')) return;
  const key = keyOf(location.hash);
  history.replaceState(history.state, '', location.pathname + location.search);
  if (key) session.enter(key);
}
