import type { components, paths } from './schema';

type Schemas = components['schemas'];

/** A response: every field is present, although the description of the request that shares it says that it may be left out. */
type Full<T> = { [K in keyof T]-?: Exclude<T[K], undefined> };
type Loose<T, K extends keyof T> = Full<Omit<T, K>> & Partial<Pick<T, K>>;

export type Schedule = Loose<Schemas['Schedule'], 'warnings' | 'zoneReason'>;
export type ScheduleFields = Partial<Schemas['ScheduleFields']>;
export type SpecFields = Partial<Schemas['SpecFields']>;
export type SpecMeaning = Schemas['SpecMeaning'];
export type ChainLink = Schemas['ChainLink'];
export type RunEntry = Full<Schemas['RunFields']>;
/** The answer to `GET /overview`. */
export type Overview = Omit<Answer<'/overview', 'get'>, 'failing' | 'next' | 'open'> & { failing: Schedule[]; next: Schedule[]; open: RunEntry[] };
export type Run = Full<Schemas['Run']>;
export type RunStatus = Schemas['RunStatus'];
export type RunTrigger = Schemas['RunTrigger'];
export type Agent = Full<Schemas['Agent']>;
export type AgentFields = Partial<Schemas['AgentFields']>;
export type Limits = Schemas['LimitFields'];
export type Budget = Schemas['Budget'];
export type Totals = Schemas['Totals'];
export type Activity = Schemas['Activity'];
export type ActivityType = Schemas['ActivityType'];
export type Backfill = Schemas['Backfill'];
export type Key = Schemas['Key'];
export type ProblemBody = Schemas['Problem'];
export type CommandChoice = Schemas['CommandChoice'];
export type CommandReading = Schemas['CommandReading'];

export type Method = 'get' | 'put' | 'post' | 'patch' | 'delete';

/** The paths of the API that have a method. */
export type PathWith<M extends Method> = { [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never }[keyof paths];

export type Operation<P extends keyof paths, M extends Method> = M extends keyof paths[P] ? NonNullable<paths[P][M]> : never;
type Part<T, K extends string> = T extends { parameters: { [_ in K]?: infer V } } ? V : never;
type JsonOf<R> = R extends { content: { 'application/json': infer T } } ? T : never;
export type BodyOf<O> = O extends { requestBody?: { content: { 'application/json': infer T } } } ? T : never;
type ResponsesOf<O> = O extends { responses: infer R } ? R : never;

/** The JSON of a successful response; `never` parts (204) disappear. */
export type Answer<P extends keyof paths, M extends Method> = {
  [S in 200 | 201 | 202]: S extends keyof ResponsesOf<Operation<P, M>> ? JsonOf<ResponsesOf<Operation<P, M>>[S]> : never;
}[200 | 201 | 202];

type NeedsPath<V> = [V] extends [never] ? { path?: undefined } : undefined extends V ? { path?: undefined } : { path: V };

/** What a request of an operation takes. */
export type Input<P extends keyof paths, M extends Method> = NeedsPath<Part<Operation<P, M>, 'path'>> & {
  query?: Part<Operation<P, M>, 'query'>;
  body?: BodyOf<Operation<P, M>>;
  /** The ETag that was read; the change is refused if it is no longer current. */
  ifMatch?: string | null;
  /** Makes a repeated request harmless. */
  idempotencyKey?: string;
  signal?: AbortSignal;
};
