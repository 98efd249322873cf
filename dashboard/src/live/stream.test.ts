import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { delayOf, EventStream, SilenceMs, type StreamState } from './stream';

/** A server that a test opens, feeds and breaks. */
class Server {
  readonly asked: Record<string, string>[] = [];
  readonly states: StreamState[] = [];
  readonly seen: string[] = [];
  gaps = 0;
  next: 'ok' | 'down' | 'gone' = 'ok';
  private writer: WritableStreamDefaultWriter<Uint8Array> | null = null;
  readonly stream = new EventStream({
    open: async (headers, signal) => {
      this.asked.push(headers);
      if (this.next === 'down') throw Object.assign(new Error('no connection'), { status: 0 });
      if (this.next === 'gone') throw Object.assign(new Error('no such event'), { status: 400 });
      const pipe = new TransformStream<Uint8Array, Uint8Array>();
      this.writer = pipe.writable.getWriter();
      this.writer.closed.catch(() => undefined);
      signal.addEventListener('abort', () => void this.writer?.abort(new Error('aborted')).catch(() => undefined));
      return new Response(pipe.readable);
    },
    onEvent: event => this.seen.push(`${event.type} ${JSON.stringify(event.data)}`),
    onState: state => this.states.push(state),
    onGap: () => this.gaps++,
    random: () => 0,
  });

  async send(text: string): Promise<void> {
    await this.writer!.write(new TextEncoder().encode(text));
    await settle();
  }

  async end(): Promise<void> {
    await this.writer!.close();
    await settle();
  }

  async break(): Promise<void> {
    await this.writer!.abort(new Error('connection lost')).catch(() => undefined);
    await settle();
  }
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe('the stream', () => {
  let server: Server;
  beforeEach(() => {
    vi.useFakeTimers();
    server = new Server();
  });
  afterEach(() => {
    server.stream.close();
    vi.useRealTimers();
  });

  it('gives events and resumes after the last one when the server ends it', async () => {
    server.stream.start();
    await settle();
    await server.send('event: agent_activity\ndata: {"a":1}\nid: e1\n\n: still here\n\n');
    await server.send('event: agent_activity\ndata: {"a":2}\nid: e2\n\n');
    await server.end();
    await vi.advanceTimersByTimeAsync(300);
    expect(server.seen).toEqual(['agent_activity {"a":1}', 'agent_activity {"a":2}']);
    expect(server.asked).toEqual([{}, { 'Last-Event-ID': 'e2' }]);
    expect(server.states).not.toContain('offline');
    expect(server.gaps).toBe(0);
  });

  it('is offline while there is no connection, then behind, then live', async () => {
    server.stream.start();
    await settle();
    await server.send('event: x\ndata: {}\nid: e1\n\n');
    server.next = 'down';
    await server.break();
    expect(server.states.at(-1)).toBe('offline');
    await vi.advanceTimersByTimeAsync(1000 + 2000);
    expect(server.asked).toHaveLength(3);
    server.next = 'ok';
    await vi.advanceTimersByTimeAsync(4000);
    expect(server.states.at(-1)).toBe('behind');
    expect(server.asked.at(-1)).toEqual({ 'Last-Event-ID': 'e1' });
    await server.send('event: x\ndata: {"late":true}\nid: e2\n\n');
    expect(server.states.at(-1)).toBe('live');
  });

  it('says that something may be missing when the server no longer has the last event', async () => {
    server.stream.start();
    await settle();
    await server.send('event: x\ndata: {}\nid: old\n\n');
    await server.end();
    server.next = 'gone';
    await vi.advanceTimersByTimeAsync(300);
    server.next = 'ok';
    await vi.advanceTimersByTimeAsync(300);
    expect(server.asked.at(-1)).toEqual({});
    expect(server.gaps).toBe(1);
  });

  it('reads everything again after a long time without a connection, as after sleep', async () => {
    server.stream.start();
    await settle();
    await server.send('event: x\ndata: {}\nid: e1\n\n');
    server.next = 'down';
    await server.break();
    await vi.advanceTimersByTimeAsync(7_200_000);
    server.next = 'ok';
    server.stream.wake();
    await settle();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.gaps).toBe(1);
  });

  it('gives up a connection that says nothing', async () => {
    server.stream.start();
    await settle();
    await server.send(': hello\n\n');
    await vi.advanceTimersByTimeAsync(SilenceMs - 1);
    expect(server.asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2000);
    expect(server.asked).toHaveLength(2);
  });

  it('passes over what is no JSON', async () => {
    server.stream.start();
    await settle();
    await server.send('event: x\ndata: {\n\nevent: x\ndata: 5\n\nevent: x\ndata: {"ok":true}\n\n');
    expect(server.seen).toEqual(['x {"ok":true}']);
  });

  it('stops when it is closed', async () => {
    server.stream.start();
    await settle();
    server.stream.close();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(server.asked).toHaveLength(1);
  });

  it('waits longer after each failure, at most 39 seconds', () => {
    expect([0, 1, 2, 3, 6, 20].map(failures => delayOf(failures, 0))).toEqual([250, 1000, 2000, 4000, 30_000, 30_000]);
    expect(delayOf(20, 1)).toBe(39_000);
  });
});
