import type { CommandReading, ProblemBody } from './types';

/** A request that failed: a problem of the API (RFC 9457), or no answer at all (status 0). */
export class Problem extends Error {
  override readonly name = 'Problem';

  /** Errors by field, such as `limits.dayUsd`. */
  readonly errors: Readonly<Record<string, string[]>>;

  /** What a command can mean, if it can mean several things. */
  readonly readings: readonly CommandReading[];

  constructor(
    readonly status: number,
    readonly type: string,
    readonly title: string,
    readonly detail: string,
    /** Seconds to wait before the next try. Null: not said. */
    readonly retryAfter: number | null = null,
    more: { errors?: Record<string, string[]>; readings?: CommandReading[] } = {},
  ) {
    super(detail || title);
    this.errors = more.errors ?? {};
    this.readings = more.readings ?? [];
  }

  /** Whether the server was not reached. */
  get isOffline(): boolean {
    return this.status === 0;
  }

  /** Whether somebody else changed the thing in the meantime. */
  get isChanged(): boolean {
    return this.status === 412;
  }

  static offline(): Problem {
    return new Problem(0, 'offline', 'No connection', 'AgentSched cannot be reached. Check the connection; nothing that you typed is lost.');
  }

  static of(status: number, body: Partial<ProblemBody> & { readings?: CommandReading[] }, retryAfter: number | null): Problem {
    return new Problem(status, (body.type ?? '').replace('urn:agentsched:problem:', ''), body.title ?? `HTTP ${status}`, body.detail ?? '', retryAfter, {
      ...(body.errors ? { errors: body.errors } : {}),
      ...(body.readings ? { readings: body.readings } : {}),
    });
  }
}

/** What a person can do about a problem, in a sentence. Empty: its detail says all. */
export function adviceOf(problem: Problem): string {
  switch (problem.status) {
    case 401: return 'Sign in with a valid key.';
    case 403: return 'Ask the owner or an admin, or sign in with another key.';
    case 412: return 'Somebody changed it after you opened it. Load the current version; what you typed stays.';
    case 429: return problem.retryAfter === null ? 'Try again later.' : `Try again in ${problem.retryAfter} s.`;
    default: return '';
  }
}
