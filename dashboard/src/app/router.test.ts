// @vitest-environment node
import { beforeAll, describe, expect, it } from 'vitest';

let router: typeof import('./router');

beforeAll(async () => {
  Object.assign(globalThis, { location: { pathname: '/api/ui/', search: '' } });
  router = await import('./router');
});

describe('routes', () => {
  it.each([
    ['/runs', '/runs', {}], ['/agents/:agent/runs/:runId', '/agents/alice.v2/runs/x1', { agent: 'alice.v2', runId: 'x1' }], ['/agents/:agent', '/agents/a%20b', { agent: 'a b' }],
    ['/agents/:agent', '/agents', null], ['/agents/:agent', '/agents/', null], ['/runs', '/runs/x', null], ['/agents/:agent', '/agents/%E0%A4%A', null],
  ])('%s matches %s: %j', (pattern, path, values) => expect(router.match(pattern, path)).toEqual(values));

  it('reads a place from an address', () => {
    expect(router.placeOf('/api/ui', '').path).toBe('/');
    expect(router.placeOf('/api/ui/runs/', '?status=failed').path).toBe('/runs');
    expect(router.placeOf('/api/ui/runs', '?status=failed').query.get('status')).toBe('failed');
  });

  it('leaves what is empty out of an address', () => {
    expect(router.to('/runs', { status: 'failed', text: '', agent: null })).toBe('/api/ui/runs?status=failed');
    expect(router.to('/')).toBe('/api/ui/');
    expect(router.changed(new URLSearchParams('a=1&b=2'), { a: null, c: '3' }).toString()).toBe('b=2&c=3');
  });
});
