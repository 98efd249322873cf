import { Problem } from './problem';
import type { paths } from './schema';
import { session } from './session';
import type { Answer, Input, Method, PathWith } from './types';

type Values = Record<string, unknown>;

export interface Reply<T> {
  data: T;
  etag: string | null;
}

/** The address of an operation below `/api`, with its path values and query. Null, empty and undefined values are left out. */
export function addressOf(path: string, values: Values = {}, query: Values = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)) continue;
    if (name === 'exclude' && Array.isArray(value)) value.forEach(one => search.append(name, String(one)));
    else search.set(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  const text = search.toString();
  return `/api${filled}${text ? `?${text}` : ''}`;
}

/** Sends a request with the caller's key. Throws a {@link Problem} unless it succeeds. */
export async function request(address: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, { ...init, headers: { ...session.headers(), ...(init.headers as Record<string, string>) }, cache: 'no-store', redirect: 'error' });
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw Problem.offline();
  }
  if (response.ok) return response;
  const after = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  const problem = Problem.of(response.status, await bodyOf(response), Number.isNaN(after) ? null : after);
  if (problem.status === 401) session.refuse(problem);
  throw problem;
}

async function bodyOf(response: Response): Promise<object> {
  try {
    return (await response.json()) as object;
  } catch {
    return {}; // a proxy's page, for example
  }
}

async function send<P extends keyof paths, M extends Method>(method: M, path: P, input: Input<P, M>): Promise<Reply<Answer<P, M>>> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (input.body !== undefined) headers['Content-Type'] = 'application/json';
  if (input.ifMatch) headers['If-Match'] = input.ifMatch;
  if (input.idempotencyKey) headers['Idempotency-Key'] = input.idempotencyKey;
  const response = await request(addressOf(path, input.path as Values | undefined, input.query as Values | undefined), {
    method: method.toUpperCase(),
    headers,
    body: input.body === undefined ? null : JSON.stringify(input.body),
    signal: input.signal ?? null,
  });
  const data = response.status === 204 ? undefined : await response.json();
  return { data: data as Answer<P, M>, etag: response.headers.get('ETag') };
}

/** Reads, with the ETag. */
export const read = <P extends PathWith<'get'>>(path: P, input: Input<P, 'get'>): Promise<Reply<Answer<P, 'get'>>> => send('get', path, input);

export const get = async <P extends PathWith<'get'>>(path: P, input: Input<P, 'get'>): Promise<Answer<P, 'get'>> => (await send('get', path, input)).data;
export const post = async <P extends PathWith<'post'>>(path: P, input: Input<P, 'post'>): Promise<Answer<P, 'post'>> => (await send('post', path, input)).data;
export const put = async <P extends PathWith<'put'>>(path: P, input: Input<P, 'put'>): Promise<Answer<P, 'put'>> => (await send('put', path, input)).data;
export const patch = async <P extends PathWith<'patch'>>(path: P, input: Input<P, 'patch'>): Promise<Answer<P, 'patch'>> => (await send('patch', path, input)).data;
export const remove = async <P extends PathWith<'delete'>>(path: P, input: Input<P, 'delete'>): Promise<Answer<P, 'delete'>> => (await send('delete', path, input)).data;
