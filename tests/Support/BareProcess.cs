using AgentSched.Engine.Calls;
using AgentSched.Engine.Closings;
using AgentSched.Engine.Openings;
using AgentSched.Engine.Ticks;
using AgentSched.Model.Runs;
using AgentSched.Storage.Account;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Schedules;
using AgentSched.Storage.Tables;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentSched.Tests.Support;

/// <summary>
/// The app's parts without a host: nothing moves but what a test calls, so that two of them over one storage account are two
/// processes whose steps a test puts in order. Messages are kept, not sent.
/// </summary>
internal sealed class BareProcess : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private BareProcess(ServiceProvider services) => _services = services;

    public AgentTable Agents => Get<AgentTable>();

    public ScheduleTable Schedules => Get<ScheduleTable>();

    public RunTable Runs => Get<RunTable>();

    public RunCloser Closer => Get<RunCloser>();

    public RowCache Cache => Get<RowCache>();

    public EarlyRuns Ahead => Get<EarlyRuns>();

    public static async Task<BareProcess> StartAsync(string storage, TimeProvider clock, string lookAhead = "00:00:00", int maxSchedules = 100, Dictionary<string, string?>? settings = null)
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = storage,
            ["DispatchCron"] = "0 * * * * *",
            ["SweepCron"] = "30 * * * * *",
            ["AgentSched:Shards"] = "2",
            ["AgentSched:LookAhead"] = lookAhead,
            ["AgentSched:MaxSchedulesPerOwner"] = $"{maxSchedules}",
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddAgentSched();
        FunctionsHarness.RemoveWorker(builder.Services);
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton<KeptMessages>();
        builder.Services.AddSingleton<RunQueue>(services => services.GetRequiredService<KeptMessages>());
        var process = new BareProcess(builder.Services.BuildServiceProvider());
        await ActivatorUtilities.CreateInstance<StorageSetup>(process._services).StartAsync(TestContext.Current.CancellationToken);
        return process;
    }

    /// <summary>A tick; what it would send can be taken by <see cref="OpenAsync"/>.</summary>
    public Task ClaimAsync() => Get<Dispatcher>().DispatchDueAsync(Get<TimeProvider>().GetUtcNow(), TestContext.Current.CancellationToken);

    /// <summary>How many messages it has sent that were not taken.</summary>
    public int Messages => Get<KeptMessages>().Count;

    /// <summary>Loses the messages so far.</summary>
    public void Forget() => Get<KeptMessages>().Take();

    /// <summary>Opens the runs of the messages so far.</summary>
    /// <param name="also">A message that somebody else sent, say the sweep of another process.</param>
    /// <returns>Those with a slot.</returns>
    public async Task<IReadOnlyList<Run>> OpenAsync(params RunRequest[] also)
    {
        var opened = new List<Run>();
        foreach (var message in Get<KeptMessages>().Take().Concat(also))
        {
            await foreach (var together in Get<RunOpener>().OpenAsync(message, durable: null!, TestContext.Current.CancellationToken))
            {
                opened.AddRange(together.Runs);
            }
        }

        return opened;
    }

    public Task<bool> SucceedAsync(Run run) => Closer.CloseAsync(
        Agents.ShardOf(run.AgentKey), run.Id, (r, now) => r.End(RunStatus.Succeeded, RunReason.Completed, "done", now), TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>Any part of the app, also one that only functions have.</summary>
    public T Get<T>()
        where T : notnull => ActivatorUtilities.GetServiceOrCreateInstance<T>(_services);

    private sealed class KeptMessages(StorageClients clients, IOptions<RunQueueOptions> options, TimeProvider clock) : RunQueue(clients, options, clock)
    {
        private readonly List<RunRequest> _messages = [];

        public int Count => _messages.Count;

        public IReadOnlyList<RunRequest> Take()
        {
            RunRequest[] taken = [.. _messages];
            _messages.Clear();
            return taken;
        }

        internal override Task SendAsync(RunRequest request, TimeSpan lead, CancellationToken cancel)
        {
            _messages.Add(request);
            return Task.CompletedTask;
        }
    }
}
