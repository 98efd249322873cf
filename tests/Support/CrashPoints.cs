using AgentSched.Faults;

namespace AgentSched.Tests.Support;

/// <summary>
/// An app dies at its first write, the next one at its second, and so on; each time another app goes on after it. All on one storage account, on
/// a clock that only goes forward, so each point needs names of its own.
/// </summary>
internal static class CrashPoints
{
    /// <param name="azurite">Where an account is taken.</param>
    /// <param name="points">How many writes there are.</param>
    /// <param name="start">When the first app starts.</param>
    /// <param name="prepare">Makes what there must be before.</param>
    /// <param name="act">What is cut off at that write.</param>
    /// <param name="check">What another app makes of it; ten minutes later on its clock.</param>
    /// <param name="queues">Queues whose messages count as writes, too.</param>
    public static async Task EachAsync(
        AzuriteFixture azurite, int points, DateTimeOffset start, Func<TestApp, int, Task> prepare, Func<TestApp, int, Task> act, Func<TestApp, int, Task> check, params string[] queues)
    {
        var account = azurite.TakeAccount();
        var rows = new Rows(azurite.Server.ConnectionString(account));
        await using var proxy = await StorageProxy.StartAsync(azurite.Server, TestContext.Current.CancellationToken);
        for (var (point, now) = (1, start); point <= points; point++)
        {
            proxy.Decide = null;
            await using (var app = await TestApp.StartAsync(azurite, now.ToString("O"), storage: proxy.ConnectionString(account)))
            {
                await prepare(app, point);
                var isDead = DieAt(proxy, point, queues);
                await act(app, point);
                await Eventually.SeeAsync(
                    async () => isDead() || ((await rows.OfKindAsync('r')).Count == 0 && (await rows.OfKindAsync('q')).Count == 0) ? "dead, or all done" : null, TimeSpan.FromSeconds(20));
                now = app.Clock.GetUtcNow();
            }

            await using var next = await TestApp.StartAsync(azurite, (now + TimeSpan.FromMinutes(10)).ToString("O"), storage: azurite.Server.ConnectionString(account));
            await check(next, point);
            now = next.Clock.GetUtcNow();
        }
    }

    /// <summary>From its n-th write on an app's writes are refused: it is as good as dead.</summary>
    /// <param name="proxy">What the app's storage is behind.</param>
    /// <param name="point">Which write is the first that fails; from 1.</param>
    /// <param name="queues">As above.</param>
    /// <returns>Tells whether it has come to that.</returns>
    public static Func<bool> DieAt(StorageProxy proxy, int point, params string[] queues)
    {
        var writes = 0;
        proxy.Decide = request => IsWrite(request) && Interlocked.Increment(ref writes) >= point ? ProxyVerdict.Fail(403, "AccountIsDisabled") : ProxyVerdict.Forward;
        return () => Volatile.Read(ref writes) >= point;

        bool IsWrite(StorageRequest request) =>
            (request.Kind == "table batch" && request.Text.Contains("/Scheduler", StringComparison.Ordinal)) || (request.Kind == "queue put" && queues.Contains(request.Resource));
    }
}
