import { createParser } from 'eventsource-parser';

/** `live`: connected. `behind`: connected or connecting, and what was missed is being sent. `offline`: not connected. */
export type StreamState = 'connecting' | 'live' | 'behind' | 'offline';

export interface StreamEvent {
  type: string;
  data: Record<string, unknown>;
}

export interface StreamOptions {
  /** Opens the stream; throws if there is no connection. */
  open(headers: Record<string, string>, signal: AbortSignal): Promise<Response>;
  onEvent(event: StreamEvent): void;
  onState(state: StreamState): void;
  /** Events may be lost: whatever is shown must be read again. */
  onGap(): void;
  random?: () => number;
}

/** The server sends a comment every 15 seconds; after this much silence the connection is dead, whatever the socket says. */
export const SilenceMs = 40_000;

/** After this much time without a connection, what is shown is read again as a whole instead of by event. */
const LongMs = 120_000;

/** Milliseconds before the next try: at once after a clean end, then 1, 2, 4 … 30 seconds with up to 30 % more, so that tabs do not come all at once. */
export function delayOf(failures: number, random: number): number {
  return failures === 0 ? 250 : Math.min(30_000, 1000 * 2 ** (failures - 1)) * (1 + 0.3 * random);
}

/** One stream of server-sent events that reconnects by itself and resumes after the last event that it has. */
export class EventStream {
  private lastId = '';
  private failures = 0;
  private lostAt = 0;
  private closed = false;
  private attempt: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: StreamOptions) {}

  start(): void {
    this.options.onState('connecting');
    void this.connect();
  }

  /** Tries at once: the browser is online again, or somebody looks at the page again. */
  wake(): void {
    if (this.closed || this.attempt) return;
    clearTimeout(this.timer);
    void this.connect();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    this.attempt?.abort();
  }

  private async connect(): Promise<void> {
    const attempt = (this.attempt = new AbortController());
    let clean = false;
    try {
      this.listen();
      const response = await this.options.open(this.lastId ? { 'Last-Event-ID': this.lastId } : {}, attempt.signal);
      this.opened();
      await this.readAll(response);
      clean = true;
    } catch (error) {
      if ((error as { status?: number }).status === 400 && this.lastId) {
        this.lastId = ''; // the server no longer has that event
        this.lostAt = 1;
        clean = true;
      }
    }
    clearTimeout(this.silence);
    this.attempt = null;
    if (this.closed) return;
    this.lostAt ||= Date.now();
    this.failures = clean ? 0 : this.failures + 1;
    if (!clean) this.options.onState('offline');
    this.timer = setTimeout(() => void this.connect(), delayOf(this.failures, (this.options.random ?? Math.random)()));
  }

  private opened(): void {
    const gap = this.lostAt > 0 && (!this.lastId || Date.now() - this.lostAt > LongMs);
    this.options.onState(this.lostAt > 0 && this.failures > 0 ? 'behind' : 'live');
    this.failures = 0;
    this.lostAt = 0;
    if (gap) this.options.onGap();
  }

  private async readAll(response: Response): Promise<void> {
    const parser = createParser({
      onEvent: event => {
        if (event.id) this.lastId = event.id;
        const data = parse(event.data);
        if (data) this.options.onEvent({ type: event.event ?? 'message', data });
      },
    });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (let first = true; ; first = false) {
      const { done, value } = await reader.read();
      if (done) return;
      this.listen();
      parser.feed(value);
      if (first) this.options.onState('live'); // what was missed has arrived with the first bytes
    }
  }

  private listen(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.attempt?.abort(), SilenceMs);
  }
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
