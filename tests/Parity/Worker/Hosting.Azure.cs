using Microsoft.Azure.Functions.Worker.Builder;

namespace Parity.Worker;

/// <content>
/// Hosting=Azure: the originals' worker runs only under a Functions host (<c>func start</c>), which gives it a gRPC endpoint and does what
/// these tests look at: routes, timers, queues. What needs a running app is skipped here; that it compiles is what this hosting shows.
/// </content>
internal sealed partial class RunningApp
{
    private const string NoHost = "Hosting=Azure: the worker needs a Functions host; start the app under tests/Parity/Worker/App with func start";

    public static Task<RunningApp> StartAsync(Action<FunctionsApplicationBuilder>? configure = null, bool timers = false, bool queues = false) =>
        Task.FromResult(Skipped());

    public Task TickAsync(string function) => Task.FromResult(Skipped());

    public Task SettleAsync(TimeSpan? limit = null) => Task.FromResult(Skipped());

    private static RunningApp Skipped()
    {
        Assert.Skip(NoHost);
        throw new InvalidOperationException(NoHost); // Skip throws; the compiler need not know
    }
}
